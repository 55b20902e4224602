"""What the readers of bytes raise."""

from __future__ import annotations


class Unreadable(ValueError):  # noqa: N818  # it names what the input is
    """Input that holds no readable document: empty, binary, or so broken that nothing can be made of it.

    The message is the reason, written for the error report of a run.
    """


class NothingListed(Unreadable):
    """A provider's list that is whole and empty."""
