"""The state machine of a coaching as one table: state and act -> who may act, and the next state. Pure.

Three rules hold after every act: no person leads their own coaching; only the advisor confirms or comments; a coaching
that ended takes no act.

 proposed ──schedule──▶ scheduled ──hold──▶ held ──confirm──▶ confirmed ──follow──▶ followed
    │                    │    ▲ schedule
    └──────dismiss───────┴─▶ dismissed            annul, by the system, from each state before the last ──▶ annulled
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

import msgspec

State = Literal["proposed", "scheduled", "held", "confirmed", "followed", "dismissed", "annulled"]
OPEN_STATES: Final[tuple[State, ...]] = ("proposed", "scheduled", "held", "confirmed")
Act = Literal["schedule", "hold", "confirm", "comment", "follow", "dismiss", "annul"]
"""``hold`` registers the session that took place; ``annul`` is the system's, after a round with another result."""
Party = Literal["leader", "advisor", "system"]
"""A leader is anyone with the permission, but not the advisor."""


class Coaching(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a coaching that decides which acts are possible; ``advisor`` is a login."""

    advisor: str
    state: State = "proposed"


class CoachingRefusal(NamedTuple):
    """Why an act is refused: a stable code, and a Spanish sentence."""

    code: str
    text: str


class CoachingRule(NamedTuple):
    """One row of the table."""

    party: Party
    next_state: State


def apply_act(coaching: Coaching, act: Act, user: str | None) -> Coaching | CoachingRefusal:
    """Return the coaching after an act, or the refusal of the act; ``user`` is None for the system."""
    refused = refusal(coaching, act, user)
    if refused is not None:
        return refused
    return msgspec.structs.replace(coaching, state=TABLE[coaching.state, act].next_state)


def refusal(coaching: Coaching, act: Act, user: str | None) -> CoachingRefusal | None:
    """Return why a user, or the system with None, cannot act; None if they can."""
    rule = TABLE.get((coaching.state, act))
    if rule is None:
        return CoachingRefusal("coaching_step_not_possible", f"Ahora no se puede: {_DESCRIPTIONS[coaching.state]}.")
    if _party_of(coaching, user) != rule.party:
        return CoachingRefusal("coaching_not_yours", _PARTY_REFUSALS[rule.party])
    return None


def possible_acts(coaching: Coaching, user: str) -> tuple[Act, ...]:
    """Return the acts that a user can do, in the order of the table."""
    acts = (act for state, act in TABLE if state == coaching.state)
    return tuple(act for act in acts if refusal(coaching, act, user) is None)


def _party_of(coaching: Coaching, user: str | None) -> Party:
    if user is None:
        return "system"
    return "advisor" if user == coaching.advisor else "leader"


_PARTY_REFUSALS: Final[Mapping[Party, str]] = MappingProxyType(
    {
        "leader": "Nadie dirige su propio acompañamiento: lo hace otra persona.",
        "advisor": "Solo el asesor confirma o comenta su acompañamiento.",
        "system": "Un acompañamiento se anula solo, cuando cambia la nota de su evaluación.",
    }
)
_DESCRIPTIONS: Final[Mapping[State, str]] = MappingProxyType(
    {
        "proposed": "el acompañamiento no tiene fecha",
        "scheduled": "la sesión tiene fecha y no se ha registrado",
        "held": "la sesión se hizo y espera que el asesor confirme el compromiso",
        "confirmed": "el asesor confirmó el compromiso y falta el seguimiento",
        "followed": "el acompañamiento terminó con su seguimiento",
        "dismissed": "el acompañamiento se descartó",
        "annulled": "el acompañamiento se anuló porque cambió la nota",
    }
)
_SCHEDULE: Final = CoachingRule("leader", "scheduled")
_DISMISS: Final = CoachingRule("leader", "dismissed")
_ANNUL: Final = CoachingRule("system", "annulled")
_RULES_BY_STATE: Final[Mapping[State, Mapping[Act, CoachingRule]]] = MappingProxyType(
    {
        "proposed": {"schedule": _SCHEDULE, "dismiss": _DISMISS, "annul": _ANNUL},
        "scheduled": {
            "hold": CoachingRule("leader", "held"),
            "schedule": _SCHEDULE,
            "comment": CoachingRule("advisor", "scheduled"),
            "dismiss": _DISMISS,
            "annul": _ANNUL,
        },
        "held": {
            "confirm": CoachingRule("advisor", "confirmed"),
            "comment": CoachingRule("advisor", "held"),
            "annul": _ANNUL,
        },
        "confirmed": {
            "follow": CoachingRule("leader", "followed"),
            "comment": CoachingRule("advisor", "confirmed"),
            "annul": _ANNUL,
        },
    }
)
TABLE: Final[Mapping[tuple[State, Act], CoachingRule]] = MappingProxyType(
    {(state, act): rule for state, rules in _RULES_BY_STATE.items() for act, rule in rules.items()}
)
