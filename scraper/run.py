"""One run of one board: nothing is loaded that finding out whether another run is at work does not need."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scraper.boards import BoardError, find_board, load_board, require_keys
from scraper.lock import locked
from scraper.order import RunOrder, View

if TYPE_CHECKING:
    from schemas.run import RunReport

__all__ = ["RunOrder", "View", "run_board"]

_RUN_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.:+=@-]{0,99}")


def run_board(order: RunOrder, view: View) -> RunReport:
    """Crawl a board, judge what it lists and publish it; what was published before stays as it is unless the run is believed.

    Raises `BoardError` for a bad board file or run id, `LockedError` where another run of the board is at work, and `OSError` where
    the board's folder cannot be made; all else that can go wrong stands in the report.
    """
    file = find_board(order.board, order.boards)
    board = load_board(file, base_url=order.base_url)
    require_keys(board, file)
    if order.run_id is not None and not _RUN_ID.fullmatch(order.run_id):
        raise BoardError("--run-id", "", f"expected letters, digits and any of _ . : + = @ - (got {order.run_id!r})")
    with locked(order.out / board.name) as lock:
        from scraper.guard import guarded_run

        return guarded_run(order, file, board, view, lock)
