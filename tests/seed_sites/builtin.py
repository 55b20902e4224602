"""Built In's page of a job: a bare description, what is asked, what is offered, the board's own list of skills, and the company."""

from __future__ import annotations

import json
from dataclasses import dataclass


@dataclass(frozen=True)
class Copy:
    """What a page says of one opening."""

    id: int
    slug: str
    title: str
    company: str
    description: str
    requirements: tuple[str, ...]
    benefits: tuple[str, ...]
    skills: tuple[str, ...]
    company_text: str = "We gather AI training jobs of many companies. Some of our people have ten years of experience."

    @property
    def path(self) -> str:
        """Address as the sitemap has it."""
        return f"/job/{self.slug}/{self.id}"


def job_page(copy: Copy) -> str:
    """A page of a job with the board's data in a graph."""
    data = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "BreadcrumbList", "itemListElement": []},
            {
                "@type": "JobPosting",
                "title": copy.title,
                "datePosted": "2026-10-03",
                "description": f"<p>{copy.description}</p>",
                "hiringOrganization": {"@type": "Organization", "name": copy.company},
            },
        ],
    }
    parts = f"<p>{copy.description}</p><p><strong>Requirements</strong></p>{_list(copy.requirements)}<p><strong>Benefits</strong></p>{_list(copy.benefits)}"
    return f"""<!doctype html><html lang="en"><head><title>{copy.title} - {copy.company} | Built In</title>
<script type="application/ld+json">{json.dumps(data)}</script></head><body><nav><a href="/jobs">Jobs</a><a href="/companies">Companies</a></nav>
<main><h1>{copy.title}</h1><div class="description">{parts}</div><h2>Skills Required</h2>{_list(copy.skills)}
<h2>What We Do</h2><p>{copy.company_text}</p></main>
<section><h2>Similar Jobs</h2><a href="/job/night-baker/7000001">Night Baker</a><a href="/job/day-baker/7000002">Day Baker</a></section></body></html>"""


def _list(rows: tuple[str, ...]) -> str:
    return "<ul>" + "".join(f"<li>{row}</li>" for row in rows) + "</ul>"
