"""A signed round: its score, its facts, its row and the notification of the advisor, in one transaction.

Signature, correction and an accepted refutation sign a round in the same way.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.principal import Principal
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.kit.facts import append_facts
from agent_api.notifications.domain.notification import NotificationKind
from agent_api.notifications.service import NotificationCause, notify
from agent_api.quality.evaluations import store
from agent_api.quality.evaluations.domain.content import Answers, EvaluationTexts
from agent_api.quality.evaluations.domain.evaluation import Evaluation
from agent_api.quality.evaluations.domain.result import RoundResult, calls_for, result_of
from agent_api.quality.evaluations.domain.state_machine import Act, ActRefusal, apply_act
from agent_api.quality.evaluations.domain.terms import refutation_due
from agent_api.quality.evaluations.problems import ActRefused
from agent_api.quality.evaluations.sample_items import find_stratum_size
from agent_api.quality.evaluations.store import EvaluationRow, RoundRow
from config.site.model import Site
from config.site.quality.forms import QualityForm
from eventlog.facts import AnyFact, EvaluationCorrected, EvaluationCriterionAnswered, EvaluationSigned
from eventlog.facts.quality.evaluation import MissingEvidence


class NewRound(msgspec.Struct, frozen=True, kw_only=True):
    """The content of a round that is about to be signed, checked and complete.

    Attributes:
        missing: evidence that is gone at this moment.
        reason: why the last round is replaced, or the decision on a refutation; empty for the first.
    """

    form: QualityForm
    answers: Answers
    texts: EvaluationTexts
    missing: MissingEvidence
    reason: str = ""


def require_act(row: EvaluationRow, act: Act, user: str, now: datetime, *, until: datetime | None = None) -> Evaluation:
    """Return the evaluation after an act; ``until`` is the end of the term to refute a round that it signs.

    Raises:
        ActRefused: the state machine refuses it.
    """
    after = apply_act(row.value, act, user, now, refutable_until=until)
    if isinstance(after, ActRefusal):
        raise ActRefused(after)
    return after


async def sign_round(
    connection: AsyncConnection,
    context: ApiContext,
    principal: Principal,
    row: EvaluationRow,
    content: NewRound,
    *,
    act: Literal["sign", "correct", "uphold"],
) -> EvaluationRow:
    """Sign a round of a locked evaluation, and return the evaluation after it.

    Raises:
        ActRefused: the state machine refuses the act.
    """
    now = context.now()
    after = require_act(row, act, principal.user, now, until=refutation_due(context.site, now))
    result = result_of(content.form, content.answers)
    notes = store.encrypt_notes(context.cipher, context.campaign, row.id, content.texts)
    signed = _signed_row(row, after, content, notes=notes, score=result.score_text, now=now)
    signed = msgspec.structs.replace(signed, needs_feedback=needs_feedback(context.site, after, result))
    stratum = await find_stratum_size(connection, context.campaign, row) if act == "sign" else 0
    await _save(connection, context, signed)
    signed_round = _round_row(signed, content, result, principal, now)
    await store.add_round(connection, context.cipher, context.campaign, row.id, signed_round)
    author = principal.author(at=now, site_version=row.site_version, call_id=row.call_id)
    await store.add_step(connection, context.cipher, context.campaign, signed, act, author=author, note=content.reason)
    fact = round_fact(signed, act, result, content.missing, stratum)
    await append_facts(connection, context.campaign, [fact], author)
    apart = msgspec.structs.replace(author, call_id="")  # one line for each criterion would fill the call's timeline
    await append_facts(connection, context.campaign, criterion_facts(signed, content.form), apart)
    await _notify_advisor(connection, context, principal, signed, act)
    await context.handlers.after_evaluation_signed(connection, context.campaign, context.site, row.id, apart)
    return signed


def needs_feedback(site: Site, evaluation: Evaluation, result: RoundResult) -> bool:
    """Return whether the site wants the advisor to answer a round; they may answer any."""
    quality = site.quality
    return quality is not None and evaluation.has_feedback and calls_for(quality.evaluations.feedback_when, result)


def _round_row(
    signed: EvaluationRow, content: NewRound, result: RoundResult, principal: Principal, now: datetime
) -> RoundRow:
    return RoundRow(
        round=signed.round,
        signed_at=now,
        signed_by=principal.user,
        signed_by_name=principal.name,
        answers=signed.answers,
        notes=content.texts,
        score=result.score_text,
        families=dict(result.families),
        missing=content.missing,
    )


def _signed_row(
    row: EvaluationRow, after: Evaluation, content: NewRound, *, notes: bytes | None, score: str, now: datetime
) -> EvaluationRow:
    return msgspec.structs.replace(
        row,
        state=after.state,
        round=after.round,
        refutable_until=after.refutable_until,
        revision=row.revision + 1,
        updated_at=now,
        answers=dict(content.answers),
        notes=notes,
        score=score,
    )


async def _notify_advisor(
    connection: AsyncConnection, context: ApiContext, principal: Principal, row: EvaluationRow, act: Act
) -> None:
    """Notify the advisor who may now accept or refute; of a decision, the feedback notifies."""
    if row.state != "pending":
        return
    if act != "sign":
        kind: NotificationKind = "evaluation_corrected"
    else:
        kind = "evaluation_signed" if row.needs_feedback else "evaluation_to_read"
    cause = NotificationCause(
        kind=kind,
        number=row.id,
        event=f"round {row.round}",
        by_user=principal.user,
        due_on=local_date(row.refutable_until) if row.refutable_until else None,
    )
    await notify(connection, context.campaign, cause, [row.advisor], context.now())


async def _save(connection: AsyncConnection, context: ApiContext, row: EvaluationRow) -> None:
    names = ("state", "round", "refutable_until", "needs_feedback", "revision", "updated_at")
    columns = {name: getattr(row, name) for name in (*names, "answers", "notes", "score")}
    await store.update_columns(connection, context.campaign, row.id, **columns)


def criterion_facts(row: EvaluationRow, form: QualityForm) -> Sequence[AnyFact]:
    """Return the facts of the answers of a signed round, in the order of the form."""
    return [
        EvaluationCriterionAnswered(
            evaluation=row.id, round=row.round, criterion=each.criterion, answer=row.answers[each.criterion]
        )
        for each in form.criteria
    ]


def round_fact(
    row: EvaluationRow,
    act: Literal["sign", "correct", "uphold"],
    result: RoundResult,
    missing: MissingEvidence,
    stratum: int,
) -> EvaluationSigned | EvaluationCorrected:
    """Return the fact of a signed round; ``row`` is the evaluation after the act."""
    families: dict[str, Any] = {
        "user": result.family("user"),
        "business": result.family("business"),
        "compliance": result.family("compliance"),
        "noncritical": result.family("noncritical"),
    }
    scored = {"evaluation": row.id, "criteria": len(row.answers), "score": result.score_text, **families}
    if act != "sign":
        cause: Literal["evaluator", "refutation"] = "refutation" if act == "uphold" else "evaluator"
        return EvaluationCorrected(round=row.round, cause=cause, **scored)
    return EvaluationSigned(
        kind=row.kind,
        channel=row.channel,
        item=row.item,
        seat=row.seat,
        line=row.line,
        advisor=row.advisor,
        worked_on=local_date(row.worked_at).isoformat(),
        week=row.week,
        tenure=row.tenure,
        stratum=stratum,
        form=row.form,
        form_version=row.form_version,
        missing=missing,
        **scored,
    )
