"""On the path of a process under test: writes a line for every class that a pickle names."""

from __future__ import annotations

import os
import sys


def _hear(event: str, arguments: tuple[object, ...]) -> None:
    if event == "pickle.find_class":
        with open(os.environ["PICKLE_AUDIT"], "a", encoding="utf-8") as file:  # noqa: PTH123 - as early as this, little is imported
            file.write(f"{arguments}\n")


if "PICKLE_AUDIT" in os.environ:
    sys.addaudithook(_hear)
