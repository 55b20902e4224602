"""OpenTrain's pages in their three layouts, and its indexes: the shape is the site's, the openings are invented."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

PLATFORM = """<h2>About OpenTrain</h2><p>OpenTrain gathers AI training jobs of many companies in one place. Many projects need no experience and no degree.</p>
<h2>Why AI Training Work Matters</h2><p>People teach models what good answers are. You choose your hours; pay is per task or per hour, depending on the client.</p>"""


@dataclass(frozen=True)
class Opening:
    """What a page says of one opening."""

    id: str
    slug: str
    title: str
    marketing_title: str
    summary: str = "Outline what you are shown, in pictures of harbours."
    category: str = "Image &amp; Video Annotation"
    form: str = "Hourly"
    amount: str = "$7.5/hr"
    eligibility: str = "Worldwide"
    open_to: str = "Open worldwide"
    experience: str = "Intermediate"
    created: str = "Nov 12, 2024"
    published: str = "Jun 9, 2026"
    facts: tuple[tuple[str, str], ...] = (("Employment types", "Contractor, Part-time"), ("Data type", "IMAGE"))
    role: str = "You draw outlines around ferries in photographs."
    requirements: tuple[str, ...] = ("You must have a mouse.",)
    about: str = PLATFORM
    languages: tuple[str, ...] = field(default=())

    @property
    def path(self) -> str:
        """Address as the sitemap has it."""
        return f"/jobs/{self.slug}--{self.id}/"


def sections(opening: Opening) -> str:
    facts = "".join(f"<li><strong>{label}:</strong> {value}</li>" for label, value in opening.facts)
    asked = "".join(f"<li>{line}</li>" for line in opening.requirements)
    return f"{opening.about}<h2>The Role</h2><p>{opening.role}</p><ul>{facts}</ul><h2>Requirements</h2><ul>{asked}</ul>"


def board_page(opening: Opening) -> str:
    """Layout A: a line of chips, the pay beside the button."""
    return _page(
        opening.title,
        f"<main><h1>{opening.title}</h1><p>OpenTrain AI · Remote · {opening.eligibility} · Posted {opening.published}</p>"
        f"<p><a href='{opening.path}?apply=1'>Apply for this job</a> {opening.form} · {opening.amount}</p>{sections(opening)}</main>",
    )


def cards_page(opening: Opening, *, json_ld: bool = False) -> str:
    """Layout B: cards with the value above its label."""
    cards = (
        (opening.amount, "Compensation"),
        (opening.eligibility, "Eligibility"),
        (opening.experience, "Experience"),
        (opening.created, "Posted"),
    )
    drawn = "".join(
        f"<div class='card'><div class='text-lg'>{value}</div><div class='text-sm'>{label}</div></div>" for value, label in cards
    )
    return _page(
        opening.marketing_title,
        f"<main><h1>{opening.marketing_title}</h1><p>{opening.summary}</p><div>OpenTrain AI</div><div>{opening.category}</div>"
        f"<p>100% Remote {opening.form} · {opening.amount}</p><div class='stats'>{drawn}</div><p>{opening.open_to}</p>"
        f"{sections(opening)}</main>",
        _json_ld(opening) if json_ld else "",
    )


def raw_page(opening: Opening) -> str:
    """Layout C: the header of A above the employer's own text."""
    own = Opening(**{**opening.__dict__, "about": ""})
    return board_page(own)


def index_page(openings: list[Opening], heading: str = "Remote AI jobs") -> str:
    """A list that a script draws: addresses stand in its data only, with their slashes escaped."""
    rows = ",".join(f'{{"url":"{_escaped(one.path)}","name":{json.dumps(one.title)}}}' for one in openings)
    country = '{"href":"\\/jobs\\/country\\/pakistan\\/"}'
    return _page(
        heading,
        f"<main><h1>{heading}</h1><p>{len(openings)} open positions</p><p>What such work is like, at length.</p></main>",
        f'<script>self.__data=[{rows},{country},{{"url":"\\/jobs\\/pay-rates\\/"}}]</script>',
    )


def _escaped(path: str) -> str:
    return path.replace("/", "\\/")


def _json_ld(opening: Opening) -> str:
    posting = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": opening.marketing_title,
        "datePosted": "2024-11-12",
        "description": f"<p>{opening.role}</p>",
        "hiringOrganization": {"@type": "Organization", "name": "OpenTrain AI"},
        "jobLocationType": "TELECOMMUTE",
        "employmentType": "CONTRACTOR",
    }
    return f'<script type="application/ld+json">{json.dumps(posting)}</script>'


def _page(title: str, main: str, more: str = "") -> str:
    nav = "<nav><a href='/'>OpenTrain AI</a><a href='/companies/'>For AI Companies</a></nav>"
    foot = "<footer><a href='/blog/how-annotation-works/'>Blog</a> <a href='/jobs/pay-rates/'>Pay rates</a></footer>"
    return f"<!doctype html><html lang='en'><head><title>{title} | OpenTrain AI</title>{more}</head><body>{nav}{main}{foot}</body></html>"
