"""How the identity of a customer is verified on a call: what the site can configure of it. Pure."""

from typing import Annotated, Literal, get_args

import msgspec
from msgspec import Meta

from config.schema.fields import Id, Name, Sentence
from config.schema.reader import NodePath, Reader, suggest_name

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
"""Field of the customer record that a question asks for; the last two are names of people related by a credit."""
IDENTITY_DATA: tuple[IdentityDatum, ...] = get_args(IdentityDatum)


class IdentityQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A question that can be selected: ``name`` for readers of the log, ``text`` for the advisor to read aloud."""

    id: Id
    name: Name
    datum: IdentityDatum
    text: Sentence


MachineDatum = Literal["document", "birth_date", "caller_number"]
"""Datum that a caller proves to a menu: keyed in, or the number that the network vouches for."""


class GuessLimits(msgspec.Struct, frozen=True, kw_only=True):
    """How many look-ups with wrong data are allowed, in a call and within ``hours``."""

    per_call: Annotated[int, Meta(ge=1, le=10)] = 3
    per_number: Annotated[int, Meta(ge=1, le=100)] = 6
    per_document: Annotated[int, Meta(ge=1, le=100)] = 6
    hours: Annotated[int, Meta(ge=1, le=168)] = 24


class MachineRules(msgspec.Struct, frozen=True, kw_only=True):
    """Data that must match before a menu says a customer's data."""

    match: tuple[MachineDatum, ...]
    guesses: GuessLimits = GuessLimits()


class IdentityRules(msgspec.Struct, frozen=True, kw_only=True):
    """The verification that opens a customer's data on a call.

    Attributes: right: number of correct answers required, of ``ask`` questions. always: ids of questions in every set,
    whose answer must be correct. attempts: failed sets allowed in one call, and for one customer in one day.
    after_call_minutes: how long after the call its advisor may continue with the customer, in minutes; 0 for no time
    after the call. machine: the rule for menus; None says no customer's data in a menu.
    """

    ask: Annotated[int, Meta(ge=1, le=8)] = 3
    right: Annotated[int, Meta(ge=1, le=8)] = 3
    always: tuple[Id, ...] = ()
    attempts: Annotated[int, Meta(ge=1, le=5)] = 2
    after_call_minutes: Annotated[int, Meta(ge=0, le=240)] = 0
    machine: MachineRules | None = None
    questions: dict[Id, IdentityQuestion]


def check_identity(rules: IdentityRules | None, reader: Reader) -> None:
    """Complain about rules that no customer can pass, or that always ask the same questions."""
    if rules is None:
        return
    _check_always(rules, reader)
    _check_data(rules, reader)
    _check_machine(rules.machine, reader)
    if rules.right > rules.ask:
        reader.complain(("identity", "right"), f"se exigen más aciertos que preguntas; use {rules.ask} o menos")
    if rules.right < len(rules.always):
        text = f"las preguntas de «always» deben acertarse todas; use {len(rules.always)} o más"
        reader.complain(("identity", "right"), text)


def _check_always(rules: IdentityRules, reader: Reader) -> None:
    for index, question_id in enumerate(rules.always):
        path = ("identity", "always", str(index))
        if question_id not in rules.questions:
            reader.complain(
                path, f"«{question_id}» no está en «questions»; {suggest_name(question_id, rules.questions)}"
            )
        if question_id in rules.always[:index]:
            reader.complain(path, f"la pregunta «{question_id}» está dos veces; deje una sola")
    if len(rules.always) >= rules.ask:
        text = "al menos una pregunta debe salir al azar; quite preguntas de «always» o suba «ask»"
        reader.complain(("identity", "always"), text)


def _check_machine(rules: MachineRules | None, reader: Reader) -> None:
    """Check that more than a document is asked for, because acquaintances know it."""
    if rules is None:
        return
    path: NodePath = ("identity", "machine", "match")
    reader.complain_repeated(((*path, str(index)), each) for index, each in enumerate(rules.match))
    if "document" not in rules.match:
        reader.complain(path, "falta «document»: con él se encuentra al cliente; agréguelo")
    if len(set(rules.match)) < 2:
        reader.complain(path, "el documento solo no prueba nada; agregue «birth_date» o «caller_number»")


def _check_data(rules: IdentityRules, reader: Reader) -> None:
    id_by_datum: dict[str, str] = {}
    for question in rules.questions.values():
        if question.datum in id_by_datum:
            text = (
                f"«{id_by_datum[question.datum]}» ya pregunta por «{question.datum}»; deje una sola pregunta por dato"
            )
            reader.complain(("identity", "questions", question.id, "datum"), text)
        id_by_datum.setdefault(question.datum, question.id)
    if len(rules.questions) <= rules.ask:
        text = f"se necesitan más de {rules.ask} preguntas, para no repetir las mismas dos veces seguidas; agregue otra"
        reader.complain(("identity", "questions"), text)
