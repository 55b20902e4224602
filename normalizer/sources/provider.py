"""What is known of a provider's data: the shape of its data file once it is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Any

from normalizer.fold import fold
from normalizer.sources.pointer import first, select


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a posting's text."""

    pointers: tuple[str, ...]
    """Tried in turn: the first that leads to text is taken, with everything that it leads to."""
    heading: str
    """Heading above the part; empty for none."""
    heading_at: str
    """Pointer of the heading, from what `pointers` leads to; empty where `heading` says it."""
    body_at: str
    """Pointer of the text, from what `pointers` leads to; empty where it is that itself."""
    longer_than: int
    """Shorter texts are none of the part."""
    fallback: bool
    """Taken only where no part before it gave any text."""
    without: tuple[re.Pattern[str], ...]
    """What the provider puts into the text of others; left out."""
    bars: re.Pattern[str] | None
    """What parts the pieces of the first line where no bars do; null where the first line is like any other."""
    excerpt: bool
    """Whether the provider may give the beginning of the text only, and then ends it in dots."""
    misdecoded: bool
    """Whether the provider serves text in UTF-8 that it has read in another encoding ("â€™"), which is undone."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Words in a posting's data that belong to its text as a labelled fact, for the rules that read words."""

    label: str
    """Empty where `label_at` says it."""
    label_at: str
    """Pointer of the label, from what `pointers` leads to."""
    value_at: str
    """Pointer of the words, from what `pointers` leads to; empty where it is that itself."""
    labels: re.Pattern[str] | None
    """What a label that the data names must hold, in folded text; null where all of them count."""
    pointers: tuple[str, ...]
    """All of them are looked up."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How a field is read from a posting."""

    field: str
    pointers: tuple[str, ...]
    """Tried in turn: the first that states something is taken."""
    read: str
    """Name of a reader (`READERS` in `read.py`)."""
    options: Mapping[str, Any]
    """What the reader wants to know: vocabularies, pointers of parts."""
    where: Mapping[str, Any]
    """Pointers, from what `pointers` leads to, and the value (or one of the values) that must stand there."""
    matching: Mapping[str, re.Pattern[str]]
    """Pointers, from what `pointers` leads to, and what the folded text there must hold."""
    not_matching: Mapping[str, re.Pattern[str]]
    """The same, with what it must not hold."""
    unless: tuple[str, ...]
    """Pointers, from the posting: where one of them leads to something that is set, the rule states nothing."""
    from_page: bool
    """Whether `pointers` begin at the whole answer instead of at the posting."""
    condition: tuple[str, ...]
    """Pointers of the words that tell several statements of the rule apart (a zone, a level); a single one holds without any."""
    several: bool
    """Whether the rule states nothing where it finds only one thing to state."""

    def holds(self, node: Any) -> bool:
        """Whether what a pointer leads to is what the rule speaks of."""
        return (
            all(is_one_of(first(node, pointer), wanted) for pointer, wanted in self.where.items())
            and all(_has(node, pointer, words) for pointer, words in self.matching.items())
            and not any(_has(node, pointer, words) for pointer, words in self.not_matching.items())
        )


@dataclass(frozen=True, slots=True)
class Include:
    """Data inside a posting that another data file knows."""

    source: str
    """Name of that data file."""
    pointers: tuple[str, ...]
    fields: frozenset[str]
    """Fields that are read from it; empty for all."""


@dataclass(frozen=True, slots=True)
class Identity:
    """By what else than the provider's id a posting is known."""

    urls: tuple[str, ...] = ()
    """Pointers of the addresses of the posting's page; the first is the one for people."""
    requisitions: tuple[str, ...] = ()
    """Pointers of the employer's own number of the opening; tried in turn."""
    within: tuple[str, ...] = ()
    """Groups of the address without which an id says nothing: those of a provider that numbers the postings of each employer by themselves."""


@dataclass(frozen=True, slots=True)
class Address:
    """What addresses of a provider look like."""

    pattern: re.Pattern[str]
    """Matched at the beginning of the address, without scheme and `www.`; its named groups are parameters of the provider, and `id`."""
    example: str


@dataclass(frozen=True, slots=True)
class Source:
    """What is known of a provider's data."""

    name: str
    keys: frozenset[str]
    """Keys by which one of its postings is known; empty where keys do not tell."""
    types: frozenset[str]
    """Values of `@type` by which one is known, lower case."""
    skip: Mapping[str, Any]
    """Pointers and values of postings that are not to be read."""
    only: Mapping[str, Any]
    """Pointers and the values without which a posting is not to be read, where anything stands there."""
    skip_matching: Mapping[str, re.Pattern[str]]
    """Pointers, and what folded text there makes a posting one that is not to be read."""
    only_matching: Mapping[str, re.Pattern[str]]
    """Pointers, and what folded text there must hold, where anything stands there."""
    needs: tuple[str, ...]
    """Pointers: where none of them leads to anything, a row of an answer is no posting (any more)."""
    equal: tuple[tuple[str, str], ...]
    """Pairs of pointers that lead to the same value in a posting; where not, it is something else (an answer to one)."""
    ignore: tuple[str, ...]
    """Pointers: where one of them leads to something, a row of an answer is no posting at all (a notice, a header)."""
    lists: tuple[str, ...]
    """Pointers of the lists of postings in its answers."""
    items: frozenset[str]
    """Local names of XML elements that are its postings."""
    roots: frozenset[str]
    """Local names of the elements that its XML begins with; empty where the name does not tell."""
    id: tuple[str, ...]
    """Pointers of the provider's own id of a posting; tried in turn."""
    title: tuple[str, ...]
    language: tuple[str, ...]
    """Pointers of the language that a posting declares."""
    parts: tuple[Part, ...]
    facts: tuple[Fact, ...]
    rules: tuple[Rule, ...]
    includes: tuple[Include, ...]
    identity: Identity
    addresses: tuple[Address, ...]

    def knows(self, keys: Set[str], types: Set[str]) -> bool:
        """Whether an object with these keys and lower-case `@type`s is one of the provider's postings."""
        return (bool(self.keys) and self.keys <= keys) or bool(self.types & types)

    def knows_element(self, name: str, value: Any, root: str) -> bool:
        """Whether an XML element is one of the provider's postings: by its local name, what it holds, and the document's root."""
        keys = value.keys() if isinstance(value, dict) else frozenset[str]()
        return name in self.items and self.keys <= keys and (not self.roots or root in self.roots)

    def skips(self, value: Any) -> bool:
        """Whether a row is marked as one that is not to be read: closed, hidden, a template, no posting at all."""
        return isinstance(value, dict) and (self._is_unwanted(value) or self._is_not_wanted(value))

    def _is_unwanted(self, value: Any) -> bool:
        return (
            any(True for pointer in self.ignore for _ in select(value, pointer))
            or any(is_one_of(first(value, pointer), unwanted) for pointer, unwanted in self.skip.items())
            or any(_has(value, pointer, words) for pointer, words in self.skip_matching.items())
        )

    def _is_not_wanted(self, value: Any) -> bool:
        stated = ((first(value, pointer), wanted) for pointer, wanted in self.only.items())
        return (
            any(found is not None and not is_one_of(found, wanted) for found, wanted in stated)
            or any(first(value, pointer) and not _has(value, pointer, words) for pointer, words in self.only_matching.items())
            or (bool(self.needs) and not any(first(value, pointer) for pointer in self.needs))
            or any(first(value, one) != first(value, other) for one, other in self.equal)
        )

    def id_of(self, value: Any) -> str | None:
        """The provider's own id of a posting, where it has one."""
        found = (first(value, pointer) for pointer in self.id)
        return next((str(own) for own in found if isinstance(own, str | int) and not isinstance(own, bool) and own != ""), None)


def is_one_of(found: Any, wanted: Any) -> bool:
    """Whether a value is the wanted one, or one of them where they are listed."""
    return any(
        found == one and isinstance(found, bool) == isinstance(one, bool) for one in (wanted if isinstance(wanted, list) else [wanted])
    )


def _has(node: Any, pointer: str, words: re.Pattern[str]) -> bool:
    return any(isinstance(found, str) and words.search(fold(found[:1000])) for _, found in select(node, pointer))


def types_of(value: Mapping[str, Any]) -> frozenset[str]:
    """The `@type`s of an object, lower case and without their vocabulary."""
    types = value.get("@type")
    names: Iterable[Any] = types if isinstance(types, list) else [types]
    return frozenset(name.replace("#", "/").rpartition("/")[2].rpartition(":")[2].lower() for name in names if isinstance(name, str))
