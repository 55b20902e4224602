"""Raw pages as JSON: one object, or a stream of lines that are one object each."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

import orjson
from pydantic import ValidationError

from normalizer.refusals import LocatedPage, encodable
from schemas.error import ErrorRow

EXPECTED = "expected an object with id, media_type and body (or body_base64)"

MAX_LINE = 128 * 1024 * 1024
"""Bytes of one line; a page of 64 MiB in base64 fits."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_SKIP_STEP = 1024 * 1024


def read_lines(stream: BinaryIO, file: str) -> Iterator[LocatedPage | ErrorRow]:
    """The pages of a stream of JSON lines, one after the other; a bad line gives a row and the lines behind it are read.

    A stream that breaks off (a damaged gzip file, a failing disk) gives a row for the line at which it does. A stream whose first
    line holds a NUL byte is no text and gives one row in all.
    """
    number = 0
    try:
        while line := stream.readline(MAX_LINE + 1):
            number += 1
            place = f"line {number}"
            if len(line) > MAX_LINE:
                yield ErrorRow(file=file, place=place, reason=f"longer than {MAX_LINE >> 20} MiB; {EXPECTED}")
                _skip_line(stream, line)
            elif number == 1 and b"\0" in line:
                yield ErrorRow(file=file, place=place, reason=f"binary data; {EXPECTED} a line, in UTF-8")
                return
            elif not line.isspace():
                yield _page_of_line(line, file, place)
    except (OSError, EOFError, zlib.error) as error:
        reason = f"cannot be read from here on: {error}; expected more lines or the end of the file"
        yield ErrorRow(file=file, place=f"line {number + 1}", reason=reason)


def page_of(data: Any, file: str, place: str | None = None) -> LocatedPage | ErrorRow:
    """The page that a parsed JSON value describes, or the row that says what is wrong with it."""
    if not isinstance(data, dict):
        return ErrorRow(file=file, place=place, reason=f"{EXPECTED}, found {_kind(data)}")
    try:
        return LocatedPage.model_validate({**data, "file": file, "place": place})
    except ValidationError as error:
        name = data.get("id")
        return ErrorRow(file=file, place=place, id=name if isinstance(name, str) else None, reason=f"{EXPECTED}; {_complaints(error)}")


def parse_json(data: bytes) -> Any:
    """The value of JSON text in UTF-8. Knows `NaN`, and replaces lone surrogates in the strings of the outermost object.

    Raises `ValueError` with the reason for anything else.
    """
    data = data.removeprefix(_BYTE_ORDER_MARK)
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        return _parse_leniently(data)


def _parse_leniently(data: bytes) -> Any:
    """What the fast parser refuses and the standard one reads."""
    try:
        value = json.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8 at byte {error.start}") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg} at character {error.pos}") from error
    except RecursionError as error:
        raise ValueError("JSON nested too deeply") from error
    if isinstance(value, dict):
        return {name: encodable(item) if isinstance(item, str) else item for name, item in value.items()}
    return value


def _page_of_line(line: bytes, file: str, place: str) -> LocatedPage | ErrorRow:
    try:
        return page_of(parse_json(line), file, place)
    except ValueError as error:
        return ErrorRow(file=file, place=place, reason=f"{error}; {EXPECTED}")


def _complaints(error: ValidationError) -> str:
    """One clause a member that is missing or wrong; `body` may be text or bytes and would else be named twice."""
    clauses: dict[str, str] = {}
    for detail in error.errors(include_url=False, include_context=False, include_input=False):
        member = str(detail["loc"][0]) if detail["loc"] else ""
        message = detail["msg"].removeprefix("Value error, ")
        clauses.setdefault(member, f"{member}: {message[:1].lower()}{message[1:]}" if member else message)
    return "; ".join(clauses.values())


def _kind(value: Any) -> str:
    names = {list: "an array", str: "a string", bool: "a boolean", type(None): "null"}
    return names.get(type(value), "a number")


def _skip_line(stream: BinaryIO, piece: bytes) -> None:
    while piece and not piece.endswith(b"\n"):
        piece = stream.readline(_SKIP_STEP)
