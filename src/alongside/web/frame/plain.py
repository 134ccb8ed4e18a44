"""A page that needs nothing: no project, no template, no file. For whatever must be said when one of these failed."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.html import escape

__all__ = ["POLICY", "plain_page"]

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

STYLE = (
    "body{font:1.125rem/1.5 Georgia,serif;color:#1c1b19;background:#fdfcf9;max-width:38rem;margin:3rem auto;"
    "padding:0 1rem}a{color:#0b5563}"
    "@media(prefers-color-scheme:dark){body{color:#ece9e2;background:#171614}a{color:#8fd0dc}}"
)


def plain_page(
    title: str, text: str, status: int, *, go_to: str = "", links: tuple[tuple[str, str], ...] = ()
) -> HttpResponse:
    """A whole page of one heading and one paragraph.

    Parameters
    ----------
    go_to : an address of ours to go on to at once.
    links : address and words of each way on.
    """
    refresh = f'<meta http-equiv="refresh" content="0;url={escape(go_to)}">' if go_to else ""
    ways = "".join(f'<p><a href="{escape(address)}">{escape(words)}</a></p>' for address, words in links)
    if go_to:
        ways += f'<p><a href="{escape(go_to)}">Go on</a></p>'
    body = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} · Alongside</title>{refresh}<style>{STYLE}</style></head>"
        f"<body><main><h1>{escape(title)}</h1><p>{escape(text)}</p>{ways}</main></body></html>"
    )
    response = HttpResponse(body, status=status)
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response
