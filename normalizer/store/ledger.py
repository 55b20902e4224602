"""The ledger: every run of a board, how far it came, and what it found."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from normalizer.store.database import Store
from schemas.run import ExitCode, RunFigures, RunReport, RunState


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run as the ledger knows it."""

    run_id: str
    at: str
    """Start of its first attempt, ISO 8601, UTC."""
    state: RunState
    window: str | None = None
    report: RunReport | None = None


class Ledger:
    """The runs of a store. Raises `StoreError`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def begin(self, run_id: str, board: str, window: str | None, at: str) -> RunRow:
        """Enter a run, or find the one that was entered under this id before: it keeps its start."""
        with self._store.transaction() as database:
            database.execute(
                'INSERT INTO runs (run_id, board, "window", state, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
                (run_id, board, window, RunState.CRAWLING, at),
            )
        found = self.find(run_id)
        assert found is not None
        return found

    def restart(self, run_id: str, at: str) -> RunRow:
        """Let a run of which nothing is known begin now."""
        with self._store.transaction() as database:
            database.execute("UPDATE runs SET at = ? WHERE run_id = ?", (at, run_id))
        found = self.find(run_id)
        assert found is not None
        return found

    def find(self, run_id: str) -> RunRow | None:
        """The run of this id."""
        with self._store.errors_told():
            row = self._store.connection.execute(
                'SELECT run_id, at, state, "window", report FROM runs WHERE run_id = ?', (run_id,)
            ).fetchone()
        if row is None:
            return None
        report = RunReport.model_validate_json(row["report"]) if row["report"] else None
        return RunRow(row["run_id"], row["at"], RunState(row["state"]), row["window"], report)

    def finish(self, report: RunReport, figures: RunFigures | None) -> None:
        """Note how a run ended. `figures` are those that later runs are compared with, where it came to any."""
        with self._store.transaction() as database:
            database.execute(
                "UPDATE runs SET state = ?, finished_at = ?, exit_code = ?, fully_listed = ?, figures = ?, reasons = ?, report = ? WHERE run_id = ?",
                (
                    report.state,
                    report.finished_at,
                    report.exit_code,
                    report.fully_listed,
                    figures.model_dump_json() if figures else None,
                    json.dumps(report.reasons),
                    report.model_dump_json(),
                    report.run_id,
                ),
            )

    def history(self, before: str, most: int) -> list[RunFigures]:
        """Figures of the last runs that were published, the newest first; not beyond one that a person accepted."""
        with self._store.errors_told():
            rows = self._store.connection.execute(
                "SELECT figures FROM runs WHERE at < ? AND state = ? AND figures IS NOT NULL AND exit_code IN (?, ?) ORDER BY at DESC LIMIT ?",
                (before, RunState.PUBLISHED, ExitCode.OK, ExitCode.PARTIAL, most),
            ).fetchall()
        found = [RunFigures.model_validate_json(row["figures"]) for row in rows]
        accepted = next((place for place, figures in enumerate(found) if figures.accepted), len(found))
        return found[: accepted + 1]

    def last_report(self, before: str) -> RunReport | None:
        """The report of the last run before a moment whose findings were taken in."""
        with self._store.errors_told():
            row = self._store.connection.execute(
                "SELECT report FROM runs WHERE applied AND at < ? AND report IS NOT NULL ORDER BY at DESC LIMIT 1", (before,)
            ).fetchone()
        return RunReport.model_validate_json(row["report"]) if row else None

    def events_of(self, run_id: str) -> dict[str, int]:
        """What a run changed: kind of event → how often."""
        with self._store.errors_told():
            rows = self._store.connection.execute(
                "SELECT kind, count(*) FROM events WHERE run_id = ? GROUP BY kind ORDER BY kind", (run_id,)
            )
            return {row[0]: row[1] for row in rows}

    def neighbours(self, at: str) -> tuple[str | None, str | None]:
        """Starts of the applied runs before and after a moment."""
        with self._store.errors_told():
            before, after = self._store.connection.execute(
                "SELECT (SELECT max(at) FROM runs WHERE applied AND at < ?), (SELECT min(at) FROM runs WHERE applied AND at > ?)", (at, at)
            ).fetchone()
        return before, after

    def next_start(self, at: str) -> str:
        """`at`, or the moment after the newest run where the clock says that this one comes before it: runs begin one after the other."""
        with self._store.errors_told():
            newest = self._store.connection.execute("SELECT max(at) FROM runs").fetchone()[0]
        if newest is None or newest < at:
            return at
        moment = datetime.fromisoformat(newest) + timedelta(milliseconds=1)
        return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"
