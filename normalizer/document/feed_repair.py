"""XML as feeds hold it, made fit for a parser: what would make one drop text, or stop, is written as what was meant."""

from __future__ import annotations

import re
from html.entities import html5

_OWN = {"amp": "&#38;", "lt": "&#60;", "gt": "&#62;", "quot": "&#34;", "apos": "&#39;"}
"""Entities that XML has itself. Behind its first fault the parser drops them by name, not by number."""
_FAULT = re.compile(
    r"(?P<aside><!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z))"
    r"|&#(?P<number>\d{1,8}|[xX][0-9a-fA-F]{1,6});"
    r"|&(?P<entity>[A-Za-z][A-Za-z0-9]{0,40});"
    r"|(?P<bare>&)"
    r"|(?P<empty></?>)"
    r"|(?P<less><(?![A-Za-z_/!?]))",
    re.DOTALL,
)
_FORBIDDEN = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_SPACE = " "


def repaired_xml(xml: str) -> str:
    """The XML with the same meaning, where nothing is wrong with it.

    Outside of CDATA and comments, entities of HTML become their characters, a bare `&` or `<` stands for itself, tags without a name are
    left out; everywhere, characters that XML forbids become spaces.
    """
    return _FAULT.sub(_repair, _FORBIDDEN.sub(_SPACE, xml))


def _repair(fault: re.Match[str]) -> str:
    kind, text = str(fault.lastgroup), fault[0]
    if kind == "aside":
        return text
    if kind == "number":
        return _SPACE if _is_forbidden(fault["number"]) else text
    if kind == "entity":
        return _OWN.get(fault["entity"]) or _numbered(html5.get(f"{fault['entity']};", text))
    return {"bare": _OWN["amp"], "empty": "", "less": _OWN["lt"]}[kind]


def _numbered(characters: str) -> str:
    """Characters as XML text: what would be markup, by its number."""
    return characters.replace("&", _OWN["amp"]).replace("<", _OWN["lt"])


def _is_forbidden(number: str) -> bool:
    code = int(number[1:], 16) if number[0] in "xX" else int(number)
    return code > 0x10FFFF or bool(_FORBIDDEN.match(chr(code)))
