"""RFC 6901 pointers, with additions for data files: `*` for every item of a list, `+` for every one but the first, `//key` for a key and
`//*` for all values at any depth.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_DEEPEST = 8
"""Depth in which `//` looks."""
_MOST_NODES = 20_000
"""Values that `//` looks at."""

Found = tuple[str, Any]
"""(pointer in the plain form of RFC 6901, value)."""


def select(value: Any, pointer: str) -> Iterator[Found]:
    """Every value that a pointer leads to, in reading order; nothing where there is none.

    `*` stands for every item of a list, `+` for all but the first; what is no list counts as a list of itself. `//key` begins with every value that an object
    holds under `key`, however deep, and may go on with further tokens. `//*` are all values that are no objects and no lists.
    """
    if pointer == "//*":
        yield from _leaves(value)
    elif pointer.startswith("//"):
        key, slash, rest = pointer[2:].partition("/")
        for at, found in _anywhere(value, unescaped(key)):
            yield from ((at + behind, inner) for behind, inner in select(found, slash + rest))
    else:
        yield from _follow(value, pointer.split("/")[1:], "")


def first(value: Any, pointer: str) -> Any:
    """The first value that a pointer leads to, or null."""
    return next((found for _, found in select(value, pointer)), None)


def above(pointer: str, levels: int) -> str:
    """The pointer of what holds the value that a plain pointer leads to, so many levels up."""
    return "/".join(pointer.split("/")[: -levels or None])


def escaped(key: str) -> str:
    """A key as a token of a pointer."""
    return key.replace("~", "~0").replace("/", "~1")


def unescaped(token: str) -> str:
    """The key that a token of a pointer stands for."""
    return token.replace("~1", "/").replace("~0", "~")


def _follow(value: Any, steps: list[str], at: str) -> Iterator[Found]:
    if not steps:
        yield at, value
        return
    step, *rest = steps
    for taken, inner in _step(value, step):
        yield from _follow(inner, rest, at + taken)


def _step(value: Any, step: str) -> Iterator[Found]:
    if step == "*":
        yield from ((f"/{number}", item) for number, item in enumerate(value)) if isinstance(value, list) else iter([("", value)])
    elif step == "+":
        yield from ((f"/{number}", item) for number, item in enumerate(value) if number) if isinstance(value, list) else ()
    elif isinstance(value, dict):
        key = unescaped(step)
        if key in value:
            yield f"/{step}", value[key]
    elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
        yield f"/{step}", value[int(step)]


def _anywhere(value: Any, key: str) -> Iterator[Found]:
    """What objects hold under a key, the outer before the inner."""
    for at, node in _nodes(value):
        if isinstance(node, dict) and key in node:
            yield f"{at}/{escaped(key)}", node[key]


def _leaves(value: Any) -> Iterator[Found]:
    return ((at, node) for at, node in _nodes(value) if not isinstance(node, dict | list))


def _nodes(value: Any) -> Iterator[Found]:
    """Every value inside a value and itself, in reading order, up to a depth and a number that no posting reaches."""
    stack: list[tuple[str, Any, int]] = [("", value, 0)]
    for _ in range(_MOST_NODES):
        if not stack:
            return
        at, node, depth = stack.pop()
        yield at, node
        if isinstance(node, dict | list) and depth < _DEEPEST:
            steps = [(escaped(key), inner) for key, inner in node.items()] if isinstance(node, dict) else list(enumerate(node))
            stack += ((f"{at}/{step}", inner, depth + 1) for step, inner in reversed(steps[:_MOST_NODES]))
