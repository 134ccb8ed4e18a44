"""A document as one page that needs nothing else."""

from __future__ import annotations

from html import escape

from alongside.publishing.evaluation.blocks import Block, Document, Item, Picture, Table
from alongside.publishing.render import STATIC

__all__ = ["body_of", "html_of"]

TABLES = ".scroll{overflow-x:auto}.number{text-align:right}.drawing svg{background:#fff}caption{text-align:left}"
"""What the workbench's own stylesheet says of a document, for a page that stands alone."""


def html_of(document: Document) -> str:
    """The page: no font, picture or script from anywhere."""
    css = (STATIC / "alongside.css").read_text(encoding="utf-8")
    style = css[css.index(":root") :]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, '
        f'initial-scale=1"><title>{escape(document.title)}</title><style>{style}{TABLES}</style></head>'
        '<body><main id="main">'
        f"<h1>{escape(document.title)}</h1>{body_of(document)}</main></body></html>"
    )


def body_of(document: Document) -> str:
    """What stands under the title, also for a page that frames it."""
    parts = [f"<p>{escape(text)}</p>" for text in document.lead]
    missing = document.missing
    total = sum(len(section.items) for section in document.sections)
    summary = f"{total - len(missing)} of {total} items of {document.guideline} say something."
    summary += f" Missing: {', '.join(missing)}." if missing else ""
    parts.append(f'<p class="quiet">{escape(summary)}</p>')
    for section in document.sections:
        parts.append(f"<h2>{escape(section.name)}</h2>")
        parts += [_item(item) for item in section.items]
    parts.append(f'<p class="quiet small">{escape(document.source)}</p>')
    return "".join(parts)


def _item(item: Item) -> str:
    head = f'<h3 id="item-{item.number}">{escape(item.number)} {escape(item.name)}</h3>'
    if not item.blocks:
        return f"{head}<p><strong>Missing.</strong> Nobody has said this yet.</p>"
    return head + "".join(_block(block) for block in item.blocks)


def _block(block: Block) -> str:
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Picture):
        label = f'aria-label="{escape(block.words, quote=True)}"'
        svg = block.svg.replace('aria-label="', 'data-name="', 1).replace("<svg ", f"<svg {label} ", 1)
        return (
            f'<figure class="drawing"><figcaption>{escape(block.caption)}</figcaption><div class="scroll" tabindex="0" '
            f'role="group" aria-label="{escape(block.caption, quote=True)}">{svg}</div></figure>'
        )
    return f"<p>{escape(block)}</p>"


def _table(table: Table) -> str:
    def cells(row: tuple[str, ...], tag: str) -> str:
        marked = []
        for index, text in enumerate(row):
            name = "th" if index == 0 and tag == "td" else tag
            scope = ' scope="row"' if name == "th" and tag == "td" else ' scope="col"' if tag == "th" else ""
            kind = ' class="number"' if index in table.right else ""
            # A head without words is no head.
            if tag == "th" and not text:
                name, scope = "td", ""
            marked.append(f"<{name}{scope}{kind}>{escape(text)}</{name}>")
        return f"<tr>{''.join(marked)}</tr>"

    head = f"<thead>{cells(table.head, 'th')}</thead>" if any(table.head) else ""
    rows = "".join(cells(row, "td") for row in table.rows)
    return (
        f'<div class="scroll" tabindex="0" role="group" aria-label="{escape(table.caption, quote=True)}"><table>'
        f"<caption>{escape(table.caption)}</caption>{head}<tbody>{rows}</tbody></table></div>"
    )
