"""Invented pages and texts of a wanted size, shaped as job pages are: most bytes are chrome, a few KB are the listing."""

from __future__ import annotations

_DUTIES = (
    "Check incoming pallets against the delivery note and book them in.",
    "Keep the cold rooms tidy and report damage to the shift lead.",
    "Plan next week's rota with two colleagues from the office.",
    "Answer drivers who ask where their load is, by phone and by e-mail.",
    "Write a short report at the end of every shift.",
    "Train new colleagues in the use of hand scanners.",
)
_NEEDS = (
    "2+ years of experience in a warehouse or in transport planning",
    "Fluent English; basic Polish is a plus",
    "A forklift licence, or the will to get one in your first month",
    "High school diploma or equivalent",
    "You must be authorized to work in Ireland",
    "Calm in busy hours, exact with numbers",
)
_GIFTS = (
    "€17.50 - €19.25 per hour, paid every second Friday",
    "25 days of leave and your birthday",
    "A pension to which we pay 6 %",
    "Boots, gloves and a warm jacket",
)
_PROSE = (
    "Harrow & Finch stores food for shops between Cork and Derry. Ninety people work in three halls, and most of them have been here for years. "
    "Founded in 1987, the company moved 2.4 million pallets last year and invested €11m in a new cold hall. "
)


def listing_text(size: int) -> str:
    """A plain listing of about `size` characters."""
    head = (
        "Warehouse Coordinator\nHarrow & Finch — Cork, Ireland\n\nFull-time, 39 hours per week · On-site · Posted 4 May 2026\n"
        "Closing date: 30 May 2026\n\nAbout us\n\n" + _PROSE + "\n\nWhat you will do\n"
    )
    tail = "\nRequirements\n" + _items(_NEEDS) + "\nWhat we offer\n" + _items(_GIFTS) + "\nHow to apply\nSend your CV; we interview in two rounds.\n"
    middle = ""
    while len(head) + len(middle) + len(tail) < size:
        middle += _items(_DUTIES) if len(middle) % 3 else "\n" + _PROSE + "\n"
    return head + middle + tail


def _items(rows: tuple[str, ...]) -> str:
    return "".join(f"- {row}\n" for row in rows)


def listing_page(size: int) -> bytes:
    """An HTML page of about `size` bytes around a listing of 5 KB: head with styles and scripts, menus, cards of other jobs, footer."""
    text = listing_text(5000)
    body = "".join(f"<p>{line}</p>\n" if not line.startswith("- ") else f"<ul><li>{line[2:]}</li></ul>\n" for line in text.splitlines()[2:] if line)
    main = f"<main><h1>Warehouse Coordinator</h1><div class='meta'><span>Harrow &amp; Finch</span> <span>Cork</span></div>{body}</main>"
    left = max(size - len(main), 4000)
    style = "<style>" + ".card{margin:4px 8px;padding:2px;color:#334455}\n" * (left // 4 // 48) + "</style>"
    script = "<script>" + "window.dataLayer=window.dataLayer||[];function t(a){dataLayer.push(a)}\n" * (left // 4 // 71) + "</script>"
    menu = "<nav><ul>" + "<li class='menu-item'><a href='/teams/warehouse'>Warehouse teams</a></li>\n" * (left // 5 // 74) + "</ul></nav>"
    card = "<li class='card'><a href='/jobs/night-porter'><h4>Night Porter</h4></a><span>Derry</span><span>$37/hr</span></li>\n"
    cards = "<section class='similar-jobs'><h2>Similar jobs</h2><ul>" + card * (left // 5 // len(card)) + "</ul></section>"
    links = "<footer>" + "<div class='col'><a href='/legal/terms'>Terms of use</a></div>\n" * (left // 10 // 60) + "</footer>"
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>Warehouse Coordinator | Harrow &amp; Finch</title>{style}{script}</head>"
        f"<body><header>{menu}</header>{main}{cards}{links}</body></html>"
    ).encode()
