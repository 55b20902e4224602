"""Forms of dates that no pattern of ours reads: left to dateparser, which is given a located slice and never free text."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

_LONGEST = 64
"""More characters than a date has are not given to dateparser."""
_LETTER = re.compile(r"[^\W\d_]")
_SOME_DAY, _OTHER_DAY = datetime(2001, 3, 14, 12), datetime(2006, 8, 25, 12)  # noqa: DTZ001 (dateparser takes naive bases)


def read_rare_date(folded: str, base: datetime | None, language: str) -> str | None:
    """What dateparser makes of a rarer form. Without a base it is asked from two days far apart: what differs is relative."""
    if len(folded) > _LONGEST or not _LETTER.search(folded):
        return None
    days = {_asked(folded, moment, language) for moment in ((base,) if base else (_SOME_DAY, _OTHER_DAY))}
    return days.pop() if len(days) == 1 else None


def _asked(folded: str, base: datetime, language: str) -> str | None:
    found = _parser(base, language).get_date_data(folded).date_obj
    return found.date().isoformat() if found else None


@lru_cache(maxsize=8)
def _parser(base: datetime, language: str) -> DateDataParser:
    from dateparser.date import DateDataParser  # its import costs more than a page does, and few listings need it

    return DateDataParser(languages=[language], settings={"STRICT_PARSING": True, "RELATIVE_BASE": base, "TIMEZONE": "UTC"})
