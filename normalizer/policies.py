"""What becomes of a field that a listing contradicts: which of its claims may still be followed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from normalizer.conflicts.finding import Finding, concern
from normalizer.page import Draft
from normalizer.resolve import Settled
from schemas.listing import Policy

_BY_POLICY = "stated first, as the policy asks"


def withheld(findings: Iterable[Finding], drafts: Sequence[Draft], policy: Policy) -> list[Draft]:
    """The claims that no value may follow."""
    return _WITHHELD[policy](findings, drafts)


def by_policy(settled: Iterable[Settled], findings: Iterable[Finding], policy: Policy) -> list[Settled]:
    """What fields come to, with the policy as the rule where it has decided which claim is followed."""
    if policy is not Policy.FIRST:
        return list(settled)
    decided = [claim for finding in findings for claim in finding.claims]
    return [
        Settled(result.values, [(claim, _BY_POLICY if claim in decided else rule) for claim, rule in result.follows]) for result in settled
    ]


def _nothing(_findings: Iterable[Finding], _drafts: Sequence[Draft]) -> list[Draft]:
    return []


def _later(findings: Iterable[Finding], _drafts: Sequence[Draft]) -> list[Draft]:
    """Of the claims of a contradiction that speak of one field all but the first."""
    lost: list[Draft] = []
    for finding in findings:
        firsts: dict[str, Draft] = {}
        in_order = sorted(finding.claims, key=lambda claim: (claim.start < 0, claim.start))
        lost += [claim for claim in in_order if firsts.setdefault(claim.field, claim) is not claim]
    return lost


def _all(findings: Iterable[Finding], drafts: Sequence[Draft]) -> list[Draft]:
    """Every claim on a field, or on the thing in it, that a contradiction concerns."""
    concerned = {concern(claim) for finding in findings for claim in finding.claims}
    return [draft for draft in drafts if draft.value is not None and concern(draft) in concerned]


_WITHHELD: Mapping[Policy, Callable[[Iterable[Finding], Sequence[Draft]], list[Draft]]] = {
    Policy.SPECIFIC: _nothing,
    Policy.FIRST: _later,
    Policy.STRICT: _all,
}
