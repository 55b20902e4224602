"""What a run found, counted while its listings pass by."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from schemas.error import ErrorRow
from schemas.listing import Listing
from schemas.values import Frozen

_EXAMPLES = 3
_BOOKKEEPING = frozenset({"schema_version", "listing_id", "source", "text", "claims", "absent", "conflicts"})


class Tally:
    """Counts listings, filled fields and contradictions; keeps the rows of the error report."""

    def __init__(self) -> None:
        self.listings = 0
        """Listings seen."""
        self.repeated = 0
        """Listings read again under an id that was seen before: lists that move on while they are read show some twice."""
        self._ids: set[str] = set()
        self.errors: list[ErrorRow] = []
        """Pages that gave no listing."""
        self.fields: Counter[str] = Counter(dict.fromkeys(field_paths(), 0))
        """Path of a field → listings in which it has a value."""
        self.conflicts: Counter[str] = Counter()
        """Code → contradictions."""
        self.examples: defaultdict[str, list[str]] = defaultdict(list)
        """Code → the first messages."""

    def listings_of(self, rows: Iterable[Listing | ErrorRow]) -> Iterator[Listing]:
        """The listings among `rows`, each once, counted as they are taken; the rows of the error report are kept."""
        for row in rows:
            if isinstance(row, ErrorRow):
                self.errors.append(row)
            elif row.listing_id in self._ids:
                self.repeated += 1
            else:
                self._ids.add(row.listing_id)
                self._count(row)
                yield row

    def new(self, listings: Iterable[Listing]) -> Iterator[Listing]:
        """Those of `listings` that were not read in this run."""
        yield from (listing for listing in listings if listing.listing_id not in self._ids)

    def _count(self, listing: Listing) -> None:
        self.listings += 1
        self.fields.update(path for path in self.fields if _has_value(listing, path))
        for conflict in listing.conflicts:
            self.conflicts[conflict.code] += 1
            if len(self.examples[conflict.code]) < _EXAMPLES:
                self.examples[conflict.code].append(conflict.message)


def field_paths() -> list[str]:
    """Paths of the fields that a listing can fill, in the schema's order; fields that only group others are given by their parts."""
    paths = []
    for name, field in Listing.model_fields.items():
        if name in _BOOKKEEPING:
            continue
        parts = type(field.default).model_fields if isinstance(field.default, Frozen) else None
        paths += [f"{name}.{part}" for part in parts] if parts else [name]
    return paths


def _has_value(listing: Listing, path: str) -> bool:
    value: object = listing
    for name in path.split("."):
        value = getattr(value, name)
    return value is not None and value != ()
