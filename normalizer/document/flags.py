"""What the attributes of an element say about it.

Plain numbers to be combined: on a page they are tested thousands of times, and an enumeration would cost more than the parsing.
"""

from __future__ import annotations

CHROME = 1
"""Its name is one of things that are not the listing."""
LABEL = 2
"""It is the label of what stands beside it."""
CHIP = 4
"""It stands on its own."""
BOLD = 8
KEPT_LINES = 16
"""Line ends in its text count."""
ICON = 32
"""It draws something; its text is no words."""

CUT = 64
"""It and all in it are not the listing."""
AS_BLOCK = 128
"""Style makes a line of its own of an inline element."""
AS_HEADING = 256
AS_MAIN = 512
"""It holds the page's content."""
HIDDEN = 4096
"""Style hides it."""
HAS_CLASS = 1024
NAMED = 2048
"""It has an `aria-label`."""
BUTTON = 8192
"""It looks like a button."""

CARRIED = BOLD | LABEL | CHIP | KEPT_LINES
"""Those that hold for all text inside."""
OWN_LINE = AS_BLOCK | AS_HEADING | AS_MAIN
"""Those that make a block of an inline element."""

BY_NAME = {"chrome": CHROME, "label": LABEL, "chip": CHIP, "bold": BOLD, "preformatted": KEPT_LINES, "icon": ICON, "button": BUTTON}
"""Keys of `names` in `chrome.toml` → what their words say."""
