"""What a run found, counted while its listings pass by."""

from __future__ import annotations

from collections import Counter, defaultdict

from schemas.claim import About
from schemas.error import ErrorRow
from schemas.listing import Listing
from schemas.run import Agreement
from schemas.values import Frozen

_EXAMPLES = 3
_BOOKKEEPING = frozenset({"schema_version", "listing_id", "source", "text", "claims", "choices", "absent", "conflicts"})


class Tally:
    """Counts listings, filled fields and contradictions; keeps the rows of the error report."""

    def __init__(self) -> None:
        self.listings = 0
        """Listings seen."""
        self.errors: list[ErrorRow] = []
        """Pages that gave no listing."""
        self.fields: Counter[str] = Counter(dict.fromkeys(field_paths(), 0))
        """Path of a field → listings in which it has a value."""
        self.conflicts: Counter[str] = Counter()
        """Code → contradictions."""
        self._compared: Counter[tuple[str, str]] = Counter()
        self._contradicted: Counter[tuple[str, str]] = Counter()
        self.examples: defaultdict[str, list[str]] = defaultdict(list)
        """Code → the first messages."""

    def count(self, listing: Listing) -> None:
        """One more listing."""
        self.listings += 1
        self.fields.update(path for path in self.fields if _has_value(listing, path))
        for conflict in listing.conflicts:
            self.conflicts[conflict.code] += 1
            if len(self.examples[conflict.code]) < _EXAMPLES:
                self.examples[conflict.code].append(conflict.message)
        self._compare(listing)

    def agreement(self) -> dict[str, dict[str, Agreement]]:
        """Site → field → how often embedded data and text state it, and contradict each other, in one listing."""
        found: defaultdict[str, dict[str, Agreement]] = defaultdict(dict)
        for (site, field), compared in sorted(self._compared.items()):
            found[site][field] = Agreement(compared=compared, contradicted=self._contradicted[site, field])
        return dict(found)

    def _compare(self, listing: Listing) -> None:
        embedded: dict[str, set[str]] = defaultdict(set)
        stated: dict[str, set[str]] = defaultdict(set)
        for claim in listing.claims:
            if claim.about is About.ROLE and claim.value is not None:
                (embedded if claim.evidence.pointer is not None else stated)[claim.field].add(claim.id)
        conflicts = [set(conflict.claims) for conflict in listing.conflicts]
        for field in embedded.keys() & stated.keys():
            place = (listing.source.site or "", field)
            self._compared[place] += 1
            self._contradicted[place] += any(claims & embedded[field] and claims & stated[field] for claims in conflicts)


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
