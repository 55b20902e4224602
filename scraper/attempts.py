"""The attempts of a run: its archives, its logs, and how its crawl ended. A run is finished by running it again under the same id."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from normalizer.archive_index import close_broken_off
from normalizer.store import JsonlWriter
from schemas.values import Frozen
from scraper import clock
from scraper.crawl import CrawlOutcome
from scraper.endings import failed_pages


class CrawlRecord(Frozen):
    """How the crawl of a run ended; the file `<run>.crawl.json` beside its archives."""

    reason: str
    """As in `CrawlOutcome`."""
    stats: dict[str, Any]
    """Scrapy's statistics of the last attempt."""
    finished_at: str
    """ISO 8601, UTC."""

    def outcome(self) -> CrawlOutcome:
        """The same as the crawl itself said it."""
        return CrawlOutcome(self.reason, self.stats)


@dataclass(frozen=True, slots=True)
class Attempts:
    """The files of a run in the folder `raw` of its board."""

    folder: Path
    run_id: str

    def archives(self) -> list[Path]:
        """Archives of all attempts, the first one first. One within which a killed attempt broke off is repaired. `OSError`."""
        found: list[Path] = []
        while True:
            path = self._archive(len(found) + 1)
            close_broken_off(path)
            if not path.exists():
                return found
            found.append(path)

    def next_archive(self) -> Path:
        """Where the next attempt writes."""
        return self._archive(len(self.archives()) + 1)

    @property
    def log(self) -> Path:
        """Scrapy's log, of all attempts."""
        return self.folder / f"{self.run_id}.log"

    def record(self) -> CrawlRecord | None:
        """How the crawl ended, if it did."""
        return CrawlRecord.model_validate_json(self._record.read_bytes()) if self._record.exists() else None

    def keep(self, outcome: CrawlOutcome, finished_at: str) -> CrawlRecord:
        """Write down how the crawl ended. `OutputError` where that fails."""
        stats = json.loads(json.dumps(outcome.stats, default=str))
        record = CrawlRecord(reason=outcome.reason, stats=stats, finished_at=finished_at)
        with JsonlWriter(self._record) as file:
            file.write(record)
            file.publish()
        return record

    @property
    def _record(self) -> Path:
        return self.folder / f"{self.run_id}.crawl.json"

    def _archive(self, attempt: int) -> Path:
        return self.folder / clock.archive_name(self.run_id if attempt == 1 else f"{self.run_id}~{attempt}")


def is_complete(record: CrawlRecord | None) -> bool:
    """Whether another attempt has nothing to add: the crawl went to its end and gave nothing up."""
    return record is not None and record.reason == "finished" and not failed_pages(record.outcome())
