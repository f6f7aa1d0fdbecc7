"""The fields that all quality forms share: dates, a version by content, the notice of an example. Pure.

A change is a new form with a later ``valid_from``: evaluations keep the form that they were made with.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Final, TypeVar

import msgspec
from msgspec import Meta

from config.schema.fields import Id, Name
from config.schema.reader import NodePath, Reader

Help = Annotated[str, Meta(min_length=1, max_length=600)]
EXAMPLE_NOTICE: Final = "Formulario de ejemplo: los formatos F177, I177 y G64 de la entidad no son públicos."
"""Sentence of each screen and report that shows figures of an example form."""
VERSION_DIGITS: Final = 12


class FormVersion(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a form.

    Attributes:
        version: first hex digits of the SHA-256 of the content; equal content, equal version.
        version_label: the version as people name it.
        valid_from: first local day of what it evaluates; it ends with the next form.
        example: whether it is an example and not the entity's own form; screens and reports say so.
    """

    id: Id
    version: str = ""
    name: Name
    version_label: Annotated[str, Meta(min_length=1, max_length=40)]
    valid_from: date
    example: bool = False

    @property
    def notice(self) -> str:
        """Spanish sentence about an example form, empty for the entity's own."""
        return EXAMPLE_NOTICE if self.example else ""


AnyForm = TypeVar("AnyForm", bound=FormVersion)


def in_force(forms: Iterable[AnyForm], day: date) -> AnyForm | None:
    """Return the last form that has begun on a local day; None before the first."""
    begun = (each for each in forms if each.valid_from <= day)
    return max(begun, key=lambda each: each.valid_from, default=None)


def with_versions(forms: Mapping[str, AnyForm]) -> dict[str, AnyForm]:
    """Return the forms with the version of their content."""
    return {name: msgspec.structs.replace(form, version=_digest(form)) for name, form in forms.items()}


def _digest(form: FormVersion) -> str:
    content = msgspec.json.encode(msgspec.structs.replace(form, version=""), order="deterministic")
    return hashlib.sha256(content).hexdigest()[:VERSION_DIGITS]


def check_starts(forms: Iterable[FormVersion], path: NodePath, reader: Reader) -> None:
    """Check that no two forms that follow each other begin on one day."""
    seen: dict[date, str] = {}
    for form in forms:
        other = seen.setdefault(form.valid_from, form.id)
        if other != form.id:
            text = f"«{other}» empieza el mismo día; cambie la fecha de una de las versiones"
            reader.complain((*path, form.id, "valid_from"), text)
