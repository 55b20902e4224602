"""The command `jobsieve`: crawling here, reading stored pages in `normalizer.cli`."""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from normalizer import cli as reading
from schemas.run import ExitCode
from scraper import store_cli

if TYPE_CHECKING:
    from schemas.run import RunReport
    from scraper.run import RunOrder

_EXIT_CODES = (
    "Exit status: 0 everything was crawled and read; 1 a part failed, the rest was published; 2 the command line or the board file is "
    "wrong; 3 nothing could be fetched or read; 4 output could not be written; 5 the disk is full; 6 another run of the board is at work; "
    "7 the store cannot be used; 8 the board did not answer in time; 9 robots.txt does not permit it; 10 the board lists nothing although "
    "it used to; 11 too many listings are missing; 12 the pages lost their shape; 13 a budget was reached, what was fetched is published; "
    "14 the crawl could not start; 130 interrupted. Only 0, 1 and 13 publish; all others leave what was published as it was."
)
_DEMO_EXIT_CODES = "Exit status: as for crawl, but 0 where the board was crawled and published: some of its pages are broken on purpose."
_ADD_EXIT_CODES = (
    "Exit status: 0 the file was written; 2 the address cannot be used, or the file exists; 3 no way to the listings was found; "
    "4 the file could not be written."
)
_CONTACT_HELP = "Web or e-mail address that is sent with every request, so that the site's owner reaches you."
_BOARD_HELP = "Name of a board, or path of a board file (TOML)."
_OUT_HELP = "Directory under which the board gets its own."
_RUN_ID_HELP = "Names the run. The same id again goes on where it ended, or publishes the same bytes once more."
_WINDOW_HELP = "What the run stands for, as your scheduler names it; it is only recorded."
_MIN_FREE_HELP = "MiB that stay free on the disk; with less the run ends before or during the crawl, and what is published stays."
_ACCEPT_HELP = "Publish although the board's history speaks against it; the history begins anew with this run."
_JOBS_HELP = "Processes that normalize."
_SET_HELP = "A Scrapy setting for this run, such as DOWNLOAD_TIMEOUT=10. It outranks the board file. Never a secret: those come from the environment."

app = typer.Typer(
    name="jobsieve",
    help="Crawl job listings and turn them into structured data: every value with the words that state it, every contradiction flagged.",
    epilog="Start with: jobsieve demo",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
)


def _assignments(values: list[str] | None) -> list[str] | None:
    """Settings as given. Raises `BadParameter` for one that is no assignment."""
    for value in values or ():
        if not re.fullmatch(r"[A-Z][A-Z0-9_]*=.*", value, re.DOTALL):
            raise typer.BadParameter(f"{value.partition('=')[0]!r}: expected NAME=VALUE")
    return values


@app.command(epilog=_EXIT_CODES, no_args_is_help=True)
def crawl(
    board: Annotated[str, typer.Argument(metavar="BOARD", show_default=False, help=_BOARD_HELP)],
    out: Annotated[Path, typer.Option("--out", "-o", help=_OUT_HELP)] = Path("out"),
    boards: Annotated[Path | None, typer.Option("--boards", help="Directory of board files, searched before the bundled ones.")] = None,
    base_url: Annotated[str | None, typer.Option("--base-url", help="Replaces the board's own base_url.")] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help=_JOBS_HELP)] = 1,
    run_id: Annotated[str | None, typer.Option("--run-id", help=_RUN_ID_HELP)] = None,
    window: Annotated[str | None, typer.Option("--window", help=_WINDOW_HELP)] = None,
    min_free: Annotated[int, typer.Option("--min-free", metavar="MIB", min=0, help=_MIN_FREE_HELP)] = 64,
    settings: Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE", callback=_assignments, help=_SET_HELP)] = None,
    *,
    accept: Annotated[bool, typer.Option("--accept", help=_ACCEPT_HELP)] = False,
    redact: Annotated[bool, typer.Option("--redact", help=reading.REDACT_HELP)] = False,
) -> None:
    """Crawl a board, archive its pages, and publish the listings found in them.

    Raw responses go to OUT/BOARD/raw/<run>.warc.gz before anything reads them.
    What they hold is judged by the board's own history and entered into its store;
    then listings.jsonl, listings.sqlite, lifecycle.jsonl, errors.jsonl and run.json
    are replaced, each in one step.

    For example:

    $ jobsieve crawl boards/acme.toml

    $ jobsieve crawl acme --boards boards/ --out data/ --jobs 2

    $ jobsieve crawl acme --boards boards/ --run-id 2026-11-21 --window 2026-11-20

    $ jobsieve normalize data/acme/raw/*.warc.gz -o again.jsonl
    """
    from scraper.run import RunOrder

    order = RunOrder(
        board, out, boards, base_url, jobs, tuple(settings or ()), run_id, window, accept=accept, redact=redact, min_free=min_free
    )
    raise typer.Exit(_run(order).exit_code)


@app.command(epilog=_DEMO_EXIT_CODES)
def demo(
    out: Annotated[Path, typer.Option("--out", "-o", help=_OUT_HELP)] = Path("out"),
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port of the board's server; 0 takes a free one.")] = 0,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help=_JOBS_HELP)] = 1,
    *,
    serve: Annotated[bool, typer.Option("--serve", help="Only serve the board, for a browser, until Ctrl-C.")] = False,
) -> None:
    """Serve the bundled job board on this machine, crawl it, and show what was found. Needs no network.

    For example:

    $ jobsieve demo

    $ jobsieve demo --serve --port 8642
    """
    from fixtures.serve import BoardServer
    from scraper.run import RunOrder

    with ExitStack() as stack:
        try:
            server = stack.enter_context(BoardServer(port=port))
        except OSError as error:
            raise _stop(f"cannot serve on port {port}: {error}", ExitCode.USAGE) from error
        if serve:
            _wait_for_ctrl_c(server.base_url)
            return
        report = _run(RunOrder("demo", out, None, server.base_url, jobs))
    raise typer.Exit(ExitCode.OK if report.published else report.exit_code)


@app.command(epilog=_ADD_EXIT_CODES, no_args_is_help=True)
def add(
    url: Annotated[str, typer.Argument(metavar="URL", show_default=False, help="Address of a careers page, a board or a listing.")],
    contact: Annotated[str, typer.Option("--contact", envvar="JOBSIEVE_CONTACT", help=_CONTACT_HELP)],
    boards: Annotated[Path, typer.Option("--boards", help="Directory that the board's file is written to.")] = Path("boards"),
    name: Annotated[str | None, typer.Option("--name", help="Name of the board; made of the address where not given.")] = None,
    delay: Annotated[float, typer.Option("--delay", min=0.0, help="Seconds between two requests while looking.")] = 2.0,
    *,
    private: Annotated[bool, typer.Option("--allow-private-addresses", help="The site may live on a loopback or private address.")] = False,
) -> None:
    """Write the board file for a careers address.

    An address of a known provider says all that is needed. Of another site
    robots.txt, the sitemaps, the page and one listing are looked at.

    For example:

    $ jobsieve add https://jobs.lever.co/acme --contact https://example.org/our-bot

    $ jobsieve crawl acme --boards boards/
    """
    from scraper.add import Addition, NothingFoundError, add_board
    from scraper.boards import BoardError

    try:
        added = add_board(Addition(url, contact, boards, name, delay, private))
    except BoardError as error:
        raise _stop(str(error), ExitCode.USAGE) from error
    except NothingFoundError as error:
        raise _stop(f"no way to the listings of {url} was found:\n{error}", ExitCode.NOTHING) from error
    except OSError as error:
        raise _stop(f"cannot look or write: {error}", ExitCode.OUTPUT) from error
    typer.echo(f"Wrote {added.path}: {'; '.join(added.notes)}.")
    typer.echo(f"Next: jobsieve crawl {added.path}")


def _run(order: RunOrder) -> RunReport:
    """Run a board and show how it went; what prevents that ends the command with the status for it."""
    from scraper.boards import BoardError
    from scraper.console import RunView, print_report
    from scraper.lock import LockedError
    from scraper.run import run_board

    try:
        with _interrupted_by_signals(), RunView(bars=sys.stderr.isatty()) as view:
            report = run_board(order, view)
    except BoardError as error:
        raise _stop(str(error), ExitCode.USAGE) from error
    except LockedError as error:
        raise _stop(str(error), ExitCode.LOCKED) from error
    except OSError as error:
        raise _stop(f"cannot write: {error}", ExitCode.OUTPUT) from error
    print_report(report, order.out / report.board)
    return report


@contextmanager
def _interrupted_by_signals() -> Iterator[None]:
    """Ends the command with the status for it when it is interrupted from the keyboard or by a scheduler (SIGTERM)."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt as error:
        raise _stop("interrupted; nothing was published", ExitCode.INTERRUPTED) from error
    finally:
        signal.signal(signal.SIGTERM, before)


def _stop(message: str, status: ExitCode) -> typer.Exit:
    typer.echo(f"jobsieve: {message}", err=True)
    return typer.Exit(status)


def _wait_for_ctrl_c(base_url: str) -> None:
    typer.echo(f"Serving the demo board at {base_url} until Ctrl-C.")
    try:
        signal.pause()
    except KeyboardInterrupt:
        typer.echo("Stopped.")


store_cli.register(app)
reading.register(app)
