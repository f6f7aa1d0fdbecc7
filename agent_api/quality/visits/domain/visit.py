"""The content of a visit, its faults by the form, who may change it, and the digest of what is signed. Pure.

A draft may be incomplete; a signature needs the place, an attendee, and an answer to each question.
"""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Final, Literal, NamedTuple

import msgspec

from config.site.quality.visits import VisitForm
from eventlog.facts.quality.visit import VisitMode

VisitAnswer = Literal["yes", "no", "not_applicable"]
VisitState = Literal["draft", "signed", "discarded"]
VisitAct = Literal["save", "sign", "discard"]


class Attendee(msgspec.Struct, frozen=True, kw_only=True):
    """A person who attended a visit, and what they do there."""

    name: str
    position: str = ""


class VisitTexts(msgspec.Struct, frozen=True, kw_only=True):
    """The texts of a visit; ``notes`` are those of questions, by id."""

    place: str = ""
    attendees: tuple[Attendee, ...] = ()
    notes: dict[str, str] = {}
    observations: str = ""


class VisitContent(msgspec.Struct, frozen=True, kw_only=True):
    """The content of a visit.

    Attributes:
        visited_on: local day.
        line: id of the visited line; empty for all, as is the channel.
    """

    mode: VisitMode
    visited_on: date
    line: str = ""
    channel: str = ""
    answers: dict[str, VisitAnswer] = {}
    texts: VisitTexts = VisitTexts()


class VisitFault(NamedTuple):
    """The fault of one field of a request, with a Spanish sentence."""

    field: str
    detail: str


class VisitRefusal(NamedTuple):
    """Why an act is refused: a stable code, and a Spanish sentence."""

    code: str
    text: str


def visit_refusal(state: VisitState, visitor: str, user: str) -> VisitRefusal | None:
    """Return why a user cannot save, sign or discard a visit; None if they can."""
    if state != "draft":
        return VisitRefusal("visit_not_draft", _NOT_DRAFT[state])
    if user != visitor:
        return VisitRefusal(
            "visit_not_yours", "Esta visita es de otra persona; solo quien la hace la escribe y la firma."
        )
    return None


def find_visit_faults(
    form: VisitForm, content: VisitContent, lines: Mapping[str, object], today: date
) -> list[VisitFault]:
    """Return what a draft cannot have: unknown questions or lines, «no aplica» where it is not allowed, a later day."""
    questions = {each.question: each for each in form.questions}
    faults = []
    for id_, answer in content.answers.items():
        if id_ not in questions:
            faults.append(VisitFault(f"answers.{id_}", "Esa pregunta no está en el formulario."))
        elif answer == "not_applicable" and not questions[id_].not_applicable:
            faults.append(VisitFault(f"answers.{id_}", "Esta pregunta no admite «no aplica»."))
    faults += [
        VisitFault(f"notes.{id_}", "Esa pregunta no está en el formulario.")
        for id_ in content.texts.notes
        if id_ not in questions
    ]
    if content.line and content.line not in lines:
        faults.append(VisitFault("line", "El sitio no tiene esa línea."))
    if content.visited_on > today:
        faults.append(VisitFault("visited_on", "La visita no puede ser de un día que no ha llegado."))
    return faults


def find_missing(form: VisitForm, content: VisitContent) -> list[VisitFault]:
    """Return what the signature still needs, in the order of the screen."""
    faults = []
    if not content.texts.place:
        faults.append(VisitFault("place", "Falta el lugar."))
    if not content.texts.attendees:
        faults.append(VisitFault("attendees", "Falta al menos una persona que asistió."))
    unanswered = (each for each in form.questions if each.question not in content.answers)
    return faults + [VisitFault(f"answers.{each.question}", f"Falta responder «{each.name}».") for each in unanswered]


def digest_of(content: VisitContent, form: VisitForm) -> str:
    """Return the SHA-256 of a visit and the version of its form, hex."""
    signed = {"form": form.id, "version": form.version, "content": content}
    return hashlib.sha256(msgspec.json.encode(signed, order="deterministic")).hexdigest()


_NOT_DRAFT: Final[Mapping[VisitState, str]] = {
    "draft": "",
    "signed": "La visita ya está firmada y no cambia; lo que falte va en un hallazgo o en otra visita.",
    "discarded": "La visita se descartó; comience otra.",
}
