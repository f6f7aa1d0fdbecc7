"""How the identity of a customer is verified on a call, as the site says it. Pure.

Owns the shape and the bounds of these fields. How they hold together is `config.site.customers.identity_checks`; what
an answer must be like to be right, and which questions are drawn, is no data of the site.
"""

from typing import Annotated, Literal, get_args

import msgspec
from msgspec import Meta

from config.schema.fields import Id, Name, Sentence

IdentityDatum = Literal[
    "document",
    "name",
    "birth_date",
    "address",
    "municipality",
    "phone",
    "email",
    "credit",
    "programme",
    "co_debtor",
    "beneficiary",
]
"""What of a customer's record a question asks for; the last two are names of those whom a credit ties them to."""
IDENTITY_DATA: tuple[IdentityDatum, ...] = get_args(IdentityDatum)


class IdentityQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A question that can be drawn.

    Attributes:
        name: what it asks for, for people who read the log, in Spanish.
        datum: of the record.
        text: as the advisor reads it aloud, in Spanish.
    """

    id: Id
    name: Name
    datum: IdentityDatum
    text: Sentence


class IdentityRules(msgspec.Struct, frozen=True, kw_only=True):
    """What must be asked and answered until a customer's data are open on a call.

    Attributes:
        ask: how many questions.
        right: how many answers must be right.
        always: ids of questions that are in every set, and whose answer must be right.
        attempts: how many sets may fail in one call, and of one customer in one day.
        after_call_minutes: how long after the call its advisor may go on with the customer, in minutes; 0 for no longer
            than the call is at hand.
        questions: those that can be drawn, by id.
    """

    ask: Annotated[int, Meta(ge=1, le=8)] = 3
    right: Annotated[int, Meta(ge=1, le=8)] = 3
    always: tuple[Id, ...] = ()
    attempts: Annotated[int, Meta(ge=1, le=5)] = 2
    after_call_minutes: Annotated[int, Meta(ge=0, le=240)] = 0
    questions: dict[Id, IdentityQuestion]
