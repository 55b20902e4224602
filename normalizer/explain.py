"""Why a listing says what it says: field → claim → rule → quote, what is absent and why, what contradicts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from rich.text import Text
from rich.tree import Tree

from normalizer.inputs import normalize_pages, read_inputs
from normalizer.printable import inert
from normalizer.raw_lines import parse_json
from schemas.claim import About, Claim, Evidence
from schemas.conflict import Conflict
from schemas.error import ErrorRow
from schemas.listing import Listing

FIELDS = tuple(
    name
    for name in Listing.model_fields
    if name not in {"schema_version", "listing_id", "source", "text", "claims", "policy", "absent", "conflicts"}
)
"""Fields that a listing may have a value for, in the schema's order."""


def read_explainable(path: str) -> Iterator[Listing | ErrorRow]:
    """The listings of any input that can be normalized, or those of a `.jsonl` file that holds listings already."""
    if not _holds_listings(Path(path)):
        yield from normalize_pages(read_inputs([path]))
        return
    with Path(path).open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if not line.isspace():
                yield _stored(line, path, number)


def listing_tree(listing: Listing, only: str | None = None) -> Tree:
    """The whole explanation of a listing, or that of one field or part of a field (`pay`, `dates.posted`)."""
    tree = Tree(_line(listing.source.id, listing.title or "", style="bold"))
    values = listing.model_dump(mode="json", include=set(FIELDS))
    names = [*FIELDS, *sorted({_root(claim.field) for claim in listing.claims} - set(FIELDS))]
    for name in names:
        if only is None or _root(only) == name:
            _add_field(tree, listing, name, only or name, values.get(name))
    _add_absent(tree, listing, only)
    _add_conflicts(tree, listing, only)
    return tree


def _add_field(tree: Tree, listing: Listing, name: str, wanted: str, value: Any) -> None:
    claims = [claim for claim in listing.claims if _within(claim.field, wanted)]
    stated = _stated(value)
    if stated is None and not claims:
        return
    reason = listing.absent.get(name, "")
    branch = tree.add(_line(name, "has no value", reason and f"({reason})") if stated is None else _line(name, "=", _json(stated)))
    for claim in claims:
        _add_claim(branch, claim, _standing(claim, value, listing))


def _add_claim(branch: Tree, claim: Claim, standing: str) -> None:
    style = "dim" if standing else ""
    part = claim.field if "." in claim.field else ""
    about = "" if claim.about is About.ROLE else f"about the {claim.about.lower()}"
    condition = f"if {claim.condition!r}" if claim.condition else ""
    standing = f"- {standing}" if standing else ""
    node = branch.add(_line(f"{claim.id}:", part, _json(claim.value), claim.strength, about, condition, standing, style=style))
    rule = node.add(_line("rule:", claim.rule, style=style))
    rule.add(_line("quote:", f'"{claim.evidence.quote}"', _place(claim.evidence), style=style))


def _place(evidence: Evidence) -> str:
    where = f"at {evidence.start}-{evidence.end}" if evidence.pointer is None else f"at {evidence.pointer or '(root)'}"
    repaired = ", from repaired data" if evidence.repaired else ""
    return f"{where} in {evidence.section}{repaired}"


def _standing(claim: Claim, value: Any, listing: Listing) -> str:
    """Why a claim is not what the value says, or nothing where it is."""
    if claim.about is not About.ROLE:
        return "does not count"
    if claim.value is None:
        return "not decidable"
    if _agrees(claim.value, value) or _scalars(claim.value) <= _scalars(value):
        return ""
    for conflict in listing.conflicts:
        if claim.id in conflict.claims and conflict.resolution and conflict.resolution.claim != claim.id:
            return f"lost to {conflict.resolution.claim} ({conflict.resolution.rule})"
    return "not in the value"


def _agrees(said: Any, value: Any) -> bool:
    """Whether a value holds what is said, as far as both speak of the same members; it may be one of several."""
    if isinstance(said, list | tuple):
        return all(_agrees(item, value) for item in said)
    if isinstance(value, list):
        return any(_agrees(said, item) for item in value)
    if isinstance(said, dict) and isinstance(value, dict):
        shared = [name for name, item in said.items() if item is not None and name in value]
        return bool(shared) and all(_agrees(said[name], value[name]) for name in shared)
    return bool(said == value)


def _scalars(value: Any) -> set[Any]:
    """Everything that a JSON value says, whatever its shape: a wish for 20 hours stands in another member than a bound of 20."""
    if isinstance(value, dict):
        return set().union(*map(_scalars, value.values()))
    if isinstance(value, list | tuple):
        return set().union(*map(_scalars, value))
    return set() if value is None or value is False else {value}


def _add_absent(tree: Tree, listing: Listing, only: str | None) -> None:
    reasons = {name: reason for name, reason in listing.absent.items() if only is None or _within(name, only)}
    if reasons:
        branch = tree.add(_line("absent"))
        for name, reason in sorted(reasons.items()):
            branch.add(_line(f"{name}:", reason, style="dim" if reason == "SILENT" else ""))


def _add_conflicts(tree: Tree, listing: Listing, only: str | None) -> None:
    found = [c for c in listing.conflicts if only is None or any(_root(only) == _root(name) for name in c.fields)]
    if found:
        branch = tree.add(_line("conflicts"))
        claims = {claim.id: claim for claim in listing.claims}
        for conflict in found:
            _add_conflict(branch, conflict, claims)


def _add_conflict(branch: Tree, conflict: Conflict, claims: dict[str, Claim]) -> None:
    node = branch.add(_line(conflict.severity, conflict.code, style="red" if conflict.severity == "ERROR" else "yellow"))
    node.add(_line(conflict.message))
    for claim in (claims[name] for name in conflict.claims):
        node.add(_line(f"{claim.id}:", f'"{claim.evidence.quote}"', _place(claim.evidence)))
    chosen = conflict.resolution
    node.add(_line("follows", chosen.claim, f"({chosen.rule})") if chosen else _line("undecided"))


def _line(*words: str, style: str = "") -> Text:
    return Text(inert(" ".join(word for word in words if word)), style=style)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _stated(value: Any) -> Any:
    """A value without what it leaves out; null where nothing is left."""
    if isinstance(value, dict):
        kept = {name: item for name, item in value.items() if item not in (None, [], {}, False)}
        return kept or None
    return None if value in (None, [], {}) else value


def _root(name: str) -> str:
    return name.partition(".")[0]


def _within(name: str, wanted: str) -> bool:
    return name == wanted or name.startswith(f"{wanted}.")


def _holds_listings(path: Path) -> bool:
    if path.suffix != ".jsonl" or not path.is_file():
        return False
    with path.open("rb") as lines:
        return b'"listing_id"' in lines.readline()[:200]


def _stored(line: bytes, file: str, number: int) -> Listing | ErrorRow:
    place = f"line {number}"
    try:
        return Listing.model_validate(parse_json(line), strict=False)
    except ValidationError as error:
        return ErrorRow(file=file, place=place, reason=f"no listing of this schema: {error.errors(include_url=False)[0]['msg']}")
    except ValueError as error:
        return ErrorRow(file=file, place=place, reason=f"{error}; expected a listing")
