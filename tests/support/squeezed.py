"""Text that a page squeezes or cuts: what a person who has set large letters cannot read."""

from __future__ import annotations

from playwright.sync_api import Page

__all__ = ["LARGE_LETTERS", "squeezed"]

LARGE_LETTERS = "--blink-settings=defaultFontSize=32,minimumFontSize=0"
"""The browser's own setting of letters twice as large (WCAG 2.2, 1.4.4), to which pages and media queries answer."""

_LOOK = """
() => {
  const bad = [];
  const doc = document.documentElement;
  if (doc.scrollWidth > doc.clientWidth) bad.push(`the page is ${doc.scrollWidth - doc.clientWidth} px too wide`);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, text = node.data.trim().replace(/\\s+/g, " ");
    const parent = node.parentElement;
    const apart = parent.closest("svg, script, style, .hidden, .skip, option, select, thead, textarea");
    if (text.length < 6 || apart) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const tops = new Set([...range.getClientRects()].filter(r => r.width > 0).map(r => Math.round(r.top)));
    if (!tops.size) continue;
    const word = Math.max(...text.split(/[\\s\\u202f-]/).map(w => w.length));
    const narrow = tops.size > 3 && text.length / tops.size < Math.min(5, word);
    if (narrow) bad.push(`${tops.size} lines: ${text.slice(0, 60)}`);
    const box = range.getBoundingClientRect();
    for (let above = parent; above && above !== document.body; above = above.parentElement) {
      const style = getComputedStyle(above), edge = above.getBoundingClientRect();
      if (style.overflowX === "auto" || style.overflowX === "scroll") break;
      if (style.overflowX === "hidden" && box.right > edge.right + 2) { bad.push(`cut: ${text.slice(0, 60)}`); break; }
    }
  }
  return bad;
}
"""


def squeezed(page: Page) -> list[str]:
    """Each text that stands a few letters wide or is cut at its box's edge, and how far the page is too wide."""
    seen: list[str] = page.evaluate(_LOOK)
    return seen
