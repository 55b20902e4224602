"""A run that holds the lock of its board: whatever goes wrong in it has its status and its reason in the report."""

from __future__ import annotations

from pathlib import Path

from normalizer.store import JsonlWriter, OutputError
from normalizer.store.database import Store, StoreError
from normalizer.store.replacing import DiskFullError, no_room
from schemas.run import ExitCode, PageCounts, RunReport
from scraper import clock
from scraper.attempts import Attempts
from scraper.boards import Board
from scraper.disk import DiskWatch
from scraper.order import RunContext, RunOrder, View
from scraper.stages import run_stages


def guarded_run(order: RunOrder, file: Path, board: Board, view: View, lock: int) -> RunReport:
    """Run a board whose lock is held, and write `run.json`. Raises nothing that a run can meet."""
    folder = order.out / board.name
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
        policy=context.board.policy,
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
