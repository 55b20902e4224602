"""What the readers of data files may be told, so that a slip in a data file is an error and not silence."""

from __future__ import annotations

from collections.abc import Set

_PLACE = frozenset({"city", "region", "country", "text"})
_OFFER = frozenset(
    {
        *("min", "max", "amount", "currency", "period", "kind_at", "country", "written"),
        *("periods", "currencies", "kinds", "signs", "period_is", "currency_is", "kind", "cents", "end"),
    }
)
_MAP = frozenset({"map"})
_NONE = frozenset[str]()

OPTIONS: dict[str, tuple[Set[str], Set[str]]] = {
    "ago": (_NONE, _NONE),
    "choice": (_MAP, _NONE),
    "choices": (_MAP, _NONE),
    "codes": (_NONE, {"same"}),
    "count": (_NONE, _NONE),
    "day": (_NONE, {"order", "computed_with"}),
    "education": (_MAP, _NONE),
    "flag": ({"value"}, _NONE),
    "hours": (_NONE, {"end"}),
    "language": (_NONE, _NONE),
    "location": (_NONE, _PLACE),
    "made": (_NONE, _NONE),
    "months": (_NONE, _NONE),
    "names": (_NONE, _NONE),
    "one": (_MAP, _NONE),
    "pay": (_NONE, _OFFER),
    "places": (_NONE, {"text"}),
    "residency": (_NONE, {"empty"}),
    "slug": ({"segment", "texts"}, _NONE),
    "value": ({"value"}, _NONE),
    "words": (_NONE, {"match"}),
    "years": (_MAP, _NONE),
}
"""Reader → (options that it needs, options that it knows besides)."""


def check_options(field: str, reader: str, given: Set[str]) -> None:
    """Raises `ValueError` naming the field for an unknown reader, and for an option that it does not know or that is missing."""
    if reader not in OPTIONS:
        raise ValueError(f"field {field!r}: unknown reader {reader!r}; expected one of {', '.join(OPTIONS)}")
    needed, known = OPTIONS[reader]
    if unknown := given - needed - known:
        raise ValueError(f"field {field!r}: unknown key {min(unknown)!r} for the reader {reader!r}")
    if missing := needed - given:
        raise ValueError(f"field {field!r}: expected {min(missing)!r} for the reader {reader!r}")
