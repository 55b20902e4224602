"""Listings that are taken out of a store on request, without a trace but the digest that keeps them out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from normalizer.store.database import Store
from normalizer.store.versions import unpacked
from schemas.run import RunReport

_BY_LISTING = ("listings", "versions", "events")
_HOLDS = "SELECT 1 FROM json_each(json_extract(outcome, '$.listings')) WHERE json_extract(value, '$[0]') = ?"


@dataclass(frozen=True, slots=True)
class Traces:
    """By what a listing can be found in files."""

    listing_ids: frozenset[str]
    urls: frozenset[str]
    """Addresses of its pages."""
    messages: frozenset[str]
    """Sentences that quote it."""

    def in_text(self, text: str) -> bool:
        """Whether a text names or quotes it."""
        return any(word in text for words in (self.listing_ids, self.urls, self.messages) for word in words)


def traces_of(store: Store, listing_ids: Iterable[str]) -> Traces:
    """Everything under which a store knows listings."""
    names, urls, messages = frozenset(listing_ids), set[str](), set[str]()
    with store.errors_told():
        for name in names:
            for row in store.connection.execute("SELECT record FROM versions WHERE listing_id = ?", (name,)):
                record = unpacked(row["record"])
                urls |= {record["source"][key] for key in ("url", "id") if record["source"][key]}
                messages |= {conflict["message"] for conflict in record["conflicts"]}
            urls |= {row[0] for row in store.connection.execute(f"SELECT url FROM pages WHERE EXISTS ({_HOLDS})", (name,))}  # noqa: S608
            urls |= {row[0] for row in store.connection.execute("SELECT url FROM listings WHERE listing_id = ? AND url NOT NULL", (name,))}
    return Traces(names, frozenset(urls), frozenset(messages))


def forget(store: Store, traces: Traces, at: str) -> int:
    """Take listings out of every table, and out of the file; says how many of them the store knew. They are never taken in again."""
    with store.transaction() as database:
        known = 0
        for name in traces.listing_ids:
            known += database.execute("DELETE FROM listings WHERE listing_id = ?", (name,)).rowcount
            for table in _BY_LISTING[1:]:
                database.execute(f"DELETE FROM {table} WHERE listing_id = ?", (name,))  # noqa: S608 -- our own names
            database.execute(f"DELETE FROM pages WHERE EXISTS ({_HOLDS})", (name,))  # noqa: S608 -- a constant
            database.execute("INSERT INTO forgotten VALUES (?, ?) ON CONFLICT DO NOTHING", (name, at))
        for row in database.execute("SELECT run_id, report FROM runs WHERE report NOT NULL").fetchall():
            report = without_traces(RunReport.model_validate_json(row["report"]), traces)
            reasons = json.dumps(report.reasons)
            database.execute("UPDATE runs SET report = ?, reasons = ? WHERE run_id = ?", (report.model_dump_json(), reasons, row["run_id"]))
    with store.errors_told():
        store.connection.execute("VACUUM")
        store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return known


def without_traces(report: RunReport, traces: Traces) -> RunReport:
    """A report that neither names nor quotes the listings."""
    examples = {code: _clean(messages, traces) for code, messages in report.examples.items()}
    lost = tuple(page for page in report.lost if page.url not in traces.urls)
    return report.model_copy(update={"examples": examples, "lost": lost, "reasons": _clean(report.reasons, traces)})


def _clean(sentences: Sequence[str], traces: Traces) -> tuple[str, ...]:
    return tuple(sentence for sentence in sentences if not traces.in_text(sentence))
