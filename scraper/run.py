"""One run of one board, from its lock to its report: whatever goes wrong in between has its status and its reason there."""

from __future__ import annotations

import re

from normalizer.store import JsonlWriter, OutputError
from normalizer.store.database import Store, StoreError
from normalizer.store.replacing import DiskFullError, no_room
from schemas.run import ExitCode, PageCounts, RunReport
from scraper import clock
from scraper.attempts import Attempts
from scraper.boards import BoardError, find_board, load_board, require_keys
from scraper.disk import DiskWatch
from scraper.lock import locked
from scraper.order import RunContext, RunOrder, View
from scraper.stages import run_stages

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
    folder = order.out / board.name
    with locked(folder) as lock:
        started = clock.now()
        run_id = order.run_id or clock.run_id(started)
        watch = DiskWatch(folder, order.min_free << 20)
        context = RunContext(order, file, board, folder, view, run_id, started, Attempts(folder / "raw", run_id), watch, lock)
        return _written(context, _guarded(context))


def _guarded(context: RunContext) -> RunReport:
    try:
        context.watch.require_room()
        context.attempts.folder.mkdir(exist_ok=True)
        with Store(context.store) as store:
            return run_stages(context, store)
    except KeyboardInterrupt:
        return _failed(context, ExitCode.INTERRUPTED, "stopped by a signal")
    except StoreError as error:
        return _failed(context, ExitCode.STORE, str(error))
    except OSError as error:
        full = isinstance(error, DiskFullError) or no_room(error)
        return _failed(context, ExitCode.DISK_FULL if full else ExitCode.OUTPUT, str(error))


def _failed(context: RunContext, exit_code: ExitCode, reason: str) -> RunReport:
    """The report of a run that broke off: its store knows nothing of it, or how far it came."""
    return RunReport(
        run_id=context.run_id,
        board=context.board.name,
        window=context.order.window,
        started_at=clock.iso_fine(context.started),
        finished_at=clock.iso(clock.now()),
        finish_reason=exit_code.name.lower(),
        exit_code=exit_code,
        published=False,
        reasons=(reason,),
        pages=PageCounts(),
    )


def _written(context: RunContext, report: RunReport) -> RunReport:
    """The report, with a word about it where it could not be written down."""
    try:
        with JsonlWriter(context.folder / "run.json") as file:
            file.write(report)
            file.publish()
    except OutputError as error:
        return report.model_copy(update={"reasons": (*report.reasons, f"the report could not be written: {error}")})
    return report
