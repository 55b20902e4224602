"""Invented texts and pages of a wanted size, shaped as job pages are: most bytes are chrome, a few KB are the listing."""

from __future__ import annotations

from html import escape
from pathlib import Path

ORDINARY, DENSE = "ordinary", "dense"
"""Listings of 4.0 KB with 32 claims, close to what real ones hold (28 claims in 4.0 KB, the mean of 35), and of 3.1 KB with 47 claims."""


def listing_text(name: str = ORDINARY) -> str:
    """A plain listing."""
    return (Path(__file__).parent / f"listing_{name}.txt").read_text(encoding="utf-8")


def listing_page(size: int, name: str = ORDINARY) -> bytes:
    """An HTML page of about `size` bytes around a listing: head with styles and scripts, menus, cards of other jobs, footer."""
    title, company, *lines = (escape(line) for line in listing_text(name).splitlines() if line)
    body = "".join(f"<ul><li>{line[2:]}</li></ul>\n" if line.startswith("- ") else f"<p>{line}</p>\n" for line in lines)
    main = f"<main><h1>{title}</h1><div class='meta'><span>{company}</span></div>{body}</main>"
    left = max(size - len(main), 4000)
    style = "<style>" + ".card{margin:4px 8px;padding:2px;color:#334455}\n" * (left // 4 // 48) + "</style>"
    script = "<script>" + "window.dataLayer=window.dataLayer||[];function t(a){dataLayer.push(a)}\n" * (left // 4 // 71) + "</script>"
    menu = "<nav><ul>" + "<li class='menu-item'><a href='/teams/warehouse'>Warehouse teams</a></li>\n" * (left // 5 // 74) + "</ul></nav>"
    card = "<li class='card'><a href='/jobs/night-porter'><h4>Night Porter</h4></a><span>Derry</span><span>$37/hr</span></li>\n"
    cards = "<section class='similar-jobs'><h2>Similar jobs</h2><ul>" + card * (left // 5 // len(card)) + "</ul></section>"
    links = "<footer>" + "<div class='col'><a href='/legal/terms'>Terms of use</a></div>\n" * (left // 10 // 60) + "</footer>"
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{title} | {company}</title>{style}{script}</head>"
        f"<body><header>{menu}</header>{main}{cards}{links}</body></html>"
    ).encode()
