"""Sample data for the demo: advisors, what callers say, and customers. Pure.

Owns their shape, bounds and checks.
"""

from collections.abc import Iterable
from typing import Annotated

import msgspec
from msgspec import Meta

from config.schema.fields import NUMBER_PATTERN, Id, Name, Phone, Spoken
from config.schema.reader import Reader
from config.schema.short_forms import Levels

SAMPLE_SENTENCE = "Buen día. ¿En qué le puedo ayudar?"
"""What the phone that the demo lends to an advisor says, unless the site says otherwise."""


class SampleAdvisor(msgspec.Struct, frozen=True, kw_only=True):
    """An advisor's seat: the queues that they serve. Who has no seat serves none.

    Attributes:
        id: login and routing id, e.g. ``asesor1``.
        name: for people, where there is no such user.
        queues: the queues that the advisor serves, each with the advisor's level.
        sentence: what the phone that the demo lends says when it answers; only the demo says it.
    """

    id: Id
    name: Name
    queues: Levels
    sentence: Spoken = SAMPLE_SENTENCE


class SampleCaller(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a sample caller says to an advisor; only the demo uses it.

    Attributes:
        queues: ids of the queues where it fits; empty for any.
        sentence: Spanish.
    """

    id: Id
    queues: tuple[Id, ...] = ()
    sentence: Spoken


class SampleCustomer(msgspec.Struct, frozen=True, kw_only=True):
    """An invented customer; only the demo uses them, and no site version ever holds them.

    Attributes:
        name: for people.
        document: an identity document's number.
        phones: numbers that this customer calls from, E.164; the first two are imported.
        document_kind: CC, TI, CE, PA, PPT or NIT.
        birth_date: as a row of an import has it, like what follows; empty for what is not known.
        municipality: DIVIPOLA code, for the address.
        preferred_contact: telefono, correo or carta.
        credit: its number.
        programme: under which it was granted.
        co_debtor_of: id of the sample customer for whose credit this one answers, or empty.
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


def check_advisors(advisors: Iterable[SampleAdvisor], reader: Reader) -> None:
    """Complain of an advisor who serves no queue."""
    for advisor in advisors:
        if not advisor.queues:
            reader.complain(("advisors", advisor.id, "queues"), "no atiende ninguna cola; agregue al menos una")
