"""The state machine of a calibration session as one table: state and act -> the next state. Pure.

The coordinator takes the acts, by permission. Three rules hold after every act: results are open only with every item
signed by the master; minutes are signed only with open results; no signed version of the minutes is lost.

 evaluating ──open──▶ opened ──sign_minutes──▶ minuted ──correct_minutes──▶ minuted
   │  └ change_master   └ save_minutes
   ▼ cancel
 cancelled
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

import msgspec

CalibrationState = Literal["evaluating", "opened", "minuted", "cancelled"]
CalibrationAct = Literal["change_master", "cancel", "open", "save_minutes", "sign_minutes", "correct_minutes"]


class Calibration(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a session that decides which acts are possible.

    Attributes:
        version: the signed versions of the minutes.
        items: the number of items.
        signed_by_master: the items that the master signed.
        absent: names of the evaluators who have not signed every item.
    """

    state: CalibrationState = "evaluating"
    version: int = 0
    items: int
    signed_by_master: int = 0
    absent: tuple[str, ...] = ()


class CalibrationRefusal(NamedTuple):
    """Why an act is refused: a stable code, and a Spanish sentence."""

    code: str
    text: str


def apply_calibration_act(
    session: Calibration, act: CalibrationAct, *, reason: str = ""
) -> Calibration | CalibrationRefusal:
    """Return the session after an act, or the refusal of the act; ``reason`` may be empty only where the act allows."""
    refused = calibration_refusal(session, act)
    if refused is not None:
        return refused
    if not reason and _needs_reason(session, act):
        return CalibrationRefusal("calibration_reason_missing", _missing_reason(session, act))
    signs = act in ("sign_minutes", "correct_minutes")
    return msgspec.structs.replace(session, state=TABLE[session.state, act], version=session.version + signs)


def calibration_refusal(session: Calibration, act: CalibrationAct) -> CalibrationRefusal | None:
    """Return why an act is not possible now, even with a reason; None if it is."""
    if (session.state, act) not in TABLE:
        return CalibrationRefusal(
            "calibration_step_not_possible", f"Ahora no se puede: {_DESCRIPTIONS[session.state]}."
        )
    if act == "open" and session.signed_by_master < session.items:
        missing = session.items - session.signed_by_master
        text = "falta una evaluación firmada" if missing == 1 else f"faltan {missing} evaluaciones firmadas"
        return CalibrationRefusal("calibration_master_missing", f"No se abre sin la nota maestra: {text}.")
    return None


def possible_calibration_acts(session: Calibration) -> tuple[CalibrationAct, ...]:
    """Return the acts that are possible now, in the order of the table."""
    acts = (act for state, act in TABLE if state == session.state)
    return tuple(act for act in acts if calibration_refusal(session, act) is None)


def _needs_reason(session: Calibration, act: CalibrationAct) -> bool:
    return act in ("change_master", "cancel", "correct_minutes") or (act == "open" and bool(session.absent))


def _missing_reason(session: Calibration, act: CalibrationAct) -> str:
    if act == "open":
        return f"Aún no firman todo: {', '.join(session.absent)}. Escriba por qué se abre sin ellos."
    return "Escriba el motivo."


_DESCRIPTIONS: Final[Mapping[CalibrationState, str]] = MappingProxyType(
    {
        "evaluating": "los resultados de la calibración no se han abierto",
        "opened": "los resultados de la calibración ya se abrieron",
        "minuted": "el acta de la calibración ya se firmó",
        "cancelled": "la calibración se canceló",
    }
)
TABLE: Final[Mapping[tuple[CalibrationState, CalibrationAct], CalibrationState]] = MappingProxyType(
    {
        ("evaluating", "change_master"): "evaluating",
        ("evaluating", "cancel"): "cancelled",
        ("evaluating", "open"): "opened",
        ("opened", "save_minutes"): "opened",
        ("opened", "sign_minutes"): "minuted",
        ("minuted", "correct_minutes"): "minuted",
    }
)
