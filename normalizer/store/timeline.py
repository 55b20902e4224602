"""The versions of a listing as stretches of time, and how a run that is read late finds its place among them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Stretch:
    """A version's time: from its first sighting until another version, or the listing's closing, ended it."""

    valid_from: str
    valid_to: str | None
    """Exclusive; null where it is the present one."""
    fields_hash: str
    last_seen: str | None = None
    """Last run that saw these values; null where that is the newest run that saw the listing."""
    record: str | None = None
    """`valid_from` of the row that holds the record; null for the record of the late run."""

    def holds(self, at: str) -> bool:
        """Whether a moment lies in it."""
        return self.valid_from <= at and (self.valid_to is None or at < self.valid_to)


def insert_late(stretches: Sequence[Stretch], at: str, fields_hash: str, previous_at: str, next_at: str) -> list[Stretch]:
    """The history with a sighting at `at` in it, made when later runs were read already: the next of them began at `next_at`, the one
    before it at `previous_at`.

    `stretches` are in order and do not overlap, and so is what comes back.
    """
    new = Stretch(at, next_at, fields_hash, at)
    for index, found in enumerate(stretches):
        if found.holds(at):
            around = _within(found, new, previous_at)
            return _joined([*stretches[:index], *around, *stretches[index + 1 :]])
    before = [stretch for stretch in stretches if stretch.valid_from < at]
    after = list(stretches[len(before) :])
    # In front of the first version nothing is known to have ended it; behind a closing, the next run saw that it was over.
    ends = after[0].valid_from if after and (not before or after[0].valid_from < next_at) else next_at
    return _joined([*before, replace(new, valid_to=ends), *after])


def _within(found: Stretch, new: Stretch, previous_at: str) -> list[Stretch]:
    """A version in whose time other values, or the same, were seen."""
    if found.fields_hash == new.fields_hash:
        return [found]
    ends = found.valid_to
    if found.valid_from == new.valid_from:
        return [replace(new, valid_to=ends, last_seen=found.last_seen)]
    earlier = replace(found, valid_to=new.valid_from, last_seen=_earliest(found.last_seen, previous_at, found.valid_from))
    again = new.valid_to or ""
    if (found.last_seen is not None and found.last_seen <= new.valid_from) or (ends is not None and again >= ends):
        return [earlier, replace(new, valid_to=ends)]
    return [earlier, new, replace(found, valid_from=again)]


def _earliest(last_seen: str | None, previous_at: str, valid_from: str) -> str:
    """When the first part of a version that is cut in two was seen last."""
    return max(valid_from, min(last_seen or previous_at, previous_at))


def _joined(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Neighbours with the same values are one version."""
    joined: list[Stretch] = []
    for stretch in stretches:
        if joined and joined[-1].valid_to == stretch.valid_from and joined[-1].fields_hash == stretch.fields_hash:
            first = joined.pop()
            stretch = replace(stretch, valid_from=first.valid_from, record=stretch.record or first.record)
        joined.append(stretch)
    return joined
