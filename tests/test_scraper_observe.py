"""What pages show of a listing: its end is told from a wall, a shell and a failure."""

from __future__ import annotations

import pytest

from schemas.fate import Fate
from scraper.observe import observe, observe_list, signs

URL = "https://board.example/jobs/7"
PROSE = "<p>The weaving shed keeps nine looms, and each of them wants a person who hears when a thread is about to break.</p>" * 12
JOB = f"<!doctype html><title>Weaver</title><h1>Weaver</h1><p>Pay: $21 per hour, 30 hours per week, on site in Leeds.</p>{PROSE}".encode()
POSTING = '<script type="application/ld+json">{"@context":"https://schema.org","@type":"JobPosting","title":"Weaver","description":"Looms."}</script>'


def page(*lines: str, head: str = "") -> bytes:
    return f"<!doctype html><html><head>{head}</head><body>{''.join(f'<p>{line}</p>' for line in lines)}</body></html>".encode()


def kind_of(body: bytes, **how: object) -> Fate:
    return observe(**{"status": 200, "url": URL, "body": body, **how}).fate  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("status", "kind"), [(404, "gone"), (410, "gone"), (401, "wall"), (403, "wall"), (429, "failed"), (500, "failed"), (503, "failed")]
)
def test_a_status_says_what_a_page_is(status: int, kind: str) -> None:
    seen = observe(status, URL, JOB)
    assert (seen.fate, seen.why) == (kind, f"status {status}")


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        ("/", "gone"), ("", "gone"), ("/login", "wall"), ("/users/sign_in?to=%2Fjobs%2F7", "wall"), ("/account/Login", "wall"), ("/captcha/verify", "wall"),
        ("/maintenance.html", "failed"), ("/error", "failed"), ("/jobs/7-renamed", "listing"), ("/jobs/login-engineer", "listing"), ("/jobs/7?ref=x", "listing"),
    ],
)  # fmt: skip
def test_a_redirect_to_the_root_ends_a_listing_and_one_to_a_login_does_not(target: str, kind: str) -> None:
    assert kind_of(JOB, url=f"https://board.example{target}", asked=URL) == kind


ENDS = (
    "This job is no longer available.", "Sorry, this position has been filled!", "This posting has expired", "The job you are looking for is no longer open.",
    "This job posting has been closed", "We are no longer accepting applications for this role.", "No longer accepting applications", "Job expired",
    "Diese Stelle ist nicht mehr verfügbar.", "Cette offre n’est plus disponible.", "Esta oferta ya no está disponible", "Esta vaga expirou",
    "Deze vacature is gesloten", "Questa offerta non è più disponibile",
)  # fmt: skip


@pytest.mark.parametrize("line", ENDS)
def test_a_line_that_ends_the_listing_is_believed_alone_and_above_its_text(line: str) -> None:
    assert kind_of(page(line, "See other jobs")) == "gone"
    assert kind_of(JOB.replace(b"<h1>", f'<div class="notice">{line}</div><h1>'.encode())) == "gone"


STANDING = (
    "If this job is no longer available, we will tell you.", "Once this position has been filled, we inform every applicant.", "Applications close when the role is filled.",
    "The job is closed-loop control of looms.", "This position is filled with variety.", "You will check that a listing is no longer shown once it has expired.",
    "This role is not remote.", "The position was previously held by Ada.",
)  # fmt: skip


@pytest.mark.parametrize("line", STANDING)
def test_a_condition_or_another_use_of_the_words_ends_nothing(line: str) -> None:
    assert kind_of(JOB.replace(b"<h1>", f"<p>{line}</p><h1>".encode())) == "listing"


WALLS = {
    "a login": page("Sign in to continue", '<input name="p" type="password">'),
    "a login without words": page("Welcome back", "<input type=password>"),
    "a login in German": page("Anmelden, um die Stelle zu sehen"),
    "a browser check": page("Checking your browser before accessing board.example", head="<title>Just a moment...</title>"),
    "a challenge": page("Just a moment", '<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page"></script>'),
    "a captcha": page("One more step", '<div class="g-recaptcha"></div>'),
    "a question": page("Are you a robot?"),
    "a refusal": page("Access Denied", "You don’t have permission to see this page."),
    "odd traffic": page("We have seen unusual traffic from your network."),
}


@pytest.mark.parametrize("body", WALLS.values(), ids=WALLS)
def test_walls_are_no_listings_and_no_ends(body: bytes) -> None:
    assert kind_of(body) == "wall"
    assert observe_list(200, URL, body).fate == "wall"


def test_a_listing_with_the_tools_of_walls_stays_a_listing() -> None:
    tools = (
        b'<form><input type="password"><div class="h-captcha"></div></form><script src="https://www.google.com/recaptcha/api.js"></script>'
    )
    assert kind_of(JOB + tools) == "listing"
    assert kind_of(page("Weaver", "Sign in to continue", head=POSTING)) == "listing"


@pytest.mark.parametrize(
    "body",
    [
        page('<div id="root"></div><script src="/app.js"></script>'),
        page("You need to enable JavaScript to run this app."),
        page("Loading…", '<script src="/app.js"></script>'),
    ],
)
def test_an_empty_shell_is_told(body: bytes) -> None:
    assert kind_of(body) == "shell"
    assert observe_list(200, URL, body).fate == "shell"


def test_a_shell_that_carries_the_posting_is_a_listing() -> None:
    assert kind_of(page('<div id="root"></div><script src="/app.js"></script>', head=POSTING)) == "listing"


@pytest.mark.parametrize(
    "body", [b"", b" \n ", page(""), page("The board is down for maintenance."), page("502 Bad Gateway"), page("Something went wrong")]
)
def test_nothing_and_an_outage_are_failures(body: bytes) -> None:
    assert kind_of(body) == "failed"


def test_an_index_has_no_end_of_its_own() -> None:
    assert observe_list(200, URL, page("This job is no longer available.", "Weaver", "Dyer")).fate == "listing"
    assert observe_list(404, URL, b"").fate == "gone"


def test_what_is_no_html_is_only_looked_at_for_emptiness() -> None:
    assert kind_of(b'{"title": "This job is no longer available."}', media_type="application/json") == "listing"
    assert kind_of(b"  ", media_type="application/json") == "failed"


def test_bytes_that_are_no_text_are_a_listing_as_far_as_can_be_seen() -> None:
    assert kind_of(b"\x00\x01\x02\x03" * 400) in ("failed", "listing")
    assert kind_of(b"<div>" * 50_000) in ("failed", "listing")


def test_the_signs_can_be_read() -> None:
    assert signs()[Fate.GONE].statuses == {404, 410}
