"""Sample data for the demo: advisors, sentences of callers, and customers. Pure."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from config.schema.fields import NUMBER_PATTERN, TOPIC_PATTERN, Id, Name, Phone, Spoken
from config.schema.reader import Reader
from config.schema.short_forms import Levels

SAMPLE_SENTENCE = "Buen día. ¿En qué le puedo ayudar?"
"""Default sentence of the demo's phone of an advisor."""
ADVISOR_KEY, CALLER_KEY = "advisor.", "caller."
"""Prefixes of the keys of sounds that are the sentences of sample advisors and callers."""


class SampleAdvisor(msgspec.Struct, frozen=True, kw_only=True):
    """The queues of an advisor, by level; an advisor without an entry serves none.

    ``id`` is login and routing id, e.g. ``asesor1``; ``sentence`` is what the demo's phone says when it answers;
    ``entered_on`` is the day from which the learning curve counts, None if it is not known.
    """

    id: Id
    name: Name
    queues: Levels
    sentence: Spoken = SAMPLE_SENTENCE
    entered_on: date | None = None


class SampleCaller(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence that a sample caller says in these queues, in any if there is none; only the demo uses it."""

    id: Id
    queues: tuple[Id, ...] = ()
    sentence: Spoken


class SampleCustomer(msgspec.Struct, frozen=True, kw_only=True):
    """An invented customer; only the demo uses it, and no site version contains it.

    Empty fields are unknown; the formats from ``birth_date`` on are those of an import row.

    Attributes:
        phones: numbers that this customer calls from, E.164; the first two are imported.
        document_kind: CC, TI, CE, PA, PPT or NIT.
        municipality: DIVIPOLA code of the address.
        preferred_contact: telefono, correo or carta.
        co_debtor_of: id of the sample customer whose credit this one guarantees, or empty.
    """

    id: Id
    name: Name
    document: Annotated[str, Meta(pattern=NUMBER_PATTERN)]
    phones: tuple[Phone, ...]
    document_kind: str = "CC"
    birth_date: str = ""
    address: str = ""
    municipality: str = ""
    email: str = ""
    preferred_contact: str = ""
    credit: str = ""
    programme: str = ""
    co_debtor_of: str = ""


class SampleDialogue(msgspec.Struct, frozen=True, kw_only=True):
    """An invented conversation, synthesised as the recording of a past call; only the demo uses it."""

    id: Id
    queue: Id
    # Kind, theme and sub-theme.
    topic: Annotated[str, Meta(pattern=TOPIC_PATTERN)]
    verified: bool = False
    filed: bool = False
    # A variant of the synthesiser's voice, for the caller.
    voice: Id
    # The first one is the advisor's; ``{advisor}`` stands for the advisor's first name.
    turns: Annotated[tuple[Spoken, ...], Meta(min_length=2)]


def check_advisors(advisors: Iterable[SampleAdvisor], reader: Reader) -> None:
    """Complain about each advisor who serves no queue."""
    for advisor in advisors:
        if not advisor.queues:
            reader.complain(("advisors", advisor.id, "queues"), "no atiende ninguna cola; agregue al menos una")


def entry_date(advisors: Iterable[SampleAdvisor], advisor: str) -> date | None:
    """Return the day on which an advisor entered; None if the site does not know it."""
    return next((each.entered_on for each in advisors if each.id == advisor), None)
