"""Which language a text is written in: by its script, or by the commonest short words of languages that share the Latin one."""

from __future__ import annotations

import re
from collections import Counter

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
_SAMPLE = 2000
_LEAST_VOTES = 3


def detect_language(folded: str, declared: str = "") -> str | None:
    """BCP 47 code of the language that most of `folded` is written in; `declared` decides where the text is too short to tell."""
    sample = folded[:_SAMPLE]
    return _by_script(sample) or _by_words(sample) or (declared.split("-")[0] or None)


def _by_script(sample: str) -> str | None:
    if sample.isascii():
        return None
    written = "".join(_WRITTEN_IN_ANY.findall(sample))
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
    votes: dict[str, int] = {}
    weights: dict[str, float] = {}
    for word, times in Counter(filter(_VOTES.__contains__, sample.split())).items():
        for code in _VOTES[word]:
            votes[code] = votes.get(code, 0) + times
            # A word that several languages have speaks for each of them a little.
            weights[code] = weights.get(code, 0) + times / len(_VOTES[word])
    code = max(weights, key=lambda c: weights[c], default="")
    return code if votes.get(code, 0) >= _LEAST_VOTES else None
