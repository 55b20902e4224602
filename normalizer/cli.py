"""The commands that read stored pages: `normalize`, `explain`, `schema`. `register` mounts them."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from schemas.listing import Policy
from schemas.run import ExitCode

if TYPE_CHECKING:
    from normalizer.progress import Progress
    from normalizer.store import CsvWriter, JsonlWriter, SqliteWriter, StreamWriter
    from normalizer.url_filter import UrlFilter
    from schemas.error import ErrorRow
    from schemas.listing import Listing

    Writer = CsvWriter | JsonlWriter | SqliteWriter | StreamWriter

_EXIT_CODES = (
    "Exit status: 0 everything was read; 1 something was refused, the rest was written; 2 the command line is wrong; "
    "3 nothing could be read, earlier output is left as it was; 4 output could not be written; 5 the disk is full; 130 interrupted, nothing was published."
)

_INPUT_HELP = (
    "Files that are one page each (.txt .html .json .xml), files of raw pages (.jsonl .jsonl.gz), archives (.warc .warc.gz), "
    "folders of all these, or - for raw pages on standard input."
)
_JOBS_HELP = "Processes. From two on, a page that kills its process costs only itself."
_FILE_HELP = "Anything that normalize reads, or a .jsonl file of listings that it wrote."
_URLS_HELP = (
    "Only pages with such an address: an address, a pattern with * for anything, re: and a regular expression, or @ and a file of these, one a line. "
    "May be given several times."
)
_FIELD_HELP = "Only this field, or part of one (pay, dates.posted)."
POLICY_HELP = (
    "What becomes of a field that a listing contradicts: specific follows the field's own rules, first the statement that comes first, "
    "strict leaves it empty. The contradiction is reported under each."
)
REDACT_HELP = "Mask e-mail addresses and telephone numbers in everything that is written."
_STDOUT = Path("-")
_UNWRAPPED = 1_000_000
"""Width of a line that never ends in practice."""


def register(app: typer.Typer) -> None:
    """Mount the commands of this file on `app`."""
    app.command("normalize", epilog=_EXIT_CODES, no_args_is_help=True)(normalize)
    app.command("explain", epilog=_EXIT_CODES, no_args_is_help=True)(explain)
    app.command("schema")(schema)


def normalize(
    paths: Annotated[list[str], typer.Argument(metavar="INPUT...", show_default=False, help=_INPUT_HELP)],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File for the listings; - is standard output, the default.")] = None,
    sqlite: Annotated[Path | None, typer.Option("--sqlite", help="Database to add the listings to, by their listing_id.")] = None,
    csv: Annotated[Path | None, typer.Option("--csv", help="Table of the listings' main fields, for spreadsheets.")] = None,
    errors: Annotated[Path | None, typer.Option("--errors", help="File for the error report; else lines on standard error.")] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help=_JOBS_HELP)] = 1,
    policy: Annotated[Policy, typer.Option("--policy", case_sensitive=False, help=POLICY_HELP)] = Policy.SPECIFIC,
    urls: Annotated[list[str] | None, typer.Option("--urls", metavar="PATTERN", help=_URLS_HELP)] = None,
    *,
    redact: Annotated[bool, typer.Option("--redact", help=REDACT_HELP)] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log tracebacks of internal errors.")] = False,
) -> None:
    """Turn stored pages into structured listings, one JSON object a line, in the order of the input.

    What holds no listing, or cannot be read, gives a line in the error report with file and reason; the rest is read all the same.
    Files are replaced in one step when everything is read. With --sqlite or --csv alone nothing is written to standard output.

    Archives of other crawlers are read as well: what holds no listing there is counted, not reported page by page.

    A raw page is a JSON object with id, media_type and body (or body_base64), and url and fetched_at where they are known.

    For example:

    $ jobsieve normalize page.html

    $ jobsieve normalize pages/ -o listings.jsonl --errors errors.jsonl

    $ jobsieve normalize crawl.warc.gz --sqlite jobs.sqlite --jobs 4

    $ jobsieve normalize CC-MAIN-*.warc.gz --urls 'careers.example.com/*' -o listings.jsonl

    $ zcat pages.jsonl.gz | jobsieve normalize - | jq .pay
    """
    from normalizer.inputs import normalize_pages, read_inputs
    from normalizer.progress import Progress
    from normalizer.redact import redact_rows

    if verbose:
        _log_everything()
    meant = _url_filter(urls)
    to_stdout = output == _STDOUT or not (output or sqlite or csv)
    # On one terminal the listings themselves show how far the run is.
    bar = sys.stderr.isatty() and not (to_stdout and sys.stdout.isatty())
    with Progress(bar=bar, name_refusals=errors is None) as progress, _failures_told(progress):
        with ExitStack() as open_files:
            writers: list[Writer] = []
            for writer in _writers(output, sqlite, csv, to_stdout=to_stdout):
                writers.append(writer)
                open_files.enter_context(writer)
            report = open_files.enter_context(_report(errors)) if errors else None
            rows = normalize_pages(read_inputs(paths, meant), jobs, policy=policy)
            _write(redact_rows(rows) if redact else rows, writers, report, progress)
        if progress.skips:
            progress.say(f"skipped: {progress.skip_reasons}")
        progress.say(progress.tally + (f", see {errors}" if errors and progress.refusals else ""))
    raise typer.Exit(_status(progress))


def explain(
    file: Annotated[str, typer.Argument(metavar="FILE", show_default=False, help=_FILE_HELP)],
    name: Annotated[str | None, typer.Option("--id", metavar="ID", help="Only the listing with this source.id or listing_id.")] = None,
    field: Annotated[str | None, typer.Option("--field", metavar="FIELD", help=_FIELD_HELP)] = None,
) -> None:
    """Show why a listing says what it says: each field, the claims on it, the rule that read each claim, and the words it read.

    Claims that the value does not follow are marked with the reason. Below the fields stand what is absent and why, and every
    contradiction with the words that contradict each other.

    For example:

    $ jobsieve explain page.html

    $ jobsieve explain listings.jsonl --id job-7 --field pay
    """
    from normalizer.explain import FIELDS, read_explainable
    from normalizer.progress import Progress

    if field is not None and field.partition(".")[0] not in FIELDS:
        raise typer.BadParameter(f"no field {field!r}; expected one of {', '.join(FIELDS)}", param_hint="--field")
    progress = Progress(bar=False, name_refusals=True)
    with _failures_told(progress):
        _explain(read_explainable(file), name, field, progress)
    if name is not None and not progress.listings:
        progress.say(f"no listing with the id {name}")
        raise typer.Exit(ExitCode.NOTHING)
    raise typer.Exit(_status(progress))


def schema() -> None:
    """Print the JSON Schema (draft 2020-12) that every listing follows."""
    from schemas.export import schema_text

    typer.echo(schema_text(), nl=False)


def _writers(output: Path | None, sqlite: Path | None, csv: Path | None, *, to_stdout: bool) -> Iterator[Writer]:
    from normalizer.store import CsvWriter, JsonlWriter, SqliteWriter, StreamWriter

    if to_stdout:
        yield StreamWriter(sys.stdout.buffer)
    elif output is not None:
        yield JsonlWriter(output)
    if sqlite is not None:
        yield SqliteWriter(sqlite)
    if csv is not None:
        yield CsvWriter(csv)


def _url_filter(entries: Sequence[str] | None) -> UrlFilter | None:
    from normalizer.url_filter import UrlFilter, UrlFilterError

    try:
        return UrlFilter(entries) if entries else None
    except UrlFilterError as error:
        raise typer.BadParameter(str(error), param_hint="--urls") from error


def _report(path: Path) -> JsonlWriter:
    from normalizer.store import JsonlWriter

    return JsonlWriter(path)


def _write(
    rows: Iterable[Listing | ErrorRow],
    writers: Sequence[Writer],
    report: JsonlWriter | None,
    progress: Progress,
) -> None:
    """Write every row where it belongs, then publish; where nothing was read, no earlier file is replaced by an empty one."""
    from schemas.error import ErrorRow, SkippedRow

    for row in rows:
        if isinstance(row, SkippedRow):
            progress.skipped(row)
            continue
        if isinstance(row, ErrorRow):
            progress.refused(row)
            if report:
                report.write(row)
            continue
        for writer in writers:
            writer.write(row)
        progress.listing()
    for writer in writers:
        if progress.listings or not writer.replaces:
            writer.publish()
        else:
            progress.say("no listing was found; earlier output is left as it was")
    if report:
        report.publish()


def _status(progress: Progress) -> ExitCode:
    if not progress.refusals and (progress.listings or not progress.skips):
        return ExitCode.OK
    return ExitCode.PARTIAL if progress.listings else ExitCode.NOTHING


def _explain(rows: Iterable[Listing | ErrorRow], name: str | None, field: str | None, progress: Progress) -> None:
    """Print the trees of the listings that are meant."""
    from rich.console import Console

    from normalizer.explain import listing_tree
    from schemas.error import ErrorRow, SkippedRow

    # Outside a terminal nothing is wrapped: a quote stays on one line, whatever its length.
    console = Console(width=None if sys.stdout.isatty() else _UNWRAPPED, highlight=False)
    for row in rows:
        if isinstance(row, SkippedRow):
            progress.skipped(row)
        elif isinstance(row, ErrorRow):
            progress.refused(row)
        elif name is None or name in (row.source.id, row.listing_id):
            console.print(listing_tree(row, field))
            progress.listing()


def _log_everything() -> None:
    import logging

    logging.basicConfig(level=logging.DEBUG, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")


@contextmanager
def _failures_told(progress: Progress) -> Iterator[None]:
    """Ends the command with a line and the exit status for what no row can report. A reader that has gone is no failure."""
    from normalizer.batch import BROKEN_DATA
    from normalizer.store import OutputError
    from normalizer.store.replacing import DiskFullError

    # A scheduler asks a run to end like the keyboard does.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except BrokenPipeError:
        _abandon_stdout()
    except KeyboardInterrupt as error:
        progress.say("interrupted; nothing was published")
        raise typer.Exit(ExitCode.INTERRUPTED) from error
    except OutputError as error:
        progress.say(f"cannot write {error}")
        raise typer.Exit(ExitCode.DISK_FULL if isinstance(error, DiskFullError) else ExitCode.OUTPUT) from error
    except BROKEN_DATA as error:
        progress.say(f"this installation is broken: {error}")
        raise typer.Exit(ExitCode.USAGE) from error
    finally:
        signal.signal(signal.SIGTERM, before)


def _abandon_stdout() -> None:
    """Whoever read standard output has gone: let what is still buffered go nowhere, without a word."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
