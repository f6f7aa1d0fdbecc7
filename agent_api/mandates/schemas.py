"""Schemas of a representative and of the document by which they act."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from agent_api.kit.dates import Day
from agent_api.mandates.stated import ActingPerson, NamedPerson, StatedMandate
from eventlog.facts.tickets.ticket import MandateKind


class NamedPetitioner(BaseModel):
    """A person, with name and document as stated."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: str = Field(min_length=1, max_length=200)
    document: str | None = Field(None, min_length=1, max_length=40, description="Tipo y número, como los dice.")


class MandateForm(BaseModel):
    """The document by which a representative acts."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    kind: MandateKind = Field(description="`legal_representative`: por ley; `attorney`: por un poder.")
    document: str = Field(
        min_length=1, max_length=200, description="Cuál es: registro civil, certificado, poder o escritura."
    )
    scope: str | None = Field(
        None, min_length=1, max_length=500, description="Para qué lo faculta, según el documento."
    )
    expires_on: Day | None = Field(None, description="Último día en que vale; sin él, no vence.")


class MandateDetail(BaseModel):
    """A stated document by which a representative acts."""

    kind: MandateKind
    document: str
    scope: str | None
    expires_on: date | None


def to_named_person(named: NamedPetitioner) -> NamedPerson:
    """Return the person that a form names."""
    return NamedPerson(name=named.name, document=named.document)


def to_stated_mandate(form: MandateForm) -> StatedMandate:
    """Return the mandate that a form states."""
    return StatedMandate(kind=form.kind, document=form.document, scope=form.scope or "", expires_on=form.expires_on)


def present_representative(person: ActingPerson) -> NamedPetitioner:
    """Return the response of a representative."""
    return NamedPetitioner(name=person.representative.name, document=person.representative.document)


def present_mandate(person: ActingPerson) -> MandateDetail:
    """Return the response of a representative's document."""
    mandate = person.mandate
    return MandateDetail(
        kind=mandate.kind, document=mandate.document, scope=mandate.scope or None, expires_on=mandate.expires_on
    )
