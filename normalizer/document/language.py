"""Which language a text is written in: by its script, or by the commonest short words of languages that share the Latin one."""

from __future__ import annotations

import re
from collections import Counter

_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("hi", re.compile("[\u0900-\u097f]")),
)
_ANY_SCRIPT = re.compile("[" + "".join(pattern.pattern[1:-1] for _, pattern in _SCRIPTS) + "]")
_SCRIPT_SHARE = 0.2
_WORDS = {
    "en": "the and of to in you with for is are our will your we this or be as on that have",
    "de": "und der die das mit für sie wir ist ein eine zu den von auf im oder bei als auch du deine",
    "fr": "et les des vous le la une pour nous dans est votre avec en du au sur ou par que",
    "es": "y de los las el en con para una que por del se su un es como o tu nuestro",
    "pt": "e de os as em com para uma que por do da se um é como ou você não na no nossa",
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
    if sample.isascii() or not _ANY_SCRIPT.search(sample):
        return None
    letters = sum(map(str.isalpha, sample)) or 1
    kana_or_hangul = {code: len(pattern.findall(sample)) / letters for code, pattern in _SCRIPTS}
    if kana_or_hangul["ja"] > 0.05:
        return "ja"
    return next((code for code, share in kana_or_hangul.items() if share > _SCRIPT_SHARE), None)


def _by_words(sample: str) -> str | None:
    votes: dict[str, int] = {}
    for word, times in Counter(filter(_VOTES.__contains__, sample.split())).items():
        for code in _VOTES[word]:
            votes[code] = votes.get(code, 0) + times
    code = max(votes, key=lambda c: votes[c], default="")
    return code if votes.get(code, 0) >= _LEAST_VOTES else None
