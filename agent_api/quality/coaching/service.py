"""Acts on coaching: open, schedule, register the session, confirm, comment, follow up, dismiss.

Each act is one transaction with its fact and its notifications; the state machine decides who may do it. An act on an
old revision is refused.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Any

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.principal import Principal
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.kit.facts import append_facts
from agent_api.notifications.domain.notification import NotificationKind
from agent_api.notifications.service import NotificationCause, notify
from agent_api.quality.coaching import store
from agent_api.quality.coaching.domain.state_machine import Act, CoachingRefusal, apply_act
from agent_api.quality.coaching.lists import require_own
from agent_api.quality.coaching.problems import (
    CoachingChanged,
    CoachingInvalid,
    CoachingRefused,
    CoachingTaken,
    CoachingUnknown,
    FollowUpMissing,
    NotCoachable,
)
from agent_api.quality.coaching.proposals import open_coaching
from agent_api.quality.coaching.schemas import (
    ConfirmationForm,
    DismissalForm,
    FollowUpForm,
    ScheduleForm,
    SessionForm,
)
from agent_api.quality.coaching.signed_rounds import list_results
from agent_api.quality.coaching.store import CoachingRow
from agent_api.quality.evaluations.problems import EvaluationUnknown
from agent_api.quality.evaluations.readers import find_signed, list_follow_ups_of
from eventlog.facts import (
    AnyFact,
    CoachingCommented,
    CoachingConfirmed,
    CoachingDismissed,
    CoachingFollowedUp,
    CoachingHeld,
    CoachingScheduled,
)
from storage.postgres.engine import unit_of_work


class ActChange(msgspec.Struct, frozen=True, kw_only=True):
    """The changes of an act: columns, fact, the text of the history, and the recipients of its notification.

    ``due_on`` is the day that the notification says; None for none.
    """

    act: Act
    fact: AnyFact
    columns: dict[str, Any] = {}
    note: str = ""
    kind: NotificationKind
    recipients: Collection[str]
    due_on: date | None = None


async def open_by_hand(context: ApiContext, principal: Principal, evaluation: str) -> str:
    """Open a coaching about the last round of a signed evaluation, and return its number.

    Raises:
        EvaluationUnknown: there is no such signed evaluation that the user may read.
        NotCoachable: its kind asks the advisor for nothing.
        CoachingRefused: it is of the user's own work.
        CoachingTaken: it has an open coaching.
    """
    async with unit_of_work(context.engine) as connection:
        if evaluation not in await find_signed(connection, context.campaign, principal, [evaluation]):
            raise EvaluationUnknown
        last = (await list_results(connection, context.campaign, evaluation))[-1]
        if not last.has_feedback:
            raise NotCoachable
        if last.advisor == principal.user:
            raise CoachingRefused(CoachingRefusal("coaching_not_yours", "Nadie abre su propio acompañamiento."))
        await store.lock_numbers(connection, context.campaign)
        current = await store.lock_open_of(connection, context.campaign, evaluation)
        if current is not None:
            raise CoachingTaken(current.id)
        author = principal.author(at=context.now(), site_version=context.site.version)
        return (await open_coaching(connection, context.campaign, last, author, cause="person")).id


async def schedule_session(context: ApiContext, principal: Principal, id_: str, form: ScheduleForm) -> None:
    """Set or move the session, with its agenda.

    Raises:
        CoachingUnknown, CoachingChanged, CoachingRefused: see `_lock`.
        CoachingInvalid: the session would be in the past.
    """
    if form.starts_at <= context.now():
        raise CoachingInvalid([("starts_at", "La sesión debe ser después de este momento.")])
    starts_at = form.starts_at.astimezone(UTC)
    async with unit_of_work(context.engine) as connection:
        row = await _lock(connection, context, principal, id_, act="schedule", revision=form.revision)
        agenda = store.encrypt_text(context.cipher, context.campaign, id_, store.AGENDA, form.agenda)
        leader = {"leader": principal.user, "leader_name": principal.name}
        change = ActChange(
            act="schedule",
            fact=CoachingScheduled(coaching=id_, starts_at=starts_at.isoformat()),
            columns={"starts_at": starts_at, "agenda": agenda, **leader},
            note=form.agenda,
            kind="coaching_scheduled",
            recipients=[row.advisor],
            due_on=local_date(starts_at),
        )
        await _take(connection, context, principal, row, change)


async def register_session(context: ApiContext, principal: Principal, id_: str, form: SessionForm) -> None:
    """Register the session that took place, with the commitment and its last day.

    Raises:
        CoachingUnknown, CoachingChanged, CoachingRefused: see `_lock`.
        CoachingInvalid: the last day is before today.
    """
    if form.due_on < local_date(context.now()):
        raise CoachingInvalid([("due_on", "El último día del compromiso es hoy o después.")])
    async with unit_of_work(context.engine) as connection:
        row = await _lock(connection, context, principal, id_, act="hold", revision=form.revision)
        commitment = store.encrypt_text(context.cipher, context.campaign, id_, store.COMMITMENT, form.commitment)
        change = ActChange(
            act="hold",
            fact=CoachingHeld(coaching=id_, due_on=form.due_on.isoformat()),
            columns={"commitment": commitment, "due_on": form.due_on},
            note=form.commitment,
            kind="coaching_held",
            recipients=[row.advisor],
            due_on=form.due_on,
        )
        await _take(connection, context, principal, row, change)


async def confirm_commitment(context: ApiContext, principal: Principal, id_: str, form: ConfirmationForm) -> None:
    """Confirm the commitment of one's own coaching; after its last day, too.

    Raises:
        CoachingUnknown, CoachingChanged, CoachingRefused: see `_lock_own`.
    """
    async with unit_of_work(context.engine) as connection:
        row = await _lock_own(connection, context, principal, id_, act="confirm", revision=form.revision)
        late = row.due_on is not None and local_date(context.now()) > row.due_on
        fact = CoachingConfirmed(coaching=id_, late=late)
        change = ActChange(
            act="confirm", fact=fact, note=form.comment, kind="coaching_confirmed", recipients=[row.leader]
        )
        await _take(connection, context, principal, row, change)


async def comment_coaching(context: ApiContext, principal: Principal, id_: str, text: str) -> None:
    """Write a comment on one's own coaching.

    Raises:
        CoachingUnknown, CoachingRefused: see `_lock_own`.
    """
    async with unit_of_work(context.engine) as connection:
        row = await _lock_own(connection, context, principal, id_, act="comment")
        fact = CoachingCommented(coaching=id_)
        change = ActChange(act="comment", fact=fact, note=text, kind="coaching_commented", recipients=[row.leader])
        await _take(connection, context, principal, row, change)


async def follow_up(context: ApiContext, principal: Principal, id_: str, form: FollowUpForm) -> None:
    """Close a coaching with the follow-up evaluation that checked its commitment.

    Raises:
        CoachingUnknown, CoachingChanged, CoachingRefused: see `_lock`.
        FollowUpMissing: the evaluation is no signed follow-up of this one.
    """
    async with unit_of_work(context.engine) as connection:
        row = await _lock(connection, context, principal, id_, act="follow", revision=form.revision)
        _, options = await list_follow_ups_of(connection, context.campaign, row.evaluation)
        if form.evaluation not in {each.id for each in options}:
            raise FollowUpMissing
        change = ActChange(
            act="follow",
            fact=CoachingFollowedUp(coaching=id_, evaluation=form.evaluation, fulfilled=form.fulfilled),
            columns={"follow_up": form.evaluation, "fulfilled": form.fulfilled},
            note=form.text,
            kind="coaching_followed",
            recipients=[row.advisor],
        )
        await _take(connection, context, principal, row, change)


async def dismiss_coaching(context: ApiContext, principal: Principal, id_: str, form: DismissalForm) -> None:
    """Give up a coaching before its session took place.

    Raises:
        CoachingUnknown, CoachingChanged, CoachingRefused: see `_lock`.
    """
    async with unit_of_work(context.engine) as connection:
        row = await _lock(connection, context, principal, id_, act="dismiss", revision=form.revision)
        recipients = [row.advisor] if row.state == "scheduled" else []
        change = ActChange(
            act="dismiss",
            fact=CoachingDismissed(coaching=id_),
            note=form.reason,
            kind="coaching_ended",
            recipients=recipients,
        )
        await _take(connection, context, principal, row, change)


async def _lock(
    connection: AsyncConnection, context: ApiContext, principal: Principal, id_: str, *, act: Act, revision: int
) -> CoachingRow:
    """Lock a coaching for the act of a leader.

    Raises:
        CoachingUnknown: there is none with this number.
        CoachingRefused: the state machine refuses the act.
        CoachingChanged: another person acted since it was read.
    """
    row = await store.find(connection, context.campaign, id_, lock=True)
    if row is None:
        raise CoachingUnknown
    return _require(row, principal, act, revision)


async def _lock_own(
    connection: AsyncConnection,
    context: ApiContext,
    principal: Principal,
    id_: str,
    *,
    act: Act,
    revision: int | None = None,
) -> CoachingRow:
    """Lock a coaching of the user for their act; see `_lock`. None is any revision."""
    row = require_own(await store.find(connection, context.campaign, id_, lock=True), principal.user)
    return _require(row, principal, act, row.revision if revision is None else revision)


def _require(row: CoachingRow, principal: Principal, act: Act, revision: int) -> CoachingRow:
    after = apply_act(row.value, act, principal.user)
    if isinstance(after, CoachingRefusal):
        raise CoachingRefused(after)
    if row.revision != revision:
        raise CoachingChanged
    return row


async def _take(
    connection: AsyncConnection, context: ApiContext, principal: Principal, row: CoachingRow, change: ActChange
) -> None:
    """Store the state after an act, its entry in the history, its fact and its notifications."""
    now: datetime = context.now()
    after = apply_act(row.value, change.act, principal.user)
    assert not isinstance(after, CoachingRefusal)  # `_require` checked it
    moved = msgspec.structs.replace(row, state=after.state, revision=row.revision + 1)
    columns = {"state": moved.state, "revision": moved.revision, "updated_at": now, **change.columns}
    await store.update_columns(connection, context.campaign, row.id, **columns)
    author = principal.author(at=now, site_version=context.site.version)
    await store.add_step(
        connection, context.campaign, moved, change.act, author=author, note=change.note, cipher=context.cipher
    )
    await append_facts(connection, context.campaign, [change.fact], author)
    cause = NotificationCause(
        kind=change.kind,
        number=row.id,
        event=f"{change.act} {moved.revision}",
        by_user=principal.user,
        due_on=change.due_on,
    )
    await notify(connection, context.campaign, cause, change.recipients, now)
