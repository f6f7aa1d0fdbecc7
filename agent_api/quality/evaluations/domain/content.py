"""The content of an evaluation, and its faults by the form: answers, notes and comment. Pure.

A draft may be incomplete; a signature needs an answer to each criterion.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from config.site.quality.forms import QualityForm
from eventlog.facts.quality.evaluation import EvaluationAnswer

Answers = Mapping[str, EvaluationAnswer]


class EvidenceNote(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A note of the evaluator, tied to a place of the evidence or to nothing.

    Attributes:
        recording: the recording that ``second`` counts in; empty for none.
        second: from the beginning of the recording.
        paragraph: of the answer, from 1.
        criterion: that the note is about; empty for none.
    """

    text: str
    recording: str = ""
    second: int | None = None
    paragraph: int | None = None
    criterion: str = ""


class EvaluationTexts(msgspec.Struct, frozen=True, kw_only=True):
    """The texts of an evaluation."""

    comment: str = ""
    notes: tuple[EvidenceNote, ...] = ()


class EvidenceBounds(msgspec.Struct, frozen=True, kw_only=True):
    """The places that a note may name.

    Attributes:
        seconds: length of each recording of the call, by its id; None if it is not known.
        paragraphs: number of paragraphs of the answer.
    """

    seconds: Mapping[str, int | None] = {}
    paragraphs: int = 0


class FieldFault(NamedTuple):
    """The fault of one field of a request, with a Spanish sentence."""

    field: str
    detail: str


def paragraphs_of(text: str) -> list[str]:
    """Return the paragraphs of an answer: its lines that are not blank."""
    return [each.strip() for each in text.splitlines() if each.strip()]


def find_faults(
    form: QualityForm, answers: Answers, notes: EvaluationTexts, bounds: EvidenceBounds
) -> list[FieldFault]:
    """Return what a draft cannot have: unknown criteria, «no aplica» where it is not allowed, notes outside."""
    criteria = {each.criterion: each for each in form.criteria}
    faults = []
    for id_, answer in answers.items():
        if id_ not in criteria:
            faults.append(FieldFault(f"answers.{id_}", "Ese criterio no está en el formulario."))
        elif answer == "not_applicable" and not criteria[id_].not_applicable:
            faults.append(FieldFault(f"answers.{id_}", "Este criterio no admite «no aplica»."))
    for index, note in enumerate(notes.notes):
        faults += _find_note_faults(f"notes.{index}", note, criteria, bounds)
    return faults


def find_unanswered(form: QualityForm, answers: Answers) -> list[FieldFault]:
    """Return a fault for each criterion without an answer, in the order of the form."""
    unanswered = (each for each in form.criteria if each.criterion not in answers)
    return [FieldFault(f"answers.{each.criterion}", f"Falta responder «{each.name}».") for each in unanswered]


def find_unknown_criteria(form: QualityForm, criteria: Sequence[str]) -> list[FieldFault]:
    """Return a fault for each criterion that the form does not have."""
    known = {each.criterion for each in form.criteria}
    return [
        FieldFault(f"criteria.{index}", "Ese criterio no está en el formulario.")
        for index, each in enumerate(criteria)
        if each not in known
    ]


def _find_note_faults(
    path: str, note: EvidenceNote, criteria: Mapping[str, object], bounds: EvidenceBounds
) -> Sequence[FieldFault]:
    faults = []
    if note.criterion and note.criterion not in criteria:
        faults.append(FieldFault(f"{path}.criterion", "Ese criterio no está en el formulario."))
    if note.recording and note.recording not in bounds.seconds:
        faults.append(FieldFault(f"{path}.recording", "Esa grabación no es de lo que se evalúa."))
    elif note.second is not None and not note.recording:
        faults.append(FieldFault(f"{path}.recording", "Diga de qué grabación es el segundo."))
    elif note.second is not None and note.second > _length(bounds.seconds[note.recording], note.second):
        faults.append(FieldFault(f"{path}.second", "La grabación no llega hasta ese segundo."))
    if note.paragraph is not None and note.paragraph > bounds.paragraphs:
        faults.append(FieldFault(f"{path}.paragraph", "La respuesta no tiene ese párrafo."))
    return faults


def _length(seconds: int | None, otherwise: int) -> int:
    return otherwise if seconds is None else seconds
