"""The diagram as a picture: where each box stands, and the same geometry as SVG for a page and for a file, and as PNG.

The way goes down on the left of each column, what leaves it stands to the right. What waits for a person has a dashed
edge. On a page the colours are the page's own (CSS classes); in a file they are ink on white.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from xml.sax.saxutils import escape

from alongside.publishing.prisma.boxes import COLUMNS, PHASES, Box, Line, as_text, boxes_of, described, shortened
from alongside.publishing.prisma.flow import Flow

__all__ = ["Diagram", "Placed", "diagram_of", "pdf_of", "png_of", "svg_of"]

SIZE = 13  # pixels of type; a page may show the picture at its own size or larger, never smaller
LEADING = 18
PAD = 11
WIDTH = 236  # of a box: two columns of two boxes fit a landscape page, one column a laptop's window
BETWEEN = 34  # for an arrow and its head
GAP = 26
BAND = 30  # for the phase's name, set upright
HEAD = 46

_NARROW, _WIDE = set("fijlrt.,:;'!|()[]- "), set("mwMW@%–")


@dataclass(frozen=True, slots=True)
class Placed:
    """A box with its place in pixels, and its text in lines: (text, indented, heavy)."""

    box: Box
    x: float
    y: float
    width: float
    height: float
    text: tuple[tuple[str, bool, bool], ...]

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Diagram:
    """All that is drawn: boxes, arrows as points, phases as (name, top, bottom), heads of columns as (x, text)."""

    width: float
    height: float
    boxes: tuple[Placed, ...]
    arrows: tuple[tuple[tuple[float, float], ...], ...]
    phases: tuple[tuple[str, float, float], ...]
    heads: tuple[tuple[float, str], ...]
    legend: str


def diagram_of(flow: Flow) -> Diagram:
    """Place every box.

    >>> from alongside.publishing.prisma.flow import Way
    >>> diagram = diagram_of(Flow(Way({"database": {"Embase": 1234}}, to_screen=1234), None, 0))
    >>> [placed.box.key for placed in diagram.boxes][:4]
    ['identified', 'removed', 'identified_waits', 'screened']
    >>> diagram.width, len(diagram.arrows)
    (553, 9)
    """
    boxes = boxes_of(flow)
    columns = len(flow.ways)
    span = 2 * WIDTH + BETWEEN + GAP
    y: float = HEAD
    placed: list[Placed] = []
    arrows: list[tuple[tuple[float, float], ...]] = []
    phases: list[tuple[str, float, float]] = []
    above: dict[int, Placed] = {}
    for row, boxes_in_row in groupby(sorted(boxes, key=lambda box: box.row), key=lambda box: box.row):
        row_boxes = list(boxes_in_row)
        if row_boxes[0].phase == len(PHASES) - 1:
            last = _included(row_boxes[0], y, (columns - 1) * span + WIDTH)
            arrows += [_down(above[column], last.y) for column in range(columns)]
            placed.append(last)
            phases.append((PHASES[-1], last.y, last.y + last.height))
            y = last.y + last.height
            continue
        height = max(_height([box for box in row_boxes if box.column == column]) for column in range(columns))
        for column in range(columns):
            x = BAND + GAP / 2 + column * span
            mine = [box for box in row_boxes if box.column == column]
            main_box = Placed(mine[0], x, y, WIDTH, height, _wrapped(mine[0].lines))
            placed.append(main_box)
            if column in above:
                arrows.append(_down(above[column], y))
            above[column] = main_box
            for side in _sides(mine[1:], x + WIDTH + BETWEEN, y):
                placed.append(side)
                arrows.append(((x + WIDTH, side.middle), (side.x, side.middle)))
        name = PHASES[row_boxes[0].phase]
        top = phases.pop()[1] if phases and phases[-1][0] == name else y
        phases.append((name, top, y + height))
        y += height + (GAP if row else GAP * 1.5)
    heads = tuple((BAND + GAP / 2 + column * span, COLUMNS[column]) for column in range(columns))
    legend = "Dashed: waits for a person; the review is not finished." if flow.waiting else ""
    height = y + (LEADING * 2 if legend else GAP / 2)
    return Diagram(
        int(BAND + columns * span - GAP / 2 + 4),
        int(height),
        tuple(placed),
        tuple(arrows),
        tuple(phases),
        heads,
        legend,
    )


def _included(box: Box, y: float, width: float) -> Placed:
    text = _wrapped(box.lines, width)
    return Placed(box, BAND + GAP / 2, y, width, _tall(text), text)


def _tall(text: Sequence[object]) -> float:
    return len(text) * LEADING + 2 * PAD - 4


def _height(boxes: Sequence[Box]) -> float:
    main_height, *sides = [_tall(_wrapped(box.lines)) for box in boxes]
    return max(main_height, sum(sides) + GAP / 2 * (len(sides) - 1) if sides else 0.0)


def _sides(boxes: Sequence[Box], x: float, y: float) -> Iterator[Placed]:
    for box in boxes:
        text = _wrapped(box.lines)
        tall = _tall(text)
        yield Placed(box, x, y, WIDTH, tall, text)
        y += tall + GAP / 2


def _down(above: Placed, to: float) -> tuple[tuple[float, float], ...]:
    x = above.x + above.width / 2
    return ((x, above.y + above.height), (x, to))


def _wrapped(lines: Sequence[Line], width: float = WIDTH) -> tuple[tuple[str, bool, bool], ...]:
    wrapped: list[tuple[str, bool, bool]] = []
    for line in shortened(lines):
        room = width - 2 * PAD - (12 if line.part else 0)
        wrapped += [(text, line.part, not line.part) for text in _broken(as_text(line), room, heavy=not line.part)]
    return tuple(wrapped)


def _wide(text: str, heavy: bool) -> float:
    """About how wide a text is: no font is at hand, so on the wide side of what serif and sans-serif faces need."""
    em = sum(0.33 if sign in _NARROW else 0.85 if sign in _WIDE else 0.66 if sign.isupper() else 0.57 for sign in text)
    wide = sum(0.46 for sign in text if ord(sign) > 0x2E7F)  # Chinese, Japanese and Korean signs are an em wide
    return (em + wide) * SIZE * (1.07 if heavy else 1.0)


def _broken(text: str, room: float, *, heavy: bool) -> list[str]:
    """Lines no wider than there is room; `(n = 5)` stays in one piece, a long name is broken anywhere."""
    lines, line = [], ""
    label, mark, count = text.rpartition(" (n = ")
    for word in [*label.split(" "), f"{mark.lstrip()}{count}"] if mark else text.split(" "):
        rest = word
        if line and _wide(f"{line} {rest}", heavy) > room:
            lines.append(line)
            line = ""
        while _wide(rest, heavy) > room:
            cut = next(
                length for length in range(len(rest), 0, -1) if length == 1 or _wide(rest[:length], heavy) <= room
            )
            lines.append(rest[:cut])
            rest = rest[cut:]
        line = f"{line} {rest}" if line else rest
    return [*lines, line] if line else lines


_INK = {
    "box": 'fill="#ffffff" stroke="#1c2024" stroke-width="1.2"',
    "waits": 'fill="#ffffff" stroke="#565e66" stroke-width="1.2" stroke-dasharray="5 4"',
    "arrow": 'fill="none" stroke="#1c2024" stroke-width="1.2"',
    "tip": 'fill="#1c2024"',
    "phase": 'fill="#e3f0f0"',
    "text": 'fill="#1c2024"',
    "note": 'fill="#565e66"',
}
_FAMILY = "'Source Serif 4', 'Alongside Serif', Georgia, serif"


def svg_of(flow: Flow, title: str, *, page: bool = False) -> str:
    """The picture as SVG, with a title and a description. `page` takes the colours from the page's style sheet."""
    diagram = diagram_of(flow)

    def look(name: str) -> str:
        return f'class="{name}"' if page else _INK[name]

    parts = [
        f'<title id="flow-title">PRISMA 2020 flow diagram: {_clean(title)}</title>',
        f'<desc id="flow-described">{_clean(described(flow))}</desc>',
    ]
    if not page:
        parts.append(f'<rect width="{diagram.width}" height="{diagram.height}" fill="#ffffff"/>')
    for x, text in diagram.heads:
        lines = _broken(text, 2 * WIDTH + BETWEEN, heavy=True)
        parts.append(
            f'<text x="{x:g}" y="{HEAD - 20:g}" font-weight="700" {look("text")}>{_clean(" ".join(lines))}</text>'
        )
    for name, top, bottom in diagram.phases:
        middle = (top + bottom) / 2
        parts.append(f'<rect x="2" y="{top:g}" width="{BAND - 6}" height="{bottom - top:g}" rx="3" {look("phase")}/>')
        # A band is at least as high as its box, which may be less than the word is long: then the word is smaller.
        size = min(float(SIZE), SIZE * (bottom - top) / max(1.0, _wide(name, True)))
        parts.append(
            f'<text transform="translate({BAND / 2 + 3:g} {middle:g}) rotate(-90)" text-anchor="middle" '
            f'font-size="{size:.3g}" font-weight="700" {look("text")}>{name}</text>'
        )
    for arrow in diagram.arrows:
        parts.append(_arrow(arrow, look("arrow"), look("tip")))
    for placed in diagram.boxes:
        parts.append(
            f'<rect x="{placed.x:g}" y="{placed.y:g}" width="{placed.width:g}" height="{placed.height:g}" rx="3" '
            f"{look('waits' if placed.box.waits else 'box')}/>"
        )
        top = placed.y + PAD + SIZE - 1
        for number, (text, part, heavy) in enumerate(placed.text):
            x = placed.x + PAD + (12 if part else 0)
            weight = ' font-weight="700"' if heavy else ""
            parts.append(f'<text x="{x:g}" y="{top + number * LEADING:g}"{weight} {look("text")}>{_clean(text)}</text>')
    if diagram.legend:
        y = diagram.height - LEADING / 2
        parts.append(f'<text x="{BAND + GAP / 2:g}" y="{y:g}" {look("note")}>{_clean(diagram.legend)}</text>')
    family = "" if page else f' font-family="{_FAMILY}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{diagram.width}" height="{diagram.height}" '
        f'viewBox="0 0 {diagram.width} {diagram.height}" role="img" aria-labelledby="flow-title flow-described" '
        f'font-size="{SIZE}"{family}>{"".join(parts)}</svg>'
    )


def png_of(flow: Flow, title: str, scale: float = 2.0) -> bytes:
    """The picture as PNG, twice as large for sharp screens and print."""
    from alongside.publishing.figures.pictures import png_of as drawn  # vl-convert is slow to load

    return drawn(svg_of(flow, title), scale)


def pdf_of(flow: Flow, title: str) -> bytes:
    """The picture as a page of PDF of its own size, with its fonts."""
    from alongside.publishing.figures.pictures import pdf_of as drawn

    return drawn(svg_of(flow, title))


def _arrow(points: Sequence[tuple[float, float]], line: str, tip: str) -> str:
    (x0, y0), (x1, y1) = points[0], points[-1]
    down = x0 == x1
    end = (x1, y1 - 6) if down else (x1 - 6, y1)
    head = f"M{x1:g} {y1:g}l-4 -8h8z" if down else f"M{x1:g} {y1:g}l-8 -4v8z"
    return f'<path d="M{x0:g} {y0:g}L{end[0]:g} {end[1]:g}" {line}/><path d="{head}" {tip}/>'


def _clean(text: str) -> str:
    """Text that XML may hold."""
    return escape("".join(sign for sign in text if sign.isprintable() or sign in "\N{NO-BREAK SPACE}\t\n"))
