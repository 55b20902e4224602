"""A conflict: a smallest set of claims that cannot all hold."""

from __future__ import annotations

from schemas.values import Frozen
from schemas.word import Word


class Severity(Word):
    """How bad a conflict is."""

    ERROR = "ERROR"
    """The claims cannot all be true."""
    WARNING = "WARNING"
    """A reader could not tell which is meant."""


class Resolution(Frozen):
    """Which side of a conflict the listing's value follows."""

    claim: str
    """Id of the claim that the value follows."""
    rule: str
    """Name of the rule that chose it."""


class Conflict(Frozen):
    """One smallest set of claims that cannot all hold."""

    code: str
    """What kind of contradiction it is; the listing contract has the table of codes."""
    severity: Severity
    """Whether it is impossible or only unclear."""
    fields: tuple[str, ...]
    """Fields concerned."""
    claims: tuple[str, ...]
    """Ids of exactly those claims without which the conflict would vanish."""
    message: str
    """One sentence for a person: the quotes and, where arithmetic decides, the arithmetic."""
    resolution: Resolution | None = None
    """What the normalized value follows; null where nothing could be chosen."""
