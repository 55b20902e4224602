"""Commands about what a board's store holds: `changes`, `replay`, `forget`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from normalizer.cli import REDACT_HELP
from normalizer.printable import inert
from schemas.run import ExitCode

if TYPE_CHECKING:
    from schemas.lifecycle import Change

_BOARD_HELP = "Name of the board; its folder lies under OUT."
_OUT_HELP = "Directory under which the board has its own."
_SINCE_HELP = "Id of a run; what happened after it is shown. The run before the newest one where left out."
_STATUSES = "Exit status: 0 done; 2 there is no such board, run or listing; 4 output could not be written; 6 a run is at work; 7 the store cannot be used."
_SHOWN = 160
"""Characters of a value or a quote that are shown; `--json` has all of them."""

Board = Annotated[str, typer.Argument(metavar="BOARD", show_default=False, help=_BOARD_HELP)]
Out = Annotated[Path, typer.Option("--out", "-o", help=_OUT_HELP)]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


def register(app: typer.Typer) -> None:
    """Mount the commands of this file on `app`."""
    for name, command in (("changes", changes), ("replay", replay), ("forget", forget)):
        app.command(name, epilog=_STATUSES, no_args_is_help=True)(command)


def changes(
    board: Board,
    since: Annotated[str | None, typer.Option("--since", metavar="RUN", help=_SINCE_HELP)] = None,
    out: Out = Path("out"),
    *,
    as_json: AsJson = False,
    redact: Annotated[bool, typer.Option("--redact", help=REDACT_HELP)] = False,
) -> None:
    """Show which listings appeared, changed, closed and opened again: old and new values with the words that state them.

    For example:

    $ jobsieve changes acme --since 2026-11-20

    $ jobsieve changes acme --json | jq 'select(.kind == "CLOSED")'
    """
    from normalizer.redact import redact_record
    from normalizer.store.changes import changes_since, run_before_last
    from normalizer.store.database import Store

    with _failures_told(), Store(_store_of(out / board), read_only=True) as store:
        run = since or run_before_last(store)
        if run is None:
            raise LookupError("there is no earlier run to compare with; expected --since RUN")
        found = changes_since(store, run)
        _show(map(redact_record, found) if redact else found, as_json=as_json)


def replay(
    board: Board,
    out: Out = Path("out"),
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="Processes that normalize.")] = 1,
    *,
    apply: Annotated[bool, typer.Option("--apply", help="Let the store and the outputs follow.")] = False,
    as_json: AsJson = False,
) -> None:
    """Read a board's archives with the present normalizer, and show what it reads differently than the one that read them before.

    Nothing is fetched. Without --apply nothing is changed.

    For example:

    $ jobsieve replay acme

    $ jobsieve replay acme --apply --jobs 2
    """
    from scraper.replay import replay_board

    with _failures_told():
        _store_of(out / board)
        found = replay_board(out / board, jobs, apply=apply)
    _show(found.changes, as_json=as_json)
    typer.echo(
        f"{found.read} versions read again, {len(found.changes)} say something else, {len(found.missing)} could not be read", err=True
    )
    for listing_id in found.missing:
        typer.echo(f"could not be read again: {listing_id}", err=True)


def forget(
    board: Board,
    listing_ids: Annotated[list[str], typer.Argument(metavar="ID...", show_default=False, help="listing_id of each listing.")],
    out: Out = Path("out"),
) -> None:
    """Take listings out of a board's store, outputs, archives and logs, and never take them in again.

    Of the archives, the pages of the listings go and the index pages that name them; a page with several listings goes as a whole.

    For example:

    $ jobsieve forget acme 01e91b0ce43717278c60
    """
    from scraper.forget import forget_listings

    with _failures_told():
        _store_of(out / board)
        found = forget_listings(out / board, listing_ids)
    typer.echo(f"{found.listings} of {len(set(listing_ids))} listings were known; {found.records} records were taken out of the archives")


def _store_of(folder: Path) -> Path:
    from scraper.order import STORE

    if not (folder / STORE).exists():
        raise LookupError(f"{folder}: no board was crawled here")
    return folder / STORE


def _show(found: Iterable[Change], *, as_json: bool) -> None:
    for change in found:
        if as_json:
            typer.echo(change.model_dump_json())
            continue
        typer.echo("\n".join(_told(change)))


def _told(change: Change) -> Iterator[str]:
    name = f"{change.listing_id}  {inert(change.title or '')}"
    why = f"  ({change.reason}: {inert(change.evidence or '')})" if change.reason else ""
    yield f"{change.kind:<10} {name}{why}"
    yield f"           {inert(change.url or '')}  run {change.run_id}"
    if change.old_normalizer:
        yield f"           read by {change.old_normalizer}, now by {change.new_normalizer}"
    for field in change.fields:
        yield f"           {field.field}: {_value(field.old, field.old_quotes)} → {_value(field.new, field.new_quotes)}"


def _value(value: str | None, quotes: tuple[str, ...]) -> str:
    said = "; ".join(f"“{inert(quote)}”" for quote in quotes)
    shown = inert(value or "nothing")
    return f"{shown[:_SHOWN]}{'…' if len(shown) > _SHOWN else ''}" + (f" {said[:_SHOWN]}" if said else "")


@contextmanager
def _failures_told() -> Iterator[None]:
    from normalizer.store.database import StoreError
    from scraper.lock import LockedError

    try:
        yield
    except LookupError as error:
        raise _stop(str(error.args[0]), ExitCode.USAGE) from error
    except LockedError as error:
        raise _stop(str(error), ExitCode.LOCKED) from error
    except StoreError as error:
        raise _stop(str(error), ExitCode.STORE) from error
    except OSError as error:
        raise _stop(f"cannot write: {error}", ExitCode.OUTPUT) from error


def _stop(message: str, status: ExitCode) -> typer.Exit:
    typer.echo(f"jobsieve: {message}", err=True)
    return typer.Exit(status)
