"""A feed cut into its postings while it is read: no more than the posting at hand is held, and a broken one harms no other.

Postings are found by the tags that begin and end them, outside of CDATA and comments; a parser only ever sees one of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

LONGEST_POSTING = 4 * 1024 * 1024
"""Characters from the beginning of a posting to its end; more is never held of a feed, but for the piece being read."""
_PIECE = 64 * 1024
"""Characters that are read on at once."""
_ASIDES = {mark: re.compile(re.escape(end)) for mark, end in {"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>"}.items()}
"""What opens a stretch in which tags are none → what closes it."""
_ASIDE = r"<!--|<!\[CDATA\[|<\?"
_PREFIX = r"(?:[A-Za-z_][\w.-]{0,80}:)?"
_ANY_TAG = re.compile(rf"{_ASIDE}|<(?P<end>/?){_PREFIX}(?P<name>[A-Za-z_][\w.-]{{0,80}})(?=[\s/>])")
_TAG_END = re.compile(">")
_LONGEST_MARK = 200
"""Characters that what is searched for may have."""
_LONGEST_TAIL = 1_000
"""Characters at the end of a feed in which the tag that closes it stands."""
_DEEPEST = 60
"""Elements around a posting that are told apart."""


@dataclass(frozen=True, slots=True)
class Cut:
    """One posting of a feed, or what should have been one."""

    xml: str
    """From its first tag to its last; where there is a fault, as much as was read of it."""
    name: str
    """Local name of its element."""
    around: tuple[str, ...]
    """Local names of the elements that it stands in, the outermost first."""
    start: int
    """Offset of its first tag in the feed."""
    fault: str = ""
    """Why it is no whole posting; empty for one that is."""


def cut_feed(chunks: Iterable[str], names: Iterable[str]) -> Iterator[Cut]:
    """The postings of a feed that is given in pieces of any length: its elements with one of these local names, outermost and in order.

    One that is not closed before the next begins, before the feed ends, or within `LONGEST_POSTING`, has a fault. What follows it is
    read all the same.
    """
    window, wanted, around = _Window(chunks), frozenset(names), list[str]()
    posting_tag = re.compile(rf"{_ASIDE}|<(?P<end>/?){_PREFIX}(?P<name>{'|'.join(map(re.escape, wanted))})(?=[\s/>])")
    while (tag := window.next_tag(_ANY_TAG, hold=False)) is not None:
        if tag["end"]:
            _close(around, tag["name"])
        elif tag["name"] in wanted:
            window.drop(tag.start())
            fault = _run_through(window, tag["name"], posting_tag)
            yield Cut(window.text[: window.at], tag["name"], tuple(around), window.dropped, fault)
        elif not window.closes_itself() and len(around) < _DEEPEST:
            around.append(tag["name"])


def feed_root(text: str) -> str:
    """Local name of the first element in a text; empty where there is none."""
    first = _Window([text]).next_tag(_ANY_TAG, hold=False)
    return first["name"] if first else ""


def ends_whole(text: str) -> bool:
    """Whether a feed goes on to the tag that closes its first element: one that does not has lost postings on its way."""
    tail = text[-_LONGEST_TAIL:]
    return bool(
        re.search(rf"</{_PREFIX}{re.escape(feed_root(text))}\s{{0,9}}>\s{{0,99}}(?:<!--.{{0,500}}-->\s{{0,99}})?\Z", tail, re.DOTALL)
    )


def _close(around: list[str], name: str) -> None:
    """Leave an element, with those inside that nobody closed."""
    if name in around:
        while around.pop() != name:
            pass


def _run_through(window: _Window, name: str, posting_tag: re.Pattern[str]) -> str:
    """Move to the end of the posting whose first tag has been read; the fault where it has none."""
    if window.closes_itself():
        return ""
    while (mark := window.next_tag(posting_tag, hold=True)) is not None:
        if mark["name"] != name:
            continue
        if mark["end"]:
            return "" if window.find(_TAG_END, hold=True) else _unclosed(window, name)
        window.at = mark.start()
        return f"<{name}> is not closed before the next one begins"
    return _unclosed(window, name)


def _unclosed(window: _Window, name: str) -> str:
    within = f"within {LONGEST_POSTING} characters" if window.is_full else "before the feed ends"
    return f"<{name}> is not closed {within}"


class _Window:
    """The part of a feed that is held, and how far it has been looked at."""

    def __init__(self, chunks: Iterable[str]) -> None:
        self.text = ""
        self.at = 0
        self.dropped = 0
        """Characters of the feed before the text."""
        self._pieces = (chunk[start : start + _PIECE] for chunk in chunks for start in range(0, len(chunk), _PIECE))

    @property
    def is_full(self) -> bool:
        """Whether as much is held as may be."""
        return len(self.text) > LONGEST_POSTING

    def drop(self, until: int) -> None:
        """Forget what lies before an offset."""
        self.text = self.text[until:]
        self.at = max(self.at - until, 0)
        self.dropped += until

    def closes_itself(self) -> bool:
        """Whether the tag that has been begun is an element without content; the window stands behind the tag."""
        return self.find(_TAG_END, hold=True) is not None and self.text[self.at - 2] == "/"

    def next_tag(self, tag: re.Pattern[str], *, hold: bool) -> re.Match[str] | None:
        """The next match that has a name, outside of what is set aside; the window stands behind it."""
        while (mark := self.find(tag, hold=hold)) is not None:
            if mark["name"]:
                return mark
            if self.find(_ASIDES[mark[0]], hold=hold) is None:
                return None
        return None

    def find(self, pattern: re.Pattern[str], *, hold: bool) -> re.Match[str] | None:
        """The next match; the window stands behind it, or at its own end where there is none. What is not held is dropped on the way."""
        while (found := pattern.search(self.text, self.at)) is None:
            self.at = max(self.at, len(self.text) - _LONGEST_MARK)
            if not hold:
                self.drop(self.at)
            if not self._grow():
                self.at = len(self.text)
                return None
        self.at = found.end()
        return found

    def _grow(self) -> bool:
        """Read on; false at the end of the feed, and where as much is held as may be."""
        piece = None if self.is_full else next(self._pieces, None)
        self.text += piece or ""
        return piece is not None
