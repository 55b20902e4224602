"""What the walk over a page remembers of an element while it reads what is inside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from normalizer.document.builder import Builder
    from normalizer.document.tags import Part


class Frame:
    """An open element that begins lines of its own or changes how its text is read."""

    __slots__ = ("block", "element", "flags", "kind", "level", "part", "start", "targets")

    def __init__(self, block: bool, element: Any, part: Part, flags: int, out: Builder, targets: int) -> None:  # noqa: FBT001  # the hot path
        self.block, self.element, self.part, self.flags, self.targets = block, element, part, flags, targets
        self.start, self.kind, self.level = len(out.pieces), out.kind, out.level
