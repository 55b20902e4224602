"""Invented pages and texts of a wanted size, shaped as job pages are: most bytes are chrome, a few KB are the listing."""

from __future__ import annotations

_LISTING = """\
Warehouse Coordinator
Harrow & Finch — Cork, Ireland

Full-time · On-site · Posted 4 May 2026
Closing date: 30 May 2026

About us

Harrow & Finch stores food for shops between Cork and Derry. Ninety people work in three halls, and most of them stay, because the work is varied and colleagues \
look after each other. The company was founded in 1987 by two brothers who drove their own lorry; it now serves four hundred shops, from village grocers to \
supermarkets, and last winter it opened a cold hall that runs on electricity from its own roof. We care about careful work more than about speed, and about people \
who speak up when something can be done better.

The role

As our coordinator you keep the goods and the people who move them in step. You know which lorry stands at which door, which customer waits for what, and whom to \
call when plans change. You report to the head of operations, share an office with two planners, and spend about half of your time on the floor of the halls.

What you will do

- Check incoming pallets against the delivery note and book them into our system
- Keep the cold rooms tidy and report damage to the maintenance team
- Plan doors and drivers together with the transport office
- Answer shops that ask where their goods are, by phone and by e-mail
- Count stock with a colleague and find out why figures differ
- Write a short handover for the colleagues who come after you
- Train new starters in the use of hand scanners and lifting gear
- Prepare the halls for visits of auditors and customers
- Suggest better routes through the halls, and try them out

Requirements

- 2+ years of experience in a warehouse or in transport planning
- Fluent English, written and spoken; basic Polish is a plus
- A forklift licence, or the will to get one in your first month
- High school diploma or equivalent
- Good with spreadsheets and not afraid of new software
- Calm when everything happens at once, exact with numbers
- You must be authorized to work in Ireland

Nice to have

- Experience with a warehouse management system such as Manhattan or Körber
- Knowledge of food hygiene rules
- A driving licence for vans

What we offer

- €17.50 - €19.25 per hour, paid every second Friday
- 39 hours per week, with a rota that you know a month ahead
- 25 days of leave, and your birthday
- A pension to which we add six percent
- Boots, gloves and a warm jacket that fits
- Hot lunches in the canteen, and fruit for everybody
- A bicycle scheme, free parking and a charging point

How to apply

Send us your CV and a few lines about yourself before the closing date. We read everything, answer everybody, and invite those who fit to a conversation and a walk \
through the halls; a second meeting with the team follows. If you need anything to take part, such as step-free access or an interpreter, tell us and we will arrange it.

Harrow & Finch is an equal opportunity employer. We welcome applications from all parts of society, and we judge by what people can do. Questions about the role are \
answered by Aoife in the office, who has done the job herself.
"""


def listing_text() -> str:
    """A plain listing of about 4 KB."""
    return _LISTING


def listing_page(size: int) -> bytes:
    """An HTML page of about `size` bytes around a listing of 4 KB: head with styles and scripts, menus, cards of other jobs, footer."""
    text = listing_text()
    body = "".join(
        f"<p>{line}</p>\n" if not line.startswith("- ") else f"<ul><li>{line[2:]}</li></ul>\n" for line in text.splitlines()[2:] if line
    )
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
