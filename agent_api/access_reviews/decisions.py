"""Decide on accounts of a review, and sign it.

Each act is one transaction with its facts and its notifications; the state machine decides who may do it.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.principal import Principal
from agent_api.access.users import users_with_roles
from agent_api.access_reviews import store
from agent_api.access_reviews.begin import begin_review
from agent_api.access_reviews.domain.signed_content import SignedDecision, SignedReview, encode_signed
from agent_api.access_reviews.domain.snapshot import content_digest
from agent_api.access_reviews.domain.state_machine import AccountDecision, decide_refusal, is_finished, sign_refusal
from agent_api.access_reviews.problems import (
    AccessReviewRefused,
    AccessReviewUnknown,
    ReviewedAccountUnknown,
    ReviewRoleNeeded,
    ReviewsNotConfigured,
)
from agent_api.access_reviews.schemas import AccountDecisionForm
from agent_api.access_reviews.store import ReviewedAccountRow, ReviewRow
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.kit.facts import append_facts
from agent_api.notifications.service import NotificationCause, notify
from config.site.access_reviews import AccessReviewRules
from eventlog.facts import AccessReviewClosed, AccessReviewDecided, AccessReviewSigned, AnyFact
from eventlog.facts.access_review import ReviewDecision
from storage.postgres.engine import unit_of_work


async def begin_by_hand(context: ApiContext, principal: Principal) -> str:
    """Begin the review of the current period, and return its number.

    Raises:
        ReviewsNotConfigured, ReviewRoleNeeded: see `require_reviewer`.
        PeriodReviewed: the period has a review.
    """
    require_reviewer(context, principal)
    author = principal.author(at=context.now(), site_version=context.site.version)
    async with unit_of_work(context.engine) as connection:
        return await begin_review(connection, context.cipher, context.site, author)


async def decide_accounts(context: ApiContext, principal: Principal, id_: str, form: AccountDecisionForm) -> None:
    """Store one decision on some accounts; if one of them is refused, none is decided.

    Raises:
        ReviewsNotConfigured, ReviewRoleNeeded: see `require_reviewer`.
        AccessReviewUnknown: there is no review with this number.
        ReviewedAccountUnknown: it has no such account.
        AccessReviewRefused: the state machine refuses the decision.
    """
    rules, now = require_reviewer(context, principal), context.now()
    decision = AccountDecision(
        decision=form.decision,
        roles=tuple(sorted(set(form.roles))),
        has_reason=bool(form.reason),
        exception_until=form.exception_until,
    )
    async with unit_of_work(context.engine) as connection:
        review, rows = await _lock(connection, context, id_, form.users)
        for each in rows:
            refused = decide_refusal(
                review.state,
                each.value,
                decision,
                principal.user,
                today=local_date(now),
                longest=rules.exception_days,
            )
            if refused is not None:
                raise AccessReviewRefused(refused, each.user)
        users = [each.user for each in rows]
        for user in users:
            reason = store.encrypt_reason(context.cipher, context.campaign, id_, user, form.reason)
            await _store_decision(connection, context, principal, id_, user, decision=decision, reason=reason, now=now)
        author = principal.author(at=now, site_version=context.site.version)
        await append_facts(
            connection, context.campaign, [_decision_fact(id_, user, decision) for user in users], author
        )


async def _store_decision(
    connection: AsyncConnection,
    context: ApiContext,
    principal: Principal,
    id_: str,
    user: str,
    *,
    decision: AccountDecision,
    reason: bytes | None,
    now: datetime,
) -> None:
    await store.update_accounts(
        connection,
        context.campaign,
        id_,
        [user],
        decision=decision.decision,
        roles=list(decision.roles),
        reason=reason,
        exception_until=decision.exception_until,
        decided_at=now,
        decided_by=principal.user,
        decided_by_name=principal.name,
    )


async def sign_review(context: ApiContext, principal: Principal, id_: str) -> None:
    """Sign a review in which each account has a decision; without changes to carry out, close it, too.

    Raises:
        ReviewsNotConfigured, ReviewRoleNeeded: see `require_reviewer`.
        AccessReviewUnknown: there is no review with this number.
        AccessReviewRefused: it is signed, or an account has no decision.
    """
    rules, now = require_reviewer(context, principal), context.now()
    async with unit_of_work(context.engine) as connection:
        review, rows = await _lock(connection, context, id_, None)
        accounts = [each.value for each in rows]
        refused = sign_refusal(review.state, accounts)
        if refused is not None:
            raise AccessReviewRefused(refused)
        content = encode_signed(_signed_content(context, principal, review, rows, now))
        digest, finished = content_digest(content), is_finished(accounts)
        await store.update_review(
            connection,
            context.campaign,
            id_,
            state="closed" if finished else "signed",
            signed_at=now,
            signed_by=principal.user,
            signed_by_name=principal.name,
            decisions=store.encrypt_signed(context.cipher, context.campaign, id_, content),
            digest=digest,
            closed_at=now if finished else None,
        )
        facts: list[AnyFact] = [_signature_fact(id_, rows, digest)]
        author = principal.author(at=now, site_version=context.site.version)
        facts += [AccessReviewClosed(review=id_)] if finished else []
        await append_facts(connection, context.campaign, facts, author)
        if not finished:
            executors = await users_with_roles(connection, context.campaign, [rules.executor], local_date(now))
            cause = NotificationCause(
                kind="access_review_signed", number=id_, event="signed", by_user=principal.user, due_on=review.due_on
            )
            await notify(connection, context.campaign, cause, executors, now)


def require_reviewer(context: ApiContext, principal: Principal) -> AccessReviewRules:
    """Return the rules of reviews.

    Raises:
        ReviewsNotConfigured: the site has none.
        ReviewRoleNeeded: the person does not have the role that decides.
    """
    rules = context.site.access_reviews
    if rules is None:
        raise ReviewsNotConfigured
    if rules.reviewer not in principal.roles:
        raise ReviewRoleNeeded(rules.reviewer)
    return rules


async def _lock(
    connection: AsyncConnection, context: ApiContext, id_: str, users: Sequence[str] | None
) -> tuple[ReviewRow, list[ReviewedAccountRow]]:
    """Lock a review, and return it with some of its accounts; None means all.

    Raises:
        AccessReviewUnknown: there is none with this number.
        ReviewedAccountUnknown: it has no such account.
    """
    review = await store.find(connection, context.campaign, id_, lock=True)
    if review is None:
        raise AccessReviewUnknown
    rows = await store.list_accounts(connection, context.campaign, id_, users)
    missing = sorted({*(users or ())} - {each.user for each in rows})
    if missing:
        raise ReviewedAccountUnknown(missing[0])
    return review, rows


def _decision_fact(id_: str, user: str, decision: AccountDecision) -> AccessReviewDecided:
    until = decision.exception_until
    return AccessReviewDecided(
        review=id_,
        user=user,
        decision=decision.decision,
        roles=" ".join(decision.roles),
        exception_until=until.isoformat() if until else "",
    )


def _signature_fact(id_: str, rows: Sequence[ReviewedAccountRow], digest: str) -> AccessReviewSigned:
    decisions = [each.decision for each in rows]
    return AccessReviewSigned(
        review=id_,
        kept=decisions.count("keep"),
        changed=decisions.count("change"),
        removed=decisions.count("remove"),
        digest=digest,
    )


def _signed_content(
    context: ApiContext,
    principal: Principal,
    review: ReviewRow,
    rows: Sequence[ReviewedAccountRow],
    now: datetime,
) -> SignedReview:
    return SignedReview(
        review=review.id,
        snapshot=review.snapshot_digest,
        signed_at=now,
        signed_by=principal.user,
        decisions=tuple(
            SignedDecision(
                user=each.user,
                decision=msgspec.convert(each.decision, ReviewDecision),
                roles=tuple(each.roles),
                reason=store.decrypt_reason(context.cipher, context.campaign, each),
                exception_until=each.exception_until,
                decided_at=msgspec.convert(each.decided_at, datetime),
                decided_by=each.decided_by or "",
            )
            for each in rows
        ),
    )
