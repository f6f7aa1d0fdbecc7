"""Find the evaluations behind a figure of quality: the facts that the figure counts, by the rules of its fold.

Owns the query of these facts. A test checks that it returns as many evaluations as the figure has.
"""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final, Literal

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.indicators.service import Selection
from agent_api.kit.dates import local_date
from agent_api.kit.pagination import Cursor
from config.site.oversight.indicators import Formula, IndicatorDefinition
from eventlog.facts import Envelope, EvaluationCorrected, EvaluationSigned
from eventlog.journal.codec import read_canonical
from eventlog.journal.ranges import first_row_from
from metrics.indicators.cells import slot_of
from metrics.indicators.ledger import month_of
from metrics.indicators.periods import bounds_of
from metrics.indicators.results import slot_start
from storage.tables import journal

EvaluationPart = Literal["passed", "failed", "all"]
_TYPES: Final = ("EvaluationSigned", "EvaluationCorrected")
_BATCH: Final = 2_000


class CountedEvaluation(msgspec.Struct, frozen=True, kw_only=True):
    """An evaluation as a figure counts it.

    Attributes:
        signed_at: time of the fact of its signature.
        round: the last one of the month of the signature.
        passed: whether it passes the formula's family; None for a score.
        score: exact fraction; empty if no criterion applied.
    """

    id: str
    signed_at: datetime
    round: int
    passed: bool | None
    score: str


class _Signed(msgspec.Struct):
    """A signature with the result that counts."""

    at: datetime
    fact: EvaluationSigned
    result: EvaluationSigned | EvaluationCorrected
    round: int = 1


async def evaluations_behind(
    connection: AsyncConnection,
    campaign: str,
    definitions: Sequence[IndicatorDefinition],
    selection: Selection,
    part: EvaluationPart,
    *,
    limit: int,
    after: Cursor | None = None,
) -> tuple[list[CountedEvaluation], Cursor | None]:
    """Return a page of the evaluations behind a figure, the last signed first, and its cursor if there are more.

    ``definitions`` are of one indicator, each with the days on which it applies. A score passes nothing and fails
    nothing, so only ``all`` has its evaluations. The connection must see one state of the journal.
    """
    if selection.queue is not None:
        return [], None
    signed: dict[str, _Signed] = {}
    async for envelopes in _facts_of(connection, campaign, selection):
        _add_results(signed, envelopes, selection)
    found = [each for each in _counted(signed, definitions, selection) if _is_of(each, part)]
    found.sort(key=lambda each: (each.signed_at, each.id), reverse=True)
    if after is not None:
        found = [each for each in found if (each.signed_at, each.id) < (after.at, after.id)]
    page = found[:limit]
    return page, Cursor(page[-1].signed_at, page[-1].id) if len(found) > limit else None


async def _facts_of(connection: AsyncConnection, campaign: str, selection: Selection) -> AsyncIterator[list[Envelope]]:
    """Yield the facts of evaluations from the beginning to the end of the last month, in order."""
    last_month = month_of(int(selection.ends.timestamp()) - 1)
    first = await first_row_from(connection, campaign, selection.begins)
    end = await first_row_from(connection, campaign, bounds_of(last_month)[1])
    row = journal.c
    while first < end:
        query = select(row.seq, row.bytes).where(row.campaign == campaign, row.type.in_(_TYPES))
        query = query.where(row.seq >= first, row.seq < end).order_by(row.seq).limit(_BATCH)
        rows = (await connection.execute(query)).all()
        yield [read_canonical(each.bytes) for each in rows]
        if len(rows) < _BATCH:
            return
        first = rows[-1].seq + 1


def _add_results(signed: dict[str, _Signed], envelopes: Iterable[Envelope], selection: Selection) -> None:
    """Add signatures within the selection, and replace results by later rounds of the same month."""
    for envelope in envelopes:
        fact, at = envelope.fact, envelope.at
        if isinstance(fact, EvaluationSigned):
            if fact.kind == "random" and fact.seat == "first" and selection.begins <= at < selection.ends:
                signed[fact.evaluation] = _Signed(at, fact, fact)
        elif isinstance(fact, EvaluationCorrected):
            known = signed.get(fact.evaluation)
            if known is not None and month_of(slot_of(known.at)) == month_of(slot_of(at)):
                known.result, known.round = fact, fact.round


def _counted(
    signed: Mapping[str, _Signed], definitions: Sequence[IndicatorDefinition], selection: Selection
) -> Iterable[CountedEvaluation]:
    for id_, each in signed.items():
        day = local_date(slot_start(slot_of(each.at)))
        formula = next((one.formula for one in definitions if one.is_in_force_on(day)), None)
        if formula is None or not _is_counted(each.fact, formula, selection):
            continue
        result = "" if formula.family is msgspec.UNSET else getattr(each.result, formula.family)
        if result or (formula.kind == "quality_score" and each.result.score):
            yield CountedEvaluation(
                id=id_,
                signed_at=each.at,
                round=each.round,
                passed=None if formula.kind == "quality_score" else result == "passed",
                score=each.result.score,
            )


def _is_counted(fact: EvaluationSigned, formula: Formula, selection: Selection) -> bool:
    """Return whether a formula counts an evaluation; the channel of a ticket is no line."""
    of_line = selection.line is None or (fact.channel == "phone" and fact.line == selection.line)
    return of_line and fact.channel == formula.channel and (formula.tenures == "all" or fact.tenure != "new")


def _is_of(each: CountedEvaluation, part: EvaluationPart) -> bool:
    return part == "all" or each.passed is (part == "passed")
