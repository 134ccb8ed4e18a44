"""A document as tagged PDF (PDF/UA-1), by Typst."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import typst

from alongside.publishing.evaluation.blocks import Block, Document, Picture, Table
from alongside.publishing.figures.pictures import FONTS
from alongside.publishing.letters import Shown, letters_of, shown
from alongside.publishing.render import TEMPLATES

__all__ = ["compiled", "pdf_of"]


def pdf_of(document: Document) -> bytes:
    """Letters that the fonts lack stand as their numbers, counted."""
    pictures = {
        block.name: block.svg
        for section in document.sections
        for item in section.items
        for block in item.blocks
        if isinstance(block, Picture)
    }
    values = {
        "title": document.title,
        "lead": list(document.lead),
        "guideline": document.guideline,
        "source": document.source,
        "missing": list(document.missing),
        "sections": [
            {
                "name": section.name,
                "items": [
                    {"number": item.number, "name": item.name, "blocks": [_block(block) for block in item.blocks]}
                    for item in section.items
                ],
            }
            for section in document.sections
        ],
    }
    return compiled("evaluation.typ", values, pictures)


def compiled(template: str, values: dict[str, Any], pictures: dict[str, str]) -> bytes:
    """A template of ours with its values and drawings as PDF."""
    letters = Shown(letters_of(*sorted(FONTS.glob("*.ttf"))))
    values = shown(values, letters)
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        for name, svg in pictures.items():
            (work / f"{name}.svg").write_text(letters.text(svg), encoding="utf-8")
        (work / "values.json").write_text(json.dumps({**values, "letters": letters.sentence}), encoding="utf-8")
        (work / template).write_text((TEMPLATES / template).read_text(encoding="utf-8"), encoding="utf-8")
        pdf: bytes = typst.compile(
            work / template, root=work, font_paths=[FONTS], ignore_system_fonts=True, pdf_standards="ua-1"
        )
    return pdf


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, str):
        return {"kind": "text", "text": block}
    if isinstance(block, Table):
        return {
            "kind": "table",
            "caption": block.caption,
            "head": list(block.head),
            "rows": [list(row) for row in block.rows],
            "right": list(block.right),
        }
    return {"kind": "picture", "name": block.name, "caption": block.caption, "words": block.words}
