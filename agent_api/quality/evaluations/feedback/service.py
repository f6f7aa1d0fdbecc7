"""Feedback on a signed evaluation: accept, refute, conciliate, decide.

Each act is one transaction with its fact and its notifications; the state machine decides who may do it. An advisor
sees and answers only evaluations of their own work.
"""

from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.permissions import roles_with_permission
from agent_api.access.principal import Principal
from agent_api.access.user_names import find_names
from agent_api.access.users import users_with_roles
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.kit.facts import append_facts
from agent_api.notifications.domain.notification import NotificationKind
from agent_api.notifications.service import NotificationCause, notify
from agent_api.quality.evaluations import store
from agent_api.quality.evaluations.domain.content import find_unanswered, find_unknown_criteria
from agent_api.quality.evaluations.domain.state_machine import Act
from agent_api.quality.evaluations.domain.visibility import WHOLE_SIGHT
from agent_api.quality.evaluations.feedback import file_store
from agent_api.quality.evaluations.feedback.own_recordings import load_own_story
from agent_api.quality.evaluations.feedback.schemas import AcceptanceForm, DecisionForm, RefutationForm
from agent_api.quality.evaluations.lists import load_parts
from agent_api.quality.evaluations.presenters import present_detail
from agent_api.quality.evaluations.problems import (
    EvaluationIncomplete,
    EvaluationInvalid,
    EvaluationUnknown,
    NothingCorrected,
    RoundChanged,
)
from agent_api.quality.evaluations.rounds import NewRound, require_act, sign_round
from agent_api.quality.evaluations.schemas import EvaluationContent, EvaluationDetail
from agent_api.quality.evaluations.service import (
    changed,
    check_content,
    find_evaluation,
    form_of,
    lock_evaluation,
    texts_of,
)
from agent_api.quality.evaluations.store import EvaluationRow
from eventlog.facts import (
    AnyFact,
    EvaluationAccepted,
    EvaluationRefuted,
    RefutationConciliationBegun,
    RefutationDecided,
)
from storage.postgres.engine import unit_of_work


async def read_own(context: ApiContext, principal: Principal, id_: str) -> EvaluationDetail:
    """Return an evaluation of the user's own work; of its story, the recordings that they may hear.

    Raises:
        EvaluationUnknown: there is none that asks for their answer.
    """
    row = require_own(await find_evaluation(context, id_), principal)
    names = await find_names(context.engine, context.site, context.cipher, {row.advisor})
    story = await load_own_story(context, row)
    parts = await load_parts(context, row, WHOLE_SIGHT, names, story=story)
    return present_detail(parts, principal.user, context.now())


async def accept_evaluation(context: ApiContext, principal: Principal, id_: str, form: AcceptanceForm) -> None:
    """Accept an evaluation of one's own work; after the term to refute it, too.

    Raises:
        EvaluationUnknown: there is none that asks for the user's answer.
        RoundChanged: it was corrected since it was read.
        ActRefused: it was answered before.
    """
    async with unit_of_work(context.engine) as connection:
        row = await lock_own(connection, context, principal, id_, form.round)
        late = row.refutable_until is not None and context.now() > row.refutable_until
        fact = EvaluationAccepted(evaluation=id_, round=row.round, late=late)
        await _act(connection, context, principal, row, "accept", fact=fact, note=form.commitment)


async def refute_evaluation(context: ApiContext, principal: Principal, id_: str, form: RefutationForm) -> None:
    """Refute an evaluation of one's own work, within the term.

    Raises:
        EvaluationUnknown, RoundChanged, ActRefused: as in `accept_evaluation`.
        EvaluationInvalid: a disputed criterion is not in the form.
    """
    quality_form = await form_of(context, await find_evaluation(context, id_))
    if faults := find_unknown_criteria(quality_form, form.criteria):
        raise EvaluationInvalid(faults)
    async with unit_of_work(context.engine) as connection:
        row = await lock_own(connection, context, principal, id_, form.round)
        digest = await file_store.find_digest(connection, context.campaign, id_, row.round)
        fact = EvaluationRefuted(evaluation=id_, round=row.round, file=digest)
        await _act(connection, context, principal, row, "refute", fact=fact, note=form.text, criteria=form.criteria)
        roles, today = roles_with_permission("evaluation.decide"), local_date(context.now())
        deciders = await users_with_roles(connection, context.campaign, roles, today)
        await _notify(connection, context, principal, row, kind="evaluation_refuted", users={*deciders, row.evaluator})


async def begin_conciliation(context: ApiContext, principal: Principal, id_: str, text: str) -> None:
    """Call evaluator and advisor to a conciliation.

    Raises:
        EvaluationUnknown: there is no such evaluation.
        ActRefused: it is not refuted, or the user is its evaluator or its advisor.
    """
    async with unit_of_work(context.engine) as connection:
        row = await lock_evaluation(connection, context, id_)
        fact = RefutationConciliationBegun(evaluation=id_)
        await _act(connection, context, principal, row, "conciliate", fact=fact, note=text)
        await _notify(
            connection, context, principal, row, kind="refutation_conciliation", users=[row.evaluator, row.advisor]
        )


async def decide_refutation(context: ApiContext, principal: Principal, id_: str, form: DecisionForm) -> None:
    """Decide on a refutation: reject it, or accept it with a new round.

    Raises:
        EvaluationUnknown, ActRefused: as in `begin_conciliation`.
        EvaluationChanged: the evaluation changed since it was read.
        EvaluationInvalid, EvaluationIncomplete: the new answers do not fit the form.
        NothingCorrected: a refutation was accepted without another answer.
    """
    act: Act = "uphold" if form.outcome == "accepted" else "reject"
    row = await find_evaluation(context, id_)
    require_act(row, act, principal.user, context.now())
    content = await _new_round(context, principal, row, form.content, form.text) if form.content else None
    decided = RefutationDecided(evaluation=id_, outcome=form.outcome)
    async with unit_of_work(context.engine) as connection:
        locked = await lock_evaluation(connection, context, id_)
        require_act(locked, act, principal.user, context.now())
        if locked.revision == form.revision:
            if content is None:
                await _act(connection, context, principal, locked, "reject", fact=decided, note=form.text)
            else:
                await sign_round(connection, context, principal, locked, content, act="uphold")
                author = principal.author(at=context.now(), site_version=row.site_version, call_id=row.call_id)
                await append_facts(connection, context.campaign, [decided], author)
            await _notify(
                connection, context, principal, locked, kind="refutation_decided", users=[row.evaluator, row.advisor]
            )
            return
    raise await changed(context, principal, locked)


async def _new_round(
    context: ApiContext, principal: Principal, row: EvaluationRow, content: EvaluationContent, reason: str
) -> NewRound:
    evidence, form = await check_content(context, principal, row, content), await form_of(context, row)
    if unanswered := find_unanswered(form, content.answers):
        raise EvaluationIncomplete(unanswered)
    if content.answers == row.answers:
        raise NothingCorrected
    return NewRound(
        form=form, answers=content.answers, texts=texts_of(content), missing=evidence.missing, reason=reason
    )


async def _act(
    connection: AsyncConnection,
    context: ApiContext,
    principal: Principal,
    row: EvaluationRow,
    act: Act,
    *,
    fact: AnyFact,
    note: str,
    criteria: Sequence[str] | None = None,
) -> None:
    """Take an act that signs nothing: store the state and the history, and report it."""
    now = context.now()
    after = require_act(row, act, principal.user, now)
    moved = msgspec.structs.replace(row, state=after.state, revision=row.revision + 1)
    changes = {"state": moved.state, "revision": moved.revision, "updated_at": now}
    await store.update_columns(connection, context.campaign, row.id, **changes)
    author = principal.author(at=now, site_version=row.site_version, call_id=row.call_id)
    await store.add_step(
        connection, context.cipher, context.campaign, moved, act, author=author, note=note, criteria=criteria
    )
    await append_facts(connection, context.campaign, [fact], author)


async def _notify(
    connection: AsyncConnection,
    context: ApiContext,
    principal: Principal,
    row: EvaluationRow,
    *,
    kind: NotificationKind,
    users: Iterable[str],
) -> None:
    cause = NotificationCause(kind=kind, number=row.id, event=f"{kind} {row.revision}", by_user=principal.user)
    await notify(connection, context.campaign, cause, users, context.now())


def require_own(row: EvaluationRow, principal: Principal) -> EvaluationRow:
    """Return a signed evaluation of the user's own work.

    Raises:
        EvaluationUnknown: it is another's, unsigned, or asks for no answer.
    """
    if row.advisor != principal.user or not row.round or not row.value.has_feedback:
        raise EvaluationUnknown
    return row


async def lock_own(
    connection: AsyncConnection, context: ApiContext, principal: Principal, id_: str, round_: int
) -> EvaluationRow:
    """Lock an evaluation of the user's own work, in the round that they read.

    Raises:
        EvaluationUnknown, RoundChanged: there is none, or it was corrected since.
    """
    row = require_own(await lock_evaluation(connection, context, id_), principal)
    if row.round != round_:
        raise RoundChanged
    return row
