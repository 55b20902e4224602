"""What became of every page, written line by line beside the archive, so that a killed crawl still tells."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

from normalizer.identity import listing_id
from schemas.fate import By, Fate, PageFate
from schemas.raw import RawPage
from scraper.boards import Board
from scraper.items import Tombstone
from scraper.observe import Observed
from scraper.roles import DETAIL
from scraper.secrets import redactor

_ARCHIVE_ENDING = ".warc.gz"
_LONGEST_REASON = 300


def fates_path(archive: Path) -> Path:
    """Where the fates of the pages of an archive are written."""
    return archive.with_name(archive.name.removesuffix(_ARCHIVE_ENDING) + ".pages.jsonl")


def named_listing(url: str, board: Board, key: str | None = None) -> str:
    """The id of the listing that an address of a board names: the one that its page, read at this address, gets. `key` is the board's
    own id of it, where that is known.
    """
    url = redactor().redacted_address(url)
    return listing_id(RawPage(id=url, url=url, body="", site=board.site, key=key or board.listing_id(url)))


class FateLog:
    """Appends one line a fate; each is handed to the operating system before `note` returns."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._file: TextIO | None = None

    def open(self, path: Path) -> None:
        """Begin the file; one that is there is replaced. `OSError` where it cannot be written."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("w", encoding="ascii", buffering=1)

    def note(
        self,
        role: str,
        url: str,
        seen: Observed,
        *,
        final_url: str | None = None,
        status: int | None = None,
        lastmod: str | None = None,
        key: str | None = None,
    ) -> None:
        """Say what became of the page at `url`, which holds the listing that the board calls `key`. Nothing is written while no file is
        open.
        """
        fate = PageFate(
            role=role,
            fate=seen.fate,
            url=redactor().redacted_address(url),
            final_url=redactor().redacted_address(final_url) if final_url and final_url != url else None,
            listing_id=named_listing(url, self._board, key) if role == DETAIL else None,
            status=status,
            by=seen.by,
            why=redactor().redacted(seen.why[:_LONGEST_REASON]) or None,
            lastmod=lastmod,
        )
        self._write(fate)

    def note_withdrawn(self, tombstone: Tombstone) -> None:
        """Say that a feed of the board names a listing as closed."""
        board, key = self._board, tombstone.key
        named = RawPage(id=key, url=board.start[0] if board.start else None, body="", site=board.site, key=key)
        listing = named_listing(tombstone.url, board) if tombstone.url else listing_id(named)
        address = redactor().redacted_address(tombstone.url) if tombstone.url else key
        why = redactor().redacted(tombstone.reason[:_LONGEST_REASON]) or None
        self._write(PageFate(role=DETAIL, fate=Fate.GONE, url=address, listing_id=listing, by=By.FEED, why=why))

    def _write(self, fate: PageFate) -> None:
        if self._file is not None:
            # In ASCII: many readers of lines end one at characters that an address may hold.
            self._file.write(fate.model_dump_json(exclude_none=True, ensure_ascii=True) + "\n")

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()


LISTED = Observed(Fate.LISTED)
UNCHANGED = Observed(Fate.UNCHANGED, By.STATUS, "status 304")
DUPLICATE = Observed(Fate.DUPLICATE, By.REDIRECT, "leads to a listing that is known already")
OVER_LIMIT = Observed(Fate.UNWANTED, By.RULE, "the board's limit is reached")
