"""The minutes of a session: what was agreed, how each criterion is judged from now on, and who was there. Pure."""

import hashlib
from collections.abc import Collection

import msgspec

from agent_api.quality.evaluations.domain.content import FieldFault


class CriterionDecision(msgspec.Struct, frozen=True, kw_only=True):
    """How a criterion is judged; ``changes``: its text in the form is to change, in a later version of the form."""

    criterion: str
    text: str
    changes: bool = False


class Minutes(msgspec.Struct, frozen=True, kw_only=True):
    """The content of minutes; ``attendees`` are logins of people of the session."""

    agreements: str = ""
    decisions: tuple[CriterionDecision, ...] = ()
    attendees: tuple[str, ...] = ()


def minutes_digest(minutes: Minutes) -> str:
    """Return the SHA-256 of minutes, hex."""
    return hashlib.sha256(msgspec.json.encode(minutes, order="deterministic")).hexdigest()


def find_minutes_faults(
    minutes: Minutes, criteria: Collection[str], people: Collection[str], *, complete: bool
) -> list[FieldFault]:
    """Return the faults of minutes, such as an unknown criterion; ``complete``: also what a draft may lack."""
    faults, seen = list[FieldFault](), set[str]()
    for index, decision in enumerate(minutes.decisions):
        path = f"decisions.{index}"
        if decision.criterion not in criteria:
            faults.append(FieldFault(f"{path}.criterion", "Ese criterio no está en el formulario."))
        elif decision.criterion in seen:
            faults.append(FieldFault(f"{path}.criterion", "Ese criterio ya tiene una decisión."))
        elif complete and not decision.text:
            faults.append(FieldFault(f"{path}.text", "Escriba cómo se evalúa este criterio."))
        seen.add(decision.criterion)
    for index, user in enumerate(minutes.attendees):
        if user not in people or user in minutes.attendees[:index]:
            faults.append(FieldFault(f"attendees.{index}", "Esa persona no es de la calibración, o ya está."))
    if complete and not minutes.agreements:
        faults.append(FieldFault("agreements", "Escriba los acuerdos."))
    if complete and not minutes.attendees:
        faults.append(FieldFault("attendees", "Marque quién asistió."))
    return faults
