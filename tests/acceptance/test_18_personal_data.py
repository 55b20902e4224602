"""18: nobody can be reached by what is published with `--redact`, and a listing that is to be forgotten leaves no trace."""

from __future__ import annotations

import random
from collections.abc import Callable

from command import Jobsieve
from faults import FaultServer, Reply
from mill import board, listing
from traces import where_found

from normalizer.redact import MASK, redact

PAGES = 500
NAMES = ("ana.ruiz", "j.okafor", "mei-ling", "o'neill", "jobs+looms", "s_haddad", "PIETRO", "k.nowak99", "hr", "talent.team")
HOSTS = ("looms.example", "mail.looms.co.uk", "weft-and-warp.example.org", "textil.example.de", "fils.example.fr")
PHONES = (
    "+44 20 7946 0{n}", "+1 (415) 555-0{n}", "(212) 555-0{n}", "646-555-0{n}", "312.555.0{n}", "020 7946 0{n}", "+49 30 901820-{n}", "0049 30 901820{n}", "030/9018{n}0",
    "06 12 34 5{n:.1} {n:.2}", "+33 6 12 34 5{n:.1} {n:.2}", "+91 98765 43{n}", "+34 612 345 {n}", "0171 1234{n}", "+55 11 98765-4{n}", "1-800-555-0{n}", "+61 2 9876 5{n}", "+48 601 234 {n}",
)  # fmt: skip
SENTENCES = (
    "Send your papers to {}.", "Questions? {}", "Contact: {} (Monday to Friday)", "Call or write: {}", "<b>{}</b>", "Recruiter: Ana Ruiz, {}", "You can reach us at {}; ask for Ana.", "Apply by mail ({}).", "{} is the address.",
)  # fmt: skip
SPELLINGS = ("{}@{}", "{}@{}", "{}@{}", "mailto:{}@{}", "{} [at] {}", "{}(at){}", "{}＠{}")
ALIKE = (
    "Pay: $45,{n} - 55,{n} per year", "Job ID 20{n}0918123", "Ref. 415-555-0{n}", "Requisition R-2026-{n}118", "Posted 2026-05-{d:02}", "From 0{d1}.05.2026 to 31.12.2026",
    "Shifts 08:00 - 16:{d:02}", "Budget 100 000 {n} images", "EUR 20 000 - 25 {n}", "ISO 27001:20{d:02}", "51.5074, -0.1{n}", "ISBN 978-3-16-148{n}-0", "Version 10.0.19{n}.1415", "OH 45{n}-6789",
    "192.168.{d}.200", "SOC 15-1252.{d:02}", "45 {n} - 52 000 € gross", "Engineer @ Looms", "Between 2019 - 2026", "1,{n},000 labels", "12 {n} 500 tasks", "https://looms.example/jobs/415555{n}",
)  # fmt: skip


def planted(rng: random.Random) -> tuple[str, str]:
    """(a sentence, the words in it by which somebody can be reached)."""
    if rng.random() < 0.5:
        words = rng.choice(SPELLINGS).format(rng.choice(NAMES), rng.choice(HOSTS))
        reach = words.removeprefix("mailto:")
    else:
        reach = words = rng.choice(PHONES).format(n=f"{rng.randrange(100, 200)}")
    return rng.choice(SENTENCES).format(words), reach


def alike(rng: random.Random) -> str:
    day = rng.randrange(10, 28)
    return rng.choice(ALIKE).format(n=f"{rng.randrange(100, 1000)}", d=day, d1=day % 9 + 1)


def test_what_people_can_be_reached_by_is_masked_and_nothing_else(figure: Callable[..., None]) -> None:
    rng = random.Random(20261121)
    masked = false = harmless = 0
    for _ in range(PAGES):
        sentence, reach = planted(rng)
        lines = [alike(rng) for _ in range(6)]
        lines.insert(rng.randrange(7), sentence)
        redacted = redact("\n".join(lines)).split("\n")
        at = lines.index(sentence)
        masked += reach not in redacted[at] and MASK * (len(reach) - 2) in redacted[at]
        harmless += len(lines) - 1
        false += sum(before != after for place, (before, after) in enumerate(zip(lines, redacted, strict=True)) if place != at)
    recall, false_rate = masked / PAGES, false / harmless
    figure(18, round(recall, 4), false_redactions=round(false_rate, 4), of=PAGES)
    assert recall >= 0.98
    assert false_rate <= 0.01


def test_every_output_of_a_run_is_redacted_and_a_forgotten_listing_is_gone(
    server: FaultServer, jobsieve: Jobsieve, figure: Callable[..., None]
) -> None:
    private = listing(3).replace(b"<h2>", b"<p>Write to ana.ruiz@looms.example or call +44 20 7946 0958.</p><h2>")
    server.script = {**board(range(6)), "/jobs/3": Reply(private)}
    assert jobsieve.crawl("--redact").status == 0
    published = [path for path in jobsieve.folder.iterdir() if path.suffix in {".jsonl", ".json"} or path.name == "listings.sqlite"]
    assert len(published) >= 5
    for needle in (b"ana.ruiz@looms", b"7946 0958"):
        assert not [path.name for path in published if needle in path.read_bytes()]
    assert where_found(b"ana.ruiz@looms", jobsieve.folder), "the archive keeps pages as they came"
    (listing_id,) = {row["listing_id"] for row in jobsieve.listings() if row["source"]["url"].endswith("/jobs/3")}
    ended = jobsieve.run("forget", "mill", listing_id, "--out", str(jobsieve.out))
    assert ended.status == 0, ended.stderr
    needles = ("ana.ruiz", "7946 0958", "/jobs/3<", '/jobs/3"')
    left = [place for needle in needles for place in where_found(needle.encode(), jobsieve.folder)]
    # The store remembers the id, a digest, so that the listing is never taken in again.
    left += [place for place in where_found(listing_id.encode(), jobsieve.folder) if not place.startswith("store.sqlite")]
    figure(18, len(left), what="traces of a forgotten listing")
    assert left == []
    jobsieve.crawl()
    assert len(jobsieve.listings()) == 5, "and it is not taken in again"


def test_without_the_option_everything_is_there(server: FaultServer, jobsieve: Jobsieve) -> None:
    server.script = {**board([3]), "/jobs/3": Reply(listing(3).replace(b"<h2>", b"<p>Write to ana.ruiz@looms.example.</p><h2>"))}
    assert jobsieve.crawl().status == 0
    assert "ana.ruiz@looms.example" in jobsieve.listings()[0]["text"]
