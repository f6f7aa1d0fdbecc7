"""The state machine of an evaluation as one table: state and act -> who may act, and the next state. Pure.

Three rules hold after every act: no person evaluates or decides on their own work; the person who decides on a
refutation is not its evaluator; each signed round has a number of its own, and no act takes one back.

 draft ──sign──▶ filed (calibration, second seat)
   │  └──sign──▶ pending ──accept──▶ accepted
   ▼ discard      │  ▲ └────────correct─────┘
 discarded        │  └ correct
                  └─refute─▶ refuted ──conciliate──▶ conciliation
                               └──────────decide──────────┴──▶ refutation_accepted, refutation_rejected
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

import msgspec

from agent_api.quality.evaluations.domain.evaluation import Evaluation, State

Act = Literal["save", "sign", "discard", "correct", "accept", "refute", "conciliate", "uphold", "reject"]
"""``uphold`` accepts a refutation, with new answers; ``reject`` leaves the answers as they are."""
Party = Literal["evaluator", "advisor", "third", "staff"]
"""Parties to an act: the evaluator, the advisor whose work it is, a third person, or anyone but the advisor."""


class ActRefusal(NamedTuple):
    """Why an act is refused: a stable code, and a Spanish sentence."""

    code: str
    text: str


class ActRule(NamedTuple):
    """One row of the table."""

    party: Party
    next_state: Callable[[Evaluation], State]


def apply_act(
    evaluation: Evaluation, act: Act, user: str, now: datetime, *, refutable_until: datetime | None = None
) -> Evaluation | ActRefusal:
    """Return the evaluation after an act, or the refusal of the act.

    ``refutable_until`` is the end of the term to refute a round that the act signs; None without a term.
    """
    refused = refusal(evaluation, act, user, now)
    if refused is not None:
        return refused
    signs = act in _SIGNING_ACTS
    state = TABLE[evaluation.state, act].next_state(evaluation)
    return msgspec.structs.replace(
        evaluation,
        state=state,
        round=evaluation.round + signs,
        refutable_until=refutable_until if state == "pending" and signs else evaluation.refutable_until,
    )


def refusal(evaluation: Evaluation, act: Act, user: str, now: datetime) -> ActRefusal | None:
    """Return why a user cannot act now; None if they can."""
    rule = TABLE.get((evaluation.state, act))
    if rule is None:
        return ActRefusal(
            "evaluation_step_not_possible", f"Ahora no se puede: {_STATE_DESCRIPTIONS[evaluation.state]}."
        )
    if not _is_party(evaluation, rule.party, user):
        return ActRefusal("evaluation_not_yours", _PARTY_REFUSALS[rule.party])
    if act == "refute" and evaluation.refutable_until is not None and now > evaluation.refutable_until:
        return ActRefusal("refutation_late", "El plazo para refutar esta evaluación ya terminó; puede aceptarla.")
    return None


def possible_acts(evaluation: Evaluation, user: str, now: datetime) -> tuple[Act, ...]:
    """Return the acts that a user can do now, in the order of the table."""
    acts = (act for state, act in TABLE if state == evaluation.state)
    return tuple(act for act in acts if refusal(evaluation, act, user, now) is None)


def _is_party(evaluation: Evaluation, party: Party, user: str) -> bool:
    if party == "advisor":
        return user == evaluation.advisor
    if party == "staff" or user == evaluation.advisor:
        return user != evaluation.advisor
    return (user == evaluation.evaluator) == (party == "evaluator")


def _stay(evaluation: Evaluation) -> State:
    return evaluation.state


def _signed(evaluation: Evaluation) -> State:
    return "pending" if evaluation.has_feedback else "filed"


def _to(state: State) -> Callable[[Evaluation], State]:
    return lambda evaluation: state


_SIGNING_ACTS: Final[frozenset[Act]] = frozenset({"sign", "correct", "uphold"})
_PARTY_REFUSALS: Final[Mapping[Party, str]] = MappingProxyType(
    {
        "evaluator": "Este paso es de quien evalúa, y nadie evalúa su propio trabajo.",
        "advisor": "Solo el asesor evaluado acepta o refuta su evaluación.",
        "staff": "Nadie decide sobre la evaluación de su propio trabajo.",
        "third": "Una refutación la decide alguien distinto de quien evaluó y del asesor evaluado.",
    }
)
_STATE_DESCRIPTIONS: Final[Mapping[State, str]] = MappingProxyType(
    {
        "draft": "la evaluación no está firmada",
        "discarded": "la evaluación se descartó; comience otra",
        "filed": "la evaluación está firmada",
        "pending": "la evaluación está firmada y espera al asesor",
        "accepted": "el asesor ya aceptó la evaluación",
        "refuted": "el asesor refutó la evaluación; otra persona decide",
        "conciliation": "la refutación está en conciliación; otra persona decide",
        "refutation_accepted": "la refutación ya se decidió a favor del asesor",
        "refutation_rejected": "la refutación ya se rechazó",
    }
)
_DECISIONS: Final[Mapping[Act, ActRule]] = MappingProxyType(
    {"uphold": ActRule("third", _to("refutation_accepted")), "reject": ActRule("third", _to("refutation_rejected"))}
)
_RULES_BY_STATE: Final[Mapping[State, Mapping[Act, ActRule]]] = MappingProxyType(
    {
        "draft": {
            "save": ActRule("evaluator", _stay),
            "sign": ActRule("evaluator", _signed),
            "discard": ActRule("staff", _to("discarded")),
        },
        "filed": {"correct": ActRule("evaluator", _signed)},
        "pending": {
            "correct": ActRule("evaluator", _signed),
            "accept": ActRule("advisor", _to("accepted")),
            "refute": ActRule("advisor", _to("refuted")),
        },
        "accepted": {"correct": ActRule("evaluator", _signed)},
        "refuted": {"conciliate": ActRule("third", _to("conciliation")), **_DECISIONS},
        "conciliation": _DECISIONS,
    }
)
TABLE: Final[Mapping[tuple[State, Act], ActRule]] = MappingProxyType(
    {(state, act): rule for state, rules in _RULES_BY_STATE.items() for act, rule in rules.items()}
)
