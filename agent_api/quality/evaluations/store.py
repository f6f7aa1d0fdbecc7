"""Evaluations in the database.

Owns the tables evaluation, evaluation_round and evaluation_step, whose texts are encrypted. A new evaluation locks the
campaign's items until its transaction ends, so numbers have no gaps and two evaluators cannot begin the same one.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final, Literal

import msgspec
from sqlalchemy import Select, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit.author import Author
from agent_api.kit.pagination import Cursor
from agent_api.quality.evaluations.domain.content import EvaluationTexts
from agent_api.quality.evaluations.domain.evaluation import Evaluation, EvaluationSort, State
from agent_api.quality.evaluations.domain.state_machine import Act
from config.site.quality.vocabulary import Family
from eventlog.facts.quality.evaluation import (
    EvaluationAnswer,
    EvaluationChannel,
    EvaluationKind,
    MissingEvidence,
    Seat,
    Tenure,
)
from storage.encryption.field_cipher import FieldCipher, row_key
from storage.postgres import year_numbers
from storage.tables import evaluation, evaluation_round, evaluation_step

NOTES: Final = "evaluation.notes"
ROUND_NOTES: Final = "evaluation_round.notes"
STEP_TEXT: Final = "evaluation_step.text"
HistoryAct = Literal["begin"] | Act
"""An act of the history, whose first entry is the beginning."""


class EvaluationRow(msgspec.Struct, frozen=True, kw_only=True):
    """An evaluation as its row stores it.

    Attributes:
        id: year and number within it.
        holder: the evaluator in a calibration, else empty.
        item: id of the call, or number of the ticket.
        line: of the call; for a ticket, its channel.
        advisor: login of the person whose work it is.
        worked_at: arrival of the call, or release of the answer.
        week: ISO week of that moment in Bogotá.
        follows: the evaluation that it follows up, or empty.
        pseudonymous: whether the evaluator does not learn before the signature who the advisor is.
        repeated: whether a second evaluator evaluates the item, too.
        site_version: the one whose form is used.
        revision: grows with each saved change.
        notes: encrypted; None if there are none.
        score: of the last round, an exact fraction; empty without an applicable criterion, None before the signature.
        needs_feedback: whether the last round is one that the site wants the advisor to answer.
    """

    id: str
    kind: EvaluationKind
    seat: Seat
    holder: str
    channel: EvaluationChannel
    item: str
    line: str
    advisor: str
    worked_at: datetime
    week: str
    tenure: Tenure
    follows: str
    pseudonymous: bool
    repeated: bool
    evaluator: str
    evaluator_name: str
    site_version: str
    form: str
    form_version: str
    begun_at: datetime
    state: State
    round: int = 0
    refutable_until: datetime | None = None
    revision: int = 1
    updated_at: datetime
    answers: dict[str, EvaluationAnswer] = {}
    notes: bytes | None = None
    score: str | None = None
    needs_feedback: bool = False

    @property
    def value(self) -> Evaluation:
        """The evaluation as a value that can take acts."""
        return Evaluation(**{name: getattr(self, name) for name in Evaluation.__struct_fields__})

    @property
    def call_id(self) -> str:
        """The evaluated call, empty for a ticket."""
        return self.item if self.channel == "phone" else ""


class RoundRow(msgspec.Struct, frozen=True, kw_only=True):
    """A signed round; ``families`` has each family with an applicable criterion and whether it passed."""

    round: int
    signed_at: datetime
    signed_by: str
    signed_by_name: str
    answers: dict[str, EvaluationAnswer]
    notes: EvaluationTexts
    score: str
    families: dict[Family, bool]
    missing: MissingEvidence


class StepRow(msgspec.Struct, frozen=True, kw_only=True):
    """One act in the history of an evaluation; ``text`` is decrypted, empty for none.

    ``criteria`` are those that a refutation disputes; None for other acts.
    """

    number: int
    at: datetime
    who: str
    who_name: str
    act: HistoryAct
    state: State
    round: int
    text: str
    criteria: list[str] | None


class EvaluationFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Filter of evaluations; None matches all.

    Attributes:
        only_named: leave out unsigned evaluations under a pseudonym.
        not_items: leave out these items, by channel and id.
        with_feedback: only evaluations that ask for the advisor's answer.
    """

    advisor: str | None = None
    week: str | None = None
    channel: EvaluationChannel | None = None
    kind: EvaluationKind | None = None
    states: Collection[State] | None = None
    evaluator: str | None = None
    item: str | None = None
    form: str | None = None
    only_named: bool = False
    not_items: Collection[tuple[str, str]] = ()
    with_feedback: bool = False


async def next_id(connection: AsyncConnection, campaign: str, year: int) -> str:
    """Return the next number of a campaign's year; the items must be locked (`item_claims.lock_items`)."""
    return await year_numbers.next_number(connection, evaluation, campaign, year)


async def add(connection: AsyncConnection, campaign: str, row: EvaluationRow) -> None:
    """Store a new evaluation."""
    await connection.execute(insert(evaluation).values(campaign=campaign, **msgspec.structs.asdict(row)))


async def find(connection: AsyncConnection, campaign: str, id_: str, *, lock: bool = False) -> EvaluationRow | None:
    """Find an evaluation; with ``lock``, keep others from changing it until the transaction ends."""
    query = _select_of(campaign).where(evaluation.c.id == id_)
    row = (await connection.execute(query.with_for_update() if lock else query)).mappings().one_or_none()
    return None if row is None else EvaluationRow(**row)


async def list_of_item(
    connection: AsyncConnection, campaign: str, channel: EvaluationChannel, item: str
) -> list[EvaluationRow]:
    """List the evaluations of an item that were not discarded, in the order of their beginning."""
    query = _select_of(campaign).where(evaluation.c.channel == channel, evaluation.c.item == item)
    query = query.where(evaluation.c.state != "discarded").order_by(evaluation.c.begun_at, evaluation.c.id)
    return [EvaluationRow(**row) for row in (await connection.execute(query)).mappings()]


async def list_of_items(
    connection: AsyncConnection, campaign: str, items: Collection[tuple[str, str]]
) -> list[EvaluationRow]:
    """List the evaluations of some items, by channel and id, that were not discarded."""
    if not items:
        return []
    query = _select_of(campaign).where(tuple_(evaluation.c.channel, evaluation.c.item).in_(list(items)))
    return [
        EvaluationRow(**row)
        for row in (await connection.execute(query.where(evaluation.c.state != "discarded"))).mappings()
    ]


async def list_by_ids(connection: AsyncConnection, campaign: str, ids: Collection[str]) -> list[EvaluationRow]:
    """List some evaluations."""
    if not ids:
        return []
    rows = await connection.execute(_select_of(campaign).where(evaluation.c.id.in_(ids)))
    return [EvaluationRow(**each) for each in rows.mappings()]


async def list_follow_ups(connection: AsyncConnection, campaign: str, followed: str) -> list[EvaluationRow]:
    """List the signed evaluations that follow up another one, the last begun first."""
    row = evaluation.c
    query = _select_of(campaign).where(row.kind == "follow_up", row.follows == followed, row.round > 0)
    rows = await connection.execute(query.order_by(row.begun_at.desc(), row.id.desc()))
    return [EvaluationRow(**each) for each in rows.mappings()]


async def drafts_of(connection: AsyncConnection, campaign: str, evaluator: str) -> set[tuple[str, str]]:
    """Return channel and item of an evaluator's unsigned evaluations."""
    query = select(evaluation.c.channel, evaluation.c.item).where(evaluation.c.campaign == campaign)
    query = query.where(evaluation.c.evaluator == evaluator, evaluation.c.state == "draft")
    return {(row.channel, row.item) for row in await connection.execute(query)}


async def page(
    connection: AsyncConnection,
    campaign: str,
    filter_: EvaluationFilter,
    limit: int,
    after: Cursor | None = None,
    *,
    sort: EvaluationSort = "-begun_at",
) -> list[EvaluationRow]:
    """Return a page of evaluations in an order, that continues ``after`` the previous page of the same order."""
    query = _filtered(_select_of(campaign), filter_)
    order = tuple_(evaluation.c[sort.removeprefix("-")], evaluation.c.id)
    descends = sort.startswith("-")
    if after is not None:
        last = tuple_(after.at, after.id)
        query = query.where(order < last if descends else order > last)
    rows = await connection.execute(query.order_by(order.desc() if descends else order).limit(limit))
    return [EvaluationRow(**each) for each in rows.mappings()]


async def list_evaluators(connection: AsyncConnection, campaign: str) -> dict[str, str]:
    """Return the names of all who began an evaluation, by login, as they were the last time."""
    row = evaluation.c
    query = select(row.evaluator, row.evaluator_name).where(row.campaign == campaign)
    query = query.group_by(row.evaluator, row.evaluator_name).order_by(func.max(row.begun_at))
    return {each.evaluator: each.evaluator_name for each in await connection.execute(query)}


async def list_values(connection: AsyncConnection, campaign: str, column: Literal["week", "advisor"]) -> list[str]:
    """Return the values of a column, the greatest first."""
    values = select(evaluation.c[column]).where(evaluation.c.campaign == campaign).distinct()
    return list(await connection.scalars(values.order_by(evaluation.c[column].desc())))


async def update_columns(connection: AsyncConnection, campaign: str, id_: str, **columns: Any) -> None:
    """Update columns of an evaluation."""
    row = evaluation.c
    await connection.execute(update(evaluation).where(row.campaign == campaign, row.id == id_).values(columns))


async def add_round(connection: AsyncConnection, cipher: FieldCipher, campaign: str, id_: str, row: RoundRow) -> None:
    """Store a signed round."""
    columns = msgspec.structs.asdict(row) | {"notes": encrypt_notes(cipher, campaign, id_, row.notes, row.round)}
    await connection.execute(insert(evaluation_round).values(campaign=campaign, evaluation=id_, **columns))


async def list_rounds(connection: AsyncConnection, cipher: FieldCipher, campaign: str, id_: str) -> list[RoundRow]:
    """List the signed rounds of an evaluation, the first one first."""
    row = evaluation_round.c
    query = select(*(row[name] for name in RoundRow.__struct_fields__)).where(row.campaign == campaign)
    rows = (await connection.execute(query.where(row.evaluation == id_).order_by(row.round))).mappings()
    return [
        RoundRow(**{**each, "notes": decrypt_notes(cipher, campaign, id_, each["notes"], each["round"])})
        for each in rows
    ]


async def list_answers(
    connection: AsyncConnection, campaign: str, rounds: Collection[tuple[str, int]]
) -> dict[tuple[str, int], dict[str, EvaluationAnswer]]:
    """Return the answers of some signed rounds, by evaluation and round."""
    if not rounds:
        return {}
    row = evaluation_round.c
    query = select(row.evaluation, row.round, row.answers).where(row.campaign == campaign)
    found = await connection.execute(query.where(tuple_(row.evaluation, row.round).in_(list(rounds))))
    return {(each.evaluation, each.round): each.answers for each in found}


async def add_step(
    connection: AsyncConnection,
    cipher: FieldCipher,
    campaign: str,
    row: EvaluationRow,
    act: HistoryAct,
    *,
    author: Author,
    note: str = "",
    criteria: Sequence[str] | None = None,
) -> None:
    """Store an act in the history; ``row`` is the evaluation after it, ``criteria`` are those that it disputes."""
    done = select(func.count()).where(evaluation_step.c.campaign == campaign, evaluation_step.c.evaluation == row.id)
    number = int(await connection.scalar(done) or 0) + 1
    bound = row_key(campaign, row.id, number)
    values = {
        "campaign": campaign,
        "evaluation": row.id,
        "number": number,
        **author.columns(),
        "act": act,
        "state": row.state,
        "round": row.round,
        "text": cipher.encrypt(note, field=STEP_TEXT, row=bound) if note else None,
        "criteria": None if criteria is None else list(criteria),
    }
    await connection.execute(insert(evaluation_step).values(**values))


async def list_steps(connection: AsyncConnection, cipher: FieldCipher, campaign: str, id_: str) -> list[StepRow]:
    """List the history of an evaluation, in order."""
    row = evaluation_step.c
    query = select(*(row[name] for name in StepRow.__struct_fields__)).where(row.campaign == campaign)
    rows = (await connection.execute(query.where(row.evaluation == id_).order_by(row.number))).mappings()
    return [
        StepRow(**{**each, "text": _decrypt_step(cipher, campaign, id_, each["number"], each["text"])}) for each in rows
    ]


def encrypt_notes(
    cipher: FieldCipher, campaign: str, id_: str, notes: EvaluationTexts, round_: int = 0
) -> bytes | None:
    """Encrypt the texts of an evaluation, or of its round if ``round_`` is not 0; None if there are none."""
    if notes == EvaluationTexts():
        return None
    plain = msgspec.json.encode(notes).decode()
    return cipher.encrypt(plain, **_bound(campaign, id_, round_))


def decrypt_notes(
    cipher: FieldCipher, campaign: str, id_: str, ciphertext: bytes | None, round_: int = 0
) -> EvaluationTexts:
    """Decrypt the output of `encrypt_notes`."""
    if ciphertext is None:
        return EvaluationTexts()
    return msgspec.json.decode(cipher.decrypt(ciphertext, **_bound(campaign, id_, round_)), type=EvaluationTexts)


def _bound(campaign: str, id_: str, round_: int) -> dict[str, str]:
    if round_:
        return {"field": ROUND_NOTES, "row": row_key(campaign, id_, round_)}
    return {"field": NOTES, "row": row_key(campaign, id_)}


def _decrypt_step(cipher: FieldCipher, campaign: str, id_: str, number: int, ciphertext: bytes | None) -> str:
    return cipher.decrypt(ciphertext, field=STEP_TEXT, row=row_key(campaign, id_, number)) if ciphertext else ""


def _select_of(campaign: str) -> Select[Any]:
    return select(*(evaluation.c[name] for name in EvaluationRow.__struct_fields__)).where(
        evaluation.c.campaign == campaign
    )


def _filtered(query: Select[Any], filter_: EvaluationFilter) -> Select[Any]:
    row = evaluation.c
    for name in ("advisor", "week", "channel", "kind", "evaluator", "item", "form"):
        value = getattr(filter_, name)
        if value is not None:
            query = query.where(row[name] == value)
    if filter_.states is not None:
        query = query.where(row.state.in_(filter_.states))
    if filter_.only_named:
        query = query.where((row.state != "draft") | ~row.pseudonymous)
    if filter_.not_items:
        query = query.where(tuple_(row.channel, row.item).not_in(list(filter_.not_items)))
    if filter_.with_feedback:
        query = query.where(row.kind != "calibration", row.seat != "second")
    return query
