"""The words of closed vocabularies."""

from __future__ import annotations

from enum import StrEnum
from operator import attrgetter
from typing import TYPE_CHECKING


class Word(StrEnum):
    """A word that stands for itself wherever text is expected, and is written as it is."""

    if not TYPE_CHECKING:
        # A record has more than a hundred words, and writing one asks for its value: what `enum` does for that is Python.
        value = property(attrgetter("_value_"))
