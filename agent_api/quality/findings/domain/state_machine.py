"""Acts on a finding as one table: who may take each in which state, and what it becomes. Pure.

The owner proposes an action, corrects, or rejects the finding with a reason. Everything else is decided by another
person; who verifies a correction is neither the owner nor the person who reported it as done.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

import msgspec

from eventlog.facts.quality.finding import FindingAct, FindingState

OwnerAct = Literal["propose", "finish", "reject"]
ReviewAct = Literal["approve", "send_back", "verify", "close", "reopen", "annul"]
FindingParty = Literal["owner", "other", "verifier"]
"""Parties to an act: the owner, anyone but the owner, or anyone but the owner and the person who corrected it."""
UNCORRECTED: Final[tuple[FindingState, ...]] = ("open", "reopened", "proposed", "in_course", "rejected")
"""States in which the correction is still expected, or a rejection waits for a decision."""
REMINDED: Final[tuple[FindingState, ...]] = ("open", "reopened", "proposed", "in_course")
"""States in which the owner is reminded of the last day."""
TEXT_NEEDED: Final[frozenset[FindingAct]] = frozenset(
    {"propose", "finish", "reject", "send_back", "verify", "reopen", "annul"}
)


class QualityFinding(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a finding that decides which acts are possible.

    Attributes:
        owner: login of the person who must correct it.
        done_by: login of the person who reported the last correction; empty before.
        done_on: local day of that report; None before, and after it was sent back.
    """

    owner: str
    due_on: date
    state: FindingState = "open"
    done_by: str = ""
    done_on: date | None = None


class FindingRefusal(NamedTuple):
    """Why an act is refused: a stable code, and a Spanish sentence."""

    code: str
    text: str


class FindingRule(NamedTuple):
    """One row of the table."""

    party: FindingParty
    next_state: FindingState


def take_act(
    finding: QualityFinding, act: FindingAct, user: str, today: date, *, due_on: date | None = None
) -> QualityFinding | FindingRefusal:
    """Return the finding after an act, or the refusal of the act; ``due_on`` is the new last day of a reopening.

    ``assign`` changes no state; its caller sets the new owner.
    """
    refused = find_refusal(finding, act, user)
    if refused is not None:
        return refused
    state = finding.state if act == "assign" else TABLE[finding.state, act].next_state
    changes: dict[str, object] = {"state": state}
    if act == "finish":
        changes |= {"done_by": user, "done_on": today}
    if state in UNCORRECTED:
        changes["done_on"] = None
    if act == "reopen":
        changes["due_on"] = due_on or finding.due_on
    return msgspec.structs.replace(finding, **changes)


def find_refusal(finding: QualityFinding, act: FindingAct, user: str) -> FindingRefusal | None:
    """Return why a user cannot take an act; None if they can."""
    rule = TABLE.get((finding.state, act))
    if rule is None:
        return FindingRefusal("finding_act_not_possible", f"Ahora no se puede: {_STATE_DESCRIPTIONS[finding.state]}.")
    if (rule.party == "owner") != (user == finding.owner):
        return FindingRefusal("finding_not_yours", _PARTY_REFUSALS[rule.party])
    if rule.party == "verifier" and user == finding.done_by:
        return FindingRefusal("finding_not_yours", _PARTY_REFUSALS["verifier"])
    return None


def list_acts(finding: QualityFinding, user: str) -> tuple[FindingAct, ...]:
    """Return the acts that a user can take, in the order of the table."""
    acts = (act for state, act in TABLE if state == finding.state)
    return tuple(act for act in acts if find_refusal(finding, act, user) is None)


_PARTY_REFUSALS: Final[Mapping[FindingParty, str]] = MappingProxyType(
    {
        "owner": "Este paso es del responsable del hallazgo.",
        "other": "El responsable no decide sobre su propio hallazgo: lo hace otra persona.",
        "verifier": "Quien corrigió el hallazgo no verifica su propia corrección: lo hace otra persona.",
    }
)
_STATE_DESCRIPTIONS: Final[Mapping[FindingState, str]] = MappingProxyType(
    {
        "open": "el hallazgo espera la acción del responsable",
        "reopened": "el hallazgo se reabrió y espera la acción del responsable",
        "proposed": "la acción propuesta espera aprobación",
        "in_course": "la acción está en curso",
        "done": "la corrección espera verificación",
        "verified": "la corrección ya se verificó",
        "closed": "el hallazgo está cerrado; reábralo si hace falta",
        "rejected": "el responsable rechazó el hallazgo; se anula o se reabre",
        "annulled": "el hallazgo se anuló",
    }
)
_ASSIGNMENT: Final[Mapping[FindingAct, FindingRule]] = MappingProxyType({"assign": FindingRule("other", "open")})
"""An assignment keeps the state."""
_ANNULMENT: Final[Mapping[FindingAct, FindingRule]] = MappingProxyType({"annul": FindingRule("other", "annulled")})
_FIRST_ACTS: Final[Mapping[FindingAct, FindingRule]] = MappingProxyType(
    {"propose": FindingRule("owner", "proposed"), "reject": FindingRule("owner", "rejected")}
)
_RULES_BY_STATE: Final[Mapping[FindingState, Mapping[FindingAct, FindingRule]]] = MappingProxyType(
    {
        "open": {**_FIRST_ACTS, **_ASSIGNMENT, **_ANNULMENT},
        "reopened": {**_FIRST_ACTS, **_ASSIGNMENT, **_ANNULMENT},
        "proposed": {
            **_FIRST_ACTS,
            "approve": FindingRule("other", "in_course"),
            "send_back": FindingRule("other", "open"),
            **_ASSIGNMENT,
            **_ANNULMENT,
        },
        "in_course": {"finish": FindingRule("owner", "done"), **_ASSIGNMENT, **_ANNULMENT},
        "done": {
            "verify": FindingRule("verifier", "verified"),
            "send_back": FindingRule("verifier", "in_course"),
            **_ANNULMENT,
        },
        "verified": {"close": FindingRule("other", "closed"), "reopen": FindingRule("other", "reopened")},
        "closed": {"reopen": FindingRule("other", "reopened")},
        "rejected": {"reopen": FindingRule("other", "reopened"), **_ANNULMENT},
    }
)
TABLE: Final[Mapping[tuple[FindingState, FindingAct], FindingRule]] = MappingProxyType(
    {(state, act): rule for state, rules in _RULES_BY_STATE.items() for act, rule in rules.items()}
)
