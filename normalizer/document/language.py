"""Which language a text is written in: by its script, or by the commonest short words of languages that share the Latin one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Protocol

from normalizer.fold import beyond_plain

_SCRIPTS = (
    ("ja", "\u3040-\u30ff"),
    ("ko", "\uac00-\ud7af"),
    ("zh", "\u4e00-\u9fff"),
    ("ru", "\u0400-\u04ff"),
    ("ar", "\u0600-\u06ff"),
    ("he", "\u0590-\u05ff"),
    ("el", "\u0370-\u03ff"),
    ("th", "\u0e00-\u0e7f"),
    ("hi", "\u0900-\u097f"),
)
_WRITTEN = {code: re.compile(f"[{characters}]+") for code, characters in _SCRIPTS}
_WRITTEN_IN_ANY = re.compile(f"[{''.join(characters for _, characters in _SCRIPTS)}]+")
_KANA_SHARE = 0.05
"""Kana in a text decide for Japanese, however many of its characters Chinese has as well."""
_SCRIPT_SHARE = 0.2
_WORDS = {
    "en": "the and of to in you with for is are our will your we this or be as on that have",
    "de": "und der die das mit für sie wir ist ein eine zu den von auf im oder bei als auch du deine",
    "fr": "et de les des vous le la une un pour nous dans est votre avec en du au aux sur ou par que à ce nos vos chez ans expérience",
    "es": "y de la los las el en con para una que por del se su un es como o tu nuestro al sus más nuestra sin años experiencia",
    "pt": "e de os as em com para uma que por do da se um é como ou você não na no nossa ao das são mais sem anos experiência",
    "it": "e di il la per con in un una che del della le gli sono nel siamo o alla i",
    "nl": "en de het een van je wij met voor in op is te als bij ons jij of aan zijn",
    "sv": "och att i det som för med en är på av du till vi har den om ett eller kan",
    "da": "og at i det som for med en er på af du til vi har den om et eller kan",
    "pl": "i w na z do się oraz dla jest nie że to od o lub pracy przez twoje my za",
    "tr": "ve bir için ile bu olarak en olan veya iş da de gibi çok size biz",
}
_VOTES = {word: [code for code, words in _WORDS.items() if word in words.split()] for words in _WORDS.values() for word in words.split()}
_VOTES_FOR_ENGLISH = frozenset(word for word, codes in _VOTES.items() if codes == ["en"])
_SAMPLE = 2000
_LEAST_VOTES = 3

_TELLING = (
    "the with you your our are this that which who their they have been from should would must any than more least about what where when "
    "while working hour hours hourly day days weekly weeks month months monthly year years yearly annual salary experience fluent required "
    "preferred requirements degree remotely apply looking knowledge ability paid employees "
    "english german french spanish dutch swedish portuguese japanese chinese korean"
)
_ENGLISH_ALONE = frozenset(_TELLING.split())
"""Words that are written in English and in no other language that has packs; none that stands in names ("Research and Development") and
none that is also short for something ("at", "be").
"""
_ENGLISH_SOMEWHERE = frozenset(word + mark for word in _ENGLISH_ALONE for mark in ("", ".", ",", ":", ";", ")"))
"""One of these is a part of every text with an English line: to split a text is many times as fast as to find its words."""
_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
_LEAST_LINES = 2
"""English lines that make all of their section English."""


class Unit(Protocol):
    """A unit of reading, as far as its language is concerned."""

    @property
    def start(self) -> int:
        """Offset of its first character."""

    @property
    def end(self) -> int:
        """Offset behind its last character."""

    @property
    def heading(self) -> str:
        """The heading above it."""


def detect_language(folded: str, declared: str = "") -> str | None:
    """BCP 47 code of the language that most of `folded` is written in; `declared` decides where the text is too short to tell."""
    sample = folded[:_SAMPLE]
    return _by_script(sample) or _by_words(sample) or (declared.split("-")[0] or None)


def english_lines(folded: str, lines: Sequence[Unit], language: str) -> list[int]:
    """Indexes of the lines that are in English, on a page in another language.

    A line is in English where it has more words of English alone than small words of the page's language; so are all lines of a section
    with several such lines and no small word of the page's language.
    """
    if _ENGLISH_SOMEWHERE.isdisjoint(folded.split()):
        return []
    own = frozenset(_WORDS.get(language, "").split()).difference(_WORDS["en"].split())
    found: list[int] = []
    for _, section in groupby(enumerate(lines), key=lambda numbered: numbered[1].heading):
        found += _english_of(folded, list(section), own)
    return found


def _english_of(folded: str, section: Sequence[tuple[int, Unit]], own: frozenset[str]) -> Iterator[int]:
    votes = [(index, *_votes(folded[line.start : line.end], own)) for index, line in section]
    english = [index for index, for_it, against in votes if for_it > against]
    if len(english) >= _LEAST_LINES and not any(against for _, _, against in votes):
        return (index for index, _, _ in votes)
    return iter(english)


def _votes(text: str, own: frozenset[str]) -> tuple[int, int]:
    """(words of English alone, words that speak for the page's language) in a line."""
    words = _WORD.findall(text)
    for_it = sum(map(_ENGLISH_ALONE.__contains__, words))
    return for_it, sum(map(own.__contains__, words)) or (len(words) if _by_script(text) else 0)


def _by_script(sample: str) -> str | None:
    if sample.isascii():
        return None
    written = "".join(_WRITTEN_IN_ANY.findall(beyond_plain(sample)))
    if not written:
        return None
    letters = sum(map(str.isalpha, sample)) or 1
    if _share("ja", written, letters) > _KANA_SHARE:
        return "ja"
    return next((code for code in _WRITTEN if _share(code, written, letters) > _SCRIPT_SHARE), None)


def _share(code: str, written: str, letters: int) -> float:
    """Share of the script of a language, of `written` characters, in a text of so many letters."""
    return sum(map(len, _WRITTEN[code].findall(written))) / letters


def _by_words(sample: str) -> str | None:
    said = list(filter(_VOTES.__contains__, sample.split()))
    english = sum(map(_VOTES_FOR_ENGLISH.__contains__, said))
    # All that is left could not outvote it, as on nearly every page in English.
    if english >= _LEAST_VOTES and english > len(said) - english:
        return "en"
    votes: dict[str, int] = {}
    weights: dict[str, float] = {}
    for word, times in Counter(said).items():
        for code in _VOTES[word]:
            votes[code] = votes.get(code, 0) + times
            # A word that several languages have speaks for each of them a little.
            weights[code] = weights.get(code, 0) + times / len(_VOTES[word])
    code = max(weights, key=lambda c: weights[c], default="")
    return code if votes.get(code, 0) >= _LEAST_VOTES else None
