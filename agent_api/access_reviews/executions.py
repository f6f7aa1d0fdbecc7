"""Carry out the decisions of a signed review in the accounts, through the administration of users.

Owns that an account and the mark of its execution change in one transaction. Where the site asks for a second person, a
decision waits for their approval; `settle_requested` marks it once the account is as it was decided.
"""

from collections.abc import Sequence
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access import users
from agent_api.access.principal import Principal
from agent_api.access.user_admin import UserAdmin
from agent_api.access_reviews import store
from agent_api.access_reviews.begin import ACTOR
from agent_api.access_reviews.domain.execution import Grants, count_changes, is_carried_out, target_grants
from agent_api.access_reviews.domain.state_machine import execute_refusal, is_finished
from agent_api.access_reviews.problems import (
    AccessReviewRefused,
    AccessReviewUnknown,
    ReviewedAccountUnknown,
    ReviewRoleNeeded,
    ReviewsNotConfigured,
)
from agent_api.access_reviews.store import ReviewedAccountRow
from agent_api.kit.author import Author
from agent_api.kit.context import ApiContext
from agent_api.kit.facts import append_facts
from agent_api.kit.job_context import JobContext
from agent_api.rights.service import GrantService
from eventlog.facts import AccessReviewClosed, AccessReviewExecuted
from eventlog.facts.access_review import ReviewDecision
from storage.postgres.engine import read_connection, unit_of_work

log = structlog.get_logger(__name__)


async def execute_decisions(context: ApiContext, principal: Principal, id_: str, names: Sequence[str]) -> None:
    """Carry out the decisions on some accounts, or request them where the site asks for a second person.

    If one of them is refused, none is carried out.

    Raises:
        ReviewsNotConfigured: the site has no rules of reviews.
        ReviewRoleNeeded: the person does not have the role that executes.
        AccessReviewUnknown, ReviewedAccountUnknown: there is no such review or account.
        AccessReviewRefused: the state machine refuses the act.
    """
    rules = context.site.access_reviews
    if rules is None:
        raise ReviewsNotConfigured
    if rules.executor not in principal.roles:
        raise ReviewRoleNeeded(rules.executor)
    async with unit_of_work(context.engine) as connection:
        review = await store.find(connection, context.campaign, id_, lock=True)
        if review is None:
            raise AccessReviewUnknown
        rows = await store.list_accounts(connection, context.campaign, id_, names)
        missing = sorted({*names} - {each.user for each in rows})
        if missing:
            raise ReviewedAccountUnknown(missing[0])
        for row in rows:
            refused = execute_refusal(review.state, row.value, review.signed_by or "", principal.user)
            if refused is not None:
                raise AccessReviewRefused(refused, row.user)
        for row in rows:
            await _execute(connection, context, principal, row)
        await _close_if_finished(connection, context.campaign, id_, _author(context, principal))
    for row in rows:
        if row.decision == "remove":
            await context.router.go_offline(row.user, principal.actor)


async def settle_requested(context: JobContext, now: datetime) -> int:
    """Mark the decisions whose request a second person approved; return how many.

    Raises:
        StorageError: PostgreSQL is away.
    """
    campaign, settled = context.site.campaign, 0
    async with read_connection(context.engine) as connection:
        waiting = await store.list_requested(connection, campaign)
    for each in waiting:
        async with unit_of_work(context.engine) as connection:
            await store.find(connection, campaign, each.review, lock=True)
            row = next(iter(await store.list_accounts(connection, campaign, each.review, [each.user])), None)
            if row is None or row.executed_at is not None:
                continue
            grants, disabled = await _load_state(connection, campaign, row.user)
            if is_carried_out(_decision_of(row), row.roles, grants, disabled=disabled):
                author = Author(actor=ACTOR, at=now, site_version=context.site.version)
                executed = {"executed_by": row.executed_by, "executed_by_name": row.executed_by_name}
                await _mark(connection, campaign, row, author, changes=0, **executed)
                await _close_if_finished(connection, campaign, row.review, author)
                settled += 1
    if settled:
        log.info("access_review_requests_settled", campaign=campaign, number=settled)
    return settled


async def _execute(
    connection: AsyncConnection, context: ApiContext, principal: Principal, row: ReviewedAccountRow
) -> None:
    campaign, now, decision = context.campaign, context.now(), _decision_of(row)
    before, was_disabled = await _load_state(connection, campaign, row.user)
    request = None
    if not is_carried_out(decision, row.roles, before, disabled=was_disabled):
        staff = UserAdmin(
            context.engine, context.cipher, campaign, context.site.version, principal.actor, redis=context.redis
        )
        grants = GrantService(staff, principal.user, rules=context.site.rights, now=now)
        if decision == "remove":
            await grants.disable_in(connection, row.user, (), principal.permissions)
        else:
            request = await grants.set_roles_in(connection, row.user, target_grants(row.roles, before))
    after, disabled = await _load_state(connection, campaign, row.user)
    executed = {"executed_by": principal.user, "executed_by_name": principal.name}
    if not is_carried_out(decision, row.roles, after, disabled=disabled):
        columns = {"request": request.id if request else "", **executed}
        await store.update_accounts(connection, campaign, row.review, [row.user], **columns)
        return
    changes = count_changes(before, after) if decision == "change" else int(disabled and not was_disabled)
    await _mark(connection, campaign, row, _author(context, principal), changes=changes, **executed)


async def _mark(
    connection: AsyncConnection,
    campaign: str,
    row: ReviewedAccountRow,
    author: Author,
    *,
    changes: int,
    executed_by: str | None,
    executed_by_name: str | None,
) -> None:
    """Mark a decision as carried out."""
    columns = {"executed_at": author.at, "executed_by": executed_by, "executed_by_name": executed_by_name}
    await store.update_accounts(connection, campaign, row.review, [row.user], **columns)
    fact = AccessReviewExecuted(review=row.review, user=row.user, decision=_decision_of(row), changes=changes)
    await append_facts(connection, campaign, [fact], author)


async def _close_if_finished(connection: AsyncConnection, campaign: str, id_: str, author: Author) -> None:
    """Close a review after its last decision was carried out."""
    rows = await store.list_accounts(connection, campaign, id_)
    if is_finished([each.value for each in rows]):
        await store.update_review(connection, campaign, id_, state="closed", closed_at=author.at)
        await append_facts(connection, campaign, [AccessReviewClosed(review=id_)], author)


def _author(context: ApiContext, principal: Principal) -> Author:
    return principal.author(at=context.now(), site_version=context.site.version)


async def _load_state(connection: AsyncConnection, campaign: str, user: str) -> tuple[Grants, bool]:
    """Return the roles of an account in the campaign, and whether it is disabled; lock it."""
    row = await users.find(connection, user, lock=True)
    assert row is not None  # accounts are never deleted
    return await users.grants_of(connection, user, campaign), row.disabled_at is not None


def _decision_of(row: ReviewedAccountRow) -> ReviewDecision:
    decision = row.value.decision
    assert decision is not None  # a signed review has a decision on each account
    return decision
