"""The form of a quality visit in person (M5-1-05, A21: G64), as the site says. Pure."""

from collections.abc import Mapping

import msgspec

from config.schema.fields import Id, Name
from config.schema.reader import NodePath, Reader
from config.site.quality.form_versions import FormVersion, Help, check_starts


class VisitQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A question of a visit, answered yes, no or, if allowed, not applicable, with a text; ``question`` is its id."""

    question: Id
    name: Name
    help: Help
    not_applicable: bool = True


class VisitSection(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the form of a visit; ``section`` is its id within the form."""

    section: Id
    name: Name
    questions: tuple[VisitQuestion, ...]


class VisitForm(FormVersion, frozen=True, kw_only=True):
    """One version of the form of a visit."""

    sections: tuple[VisitSection, ...]

    @property
    def questions(self) -> tuple[VisitQuestion, ...]:
        """All questions in their order."""
        return tuple(each for section in self.sections for each in section.questions)


def check_visits(forms: Mapping[str, VisitForm], reader: Reader) -> None:
    """Check that one form is in force at a time, and that sections and questions are neither empty nor repeated."""
    check_starts(forms.values(), ("quality", "visits"), reader)
    for form in forms.values():
        _check_sections(form, ("quality", "visits", form.id, "sections"), reader)


def _check_sections(form: VisitForm, path: NodePath, reader: Reader) -> None:
    if not form.sections:
        reader.complain(path, "el formulario no tiene secciones; agregue al menos una")
    sections = list(enumerate(form.sections))
    reader.complain_repeated(((*path, str(n), "section"), section.section) for n, section in sections)
    reader.complain_repeated(
        ((*path, str(n), "questions", str(m), "question"), each.question)
        for n, section in sections
        for m, each in enumerate(section.questions)
    )
    for n, section in sections:
        if not section.questions:
            reader.complain((*path, str(n), "questions"), "la sección no tiene preguntas; agregue al menos una")
