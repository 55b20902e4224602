"""E-mail addresses and telephone numbers in listings, masked by as many characters, so that every offset and every quote stays true.

What the words around a number say (`personal.toml`) decides where its form does not; whether a number can be one at all is the business
of `phonenumbers`. Values that were read from a listing are not touched: they are amounts, days and places.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

import phonenumbers
from phonenumbers import Leniency, PhoneNumberMatcher

from normalizer.fold import fold
from schemas.error import ErrorRow
from schemas.listing import Listing
from schemas.values import Frozen

Record = TypeVar("Record", bound=Frozen)

MASK = "█"
_DATA = Path(__file__).with_name("personal.toml")
_NEAR = 40
"""Characters before a number in which a cue can stand."""
_DIGITS = range(7, 16)
_CUED_DIGITS = range(5, 16)

_DOMAIN = r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,5}(?:xn--[a-z0-9-]{2,40}|[^\W\d_]{2,24})"
_EMAIL = re.compile(rf"(?<![\w.+-])[\w.+'-]{{1,64}}(?:@|%40|＠){_DOMAIN}")
_AT, _DOT = r"\s{0,2}[(\[{<]\s?(?:at|@|arroba|ät)\s?[)\]}>]\s{0,2}", r"\s{0,2}[(\[{<]\s?(?:dot|\.|punkt|punto|point)\s?[)\]}>]\s{0,2}"
_SPELLED = re.compile(
    rf"(?<![\w.+-])[\w.+-]{{1,64}}(?:{_AT}[\w-]{{1,63}}(?:(?:{_DOT}|\.| dot )[\w-]{{2,63}}){{1,4}}| at [\w-]{{1,63}}(?: dot [\w-]{{2,63}}){{1,4}})",
    re.IGNORECASE,
)
_SPACED = re.compile(rf"(?<![\w.+-])[\w.+-]{{1,64}} {{0,2}}@ {{0,2}}{_DOMAIN}")
_NUMBER = re.compile(
    r"(?<!\w)(?<!\d[.,])(?:\+|\(\+|00)?(?:\(0?\d{1,5}\)|\d)(?:[ ./()\u00a0\u2007\u2009\u202f-]{0,3}\d){4,16}(?![\w]|[.,]\d)"
)
_EXTENSION = re.compile(r"\s{0,2},?\s{0,2}(?:ext|x|extension|durchwahl|poste|dw)\.?\s{0,2}:?\s{0,2}\d{1,6}\b", re.IGNORECASE)
_SEPARATED = re.compile(r"\d[ ./()\u00a0\u2007\u2009\u202f-]{1,3}\d")
_CURRENCY_BEFORE = re.compile(r"[$€£¥₹₱₩₽₺฿₫₴₦¢%#]\s?$|\b[a-z]{2,3}[$€£]\s?$")
_AMOUNT_BEHIND = re.compile(
    r"\s?(?:[$€£¥₹₱₩₽₺%]|(?:usd|eur|gbp|inr|php|cad|aud|chf|pln|sek|nok|dkk|jpy|brl|mxn|zar|k|hours?|hrs?|h|years?|days?|words?|images?|tasks?)\b)"
)
_DATE = re.compile(
    r"(?:19|20)\d\d[-./ ](?:0?[1-9]|1[0-2])[-./ ](?:0?[1-9]|[12]\d|3[01])\b|(?:0?[1-9]|[12]\d|3[01])[-./ ](?:0?[1-9]|[12]\d|3[01])[-./ ](?:19|20)\d\d\b"
)
_YEARS = re.compile(r"(?:19|20)\d\d\s?[-/]\s?(?:19|20)\d\d\Z")
_NO_PHONE = re.compile(r"(?:\d{1,3}(?:\.\d{1,3}){3}|\d{5}-\d{4})\Z")
"""An address of a machine; a ZIP code with its extension."""

_UNTOUCHED = frozenset(
    {
        "schema_version",
        "listing_id",
        "sha256",
        "fetched_at",
        "media_type",
        "rule",
        "code",
        "claim",
        "section",
        "pointer",
        "file",
        "place",
        "run_id",
        "at",
        "board",
        "window",
    }
)
_ADDRESSES = frozenset({"url", "id"})


def redact(text: str) -> str:
    """`text` with each character of an e-mail address or a telephone number replaced by `MASK`; as long as `text`."""
    return _masked(text, chain(_mail_spans(text), _phone_spans(text)))


def redact_address(url: str) -> str:
    """The same for a web address, in which long numbers name pages: only e-mail addresses are masked."""
    return _masked(url, _mail_spans(url))


def redact_listing(listing: Listing) -> Listing:
    """A listing in whose text, quotes and rows nobody can be reached."""
    record = listing.model_dump()
    text = redact(listing.text)
    return Listing.model_validate({**_redacted(record, text), "text": text})


def redact_record(record: Record) -> Record:
    """The same for a record without a text of its own, such as a row of the error report or the report of a run."""
    return type(record).model_validate(_redacted(record.model_dump(), ""))


def redact_rows(rows: Iterable[Listing | ErrorRow]) -> Iterator[Listing | ErrorRow]:
    """Listings and rows of the error report, redacted."""
    for row in rows:
        yield redact_listing(row) if isinstance(row, Listing) else redact_record(row)


def _redacted(value: Any, text: str, key: str = "") -> Any:
    """A value of a record with its strings redacted; a quote is cut from the redacted text where it has a place in it."""
    if isinstance(value, str):
        return value if key in _UNTOUCHED else redact_address(value) if key in _ADDRESSES else redact(value)
    if isinstance(value, dict):
        parts = {name: _redacted(part, text, name) for name, part in value.items()}
        if isinstance(value.get("start"), int) and "quote" in value:
            parts["quote"] = text[value["start"] : value["end"]]
        return parts
    if isinstance(value, list | tuple):
        return [_redacted(part, text, key) for part in value]
    return value


def _masked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    characters = None
    for start, end in spans:
        characters = characters or list(text)
        characters[start:end] = MASK * (end - start)
    return "".join(characters) if characters else text


def _mail_spans(text: str) -> Iterator[tuple[int, int]]:
    if "@" in text or "＠" in text or "%40" in text:
        yield from (found.span() for found in _EMAIL.finditer(text))
        for found in _SPACED.finditer(text):
            if _cues().mail.search(fold(text[max(0, found.start() - _NEAR) : found.start()])):
                yield found.span()
    yield from (found.span() for found in _SPELLED.finditer(text))


def _phone_spans(text: str) -> Iterator[tuple[int, int]]:
    plain = fold(text)
    for found in _NUMBER.finditer(plain):
        start, end = found.span()
        if _is_phone(found[0], plain[max(0, start - _NEAR) : start], plain[end : end + 12]):
            extension = _EXTENSION.match(plain, end)
            yield start, extension.end() if extension else end


def _is_phone(number: str, before: str, behind: str) -> bool:
    digits = sum(char.isdigit() for char in number)
    if _cues().phone.search(before):
        return digits in _CUED_DIGITS and not _is_amount(before, behind)
    if digits not in _DIGITS or _is_amount(before, behind) or _NO_PHONE.match(number):
        return False
    if _DATE.match(number.strip("() ")) or _YEARS.match(number):
        return False
    if number.startswith(("+", "(+")):
        return True
    if _cues().not_phone.search(before):
        return False
    if number.startswith("00"):
        return phonenumbers.is_possible_number_string(f"+{number[2:]}", phonenumbers.UNKNOWN_REGION)
    return _SEPARATED.search(number) is not None and _is_national(number)


def _is_amount(before: str, behind: str) -> bool:
    return bool(_CURRENCY_BEFORE.search(before) or _AMOUNT_BEHIND.match(behind))


def _is_national(number: str) -> bool:
    """Whether a region is known where such a number exists and is grouped so."""
    leniency = Leniency.STRICT_GROUPING
    return any(PhoneNumberMatcher(number, region, leniency=leniency, max_tries=2).has_next() for region in _cues().regions)


@dataclass(frozen=True, slots=True)
class _Cues:
    phone: re.Pattern[str]
    """At the end of what stands before a number."""
    not_phone: re.Pattern[str]
    mail: re.Pattern[str]
    regions: tuple[str, ...]


@cache
def _cues() -> _Cues:
    data = tomllib.loads(_DATA.read_text("utf-8"))
    phone, links, other, mail = (_words(data[key]) for key in ("phone_cues", "phone_links", "not_phone_cues", "mail_cues"))
    between = r"[\s.:;,()#*|/-]{0,4}"
    return _Cues(
        re.compile(rf"(?<!\w)(?:{phone}){between}(?:(?:{links})\b{between}){{0,3}}\Z"),
        re.compile(rf"(?<!\w)(?:{other}){between}(?:(?:{other})\b{between}){{0,2}}\Z"),
        re.compile(rf"(?<!\w)(?:{mail})[\s.:;,()-]{{0,4}}(?:\w{{1,12}}[\s:]{{1,3}}){{0,2}}\Z"),
        tuple(data["regions"]),
    )


def _words(words: list[str]) -> str:
    return "|".join(map(re.escape, words))
