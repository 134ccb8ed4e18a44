"""From a chart (a Vega-Lite specification) to a picture: SVG, and PNG of the same.

Drawing holds the interpreter for a second or more, so many charts are drawn by a process of their own while the pages
are written: `with drawn(charts, folder) as finish: ...; svgs = finish()`.
"""

from __future__ import annotations

import functools
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import vl_convert

__all__ = ["FONTS", "Spec", "drawn", "pdf_of", "png_of", "svg_of"]

Spec = dict[str, Any]

FONTS = Path(__file__).parents[1] / "fonts"
"""Two static cuts of Source Serif 4 for what is drawn here rather than in a browser (OFL, renamed as it asks)."""


@functools.cache
def _register_fonts() -> None:
    vl_convert.register_font_directory(str(FONTS))


def svg_of(spec: Spec) -> str:
    """The chart as SVG."""
    _register_fonts()
    svg: str = vl_convert.vegalite_to_svg(spec, vl_version="6.4")
    return svg


def png_of(svg: str, scale: float = 2.0) -> bytes:
    """The same picture as PNG, twice as large for sharp screens."""
    _register_fonts()
    png: bytes = vl_convert.svg_to_png(svg, scale=scale)
    return png


def pdf_of(svg: str) -> bytes:
    """The same picture as PDF, a page as large as the picture."""
    _register_fonts()
    pdf: bytes = vl_convert.svg_to_pdf(svg)
    return pdf


@contextmanager
def drawn(
    charts: Mapping[str, Spec], folder: Path, drawings: Mapping[str, str] | None = None
) -> Iterator[Callable[[], dict[str, str]]]:
    """Draws every chart to NAME.svg and NAME.png in `folder`, in a process beside this one, which is ended on leaving.
    `drawings` are SVG already, by name, and become PNG there.

    Yields a function that waits until all is drawn and gives the SVG by name; it raises RuntimeError with what the
    process said where a chart could not be drawn.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump({**charts, **(drawings or {})}, file)
        file.flush()
        command = [sys.executable, "-P", __file__, file.name, str(folder)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

        def finish() -> dict[str, str]:
            _, message = process.communicate()
            if process.returncode != 0:
                raise RuntimeError(f"the figures could not be drawn: {message.strip()}")
            return {name: (folder / f"{name}.svg").read_text(encoding="utf-8") for name in charts}

        try:
            yield finish
        finally:
            process.kill()
            process.wait()
            assert process.stderr is not None
            process.stderr.close()


def _draw_all(charts: Path, folder: Path) -> None:
    for name, drawing in json.loads(charts.read_text(encoding="utf-8")).items():
        svg = drawing if isinstance(drawing, str) else svg_of(drawing)
        (folder / f"{name}.svg").write_text(svg, encoding="utf-8")
        (folder / f"{name}.png").write_bytes(png_of(svg))


if __name__ == "__main__":
    _draw_all(Path(sys.argv[1]), Path(sys.argv[2]))
