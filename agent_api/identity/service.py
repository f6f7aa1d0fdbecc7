"""Verifying a customer on a call: questions drawn, answers judged, and each step a fact in its own transaction.

Owns the order of locks (the call, then the customer), so that two at once have no more attempts than one. What may come
next is decided by `attempts`, what is right by `answers`. Answers are judged and forgotten: they reach no table, fact,
log or answer, and neither does what would have been right.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.guard import Asking
from agent_api.customers.problems import CustomerUnknown
from agent_api.identity import store
from agent_api.identity.claimant import Subject, subject_of
from agent_api.identity.domain import attempts
from agent_api.identity.domain.attempts import Check, Refusal, Standing, Story, Wanted
from agent_api.identity.domain.match_answers import is_right
from agent_api.identity.problems import (
    AlreadyVerified,
    CallNotAtHand,
    CheckUnknown,
    IdentityBlocked,
    IdentityClosed,
    IdentityNotOffered,
    NothingToRelease,
    TooFewData,
)
from agent_api.identity.schemas import IdentityAnswer
from agent_api.kit.context import Deps
from agent_api.kit.dates import day_of
from agent_api.kit.errors import ApiError, BadQuery
from agent_api.own_calls.ownership import OwnCall, own_call
from config.site.customers.identity import IdentityRules
from eventlog import facts, outbox
from eventlog.facts import AnyFact
from eventlog.facts.customers.identity import IdentityFact
from storage.encryption.field_cipher import row_of
from storage.postgres.engine import reading, unit_of_work

_PROBLEMS: Final[dict[Refusal, type[ApiError]]] = {
    "closed": IdentityClosed,
    "blocked": IdentityBlocked,
    "too_few": TooFewData,
    "verified": AlreadyVerified,
}
_FAILED: Final = "identity_failed"


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A check and how many attempts there are, for who shows it."""

    check: Check
    attempts_left: int


async def ask(deps: Deps, who: Asking, call_id: str, customer_id: str, now: datetime) -> Asked:
    """Questions to a customer on the call at hand: the open ones again, else others.

    Raises:
        IdentityNotOffered: the site does not say how.
        NotYourCall, CallNotAtHand: the call is not in their hands.
        CustomerUnknown: there is no such customer.
        IdentityClosed, IdentityBlocked: the attempts of the call, or of the customer for today, are used up.
        TooFewData: the record cannot answer for enough questions.
        AlreadyVerified: this call has verified that customer.
    """
    rules, call = _rules(deps), await _call_at_hand(deps, who, call_id, now)
    subject = await subject_of(deps, customer_id, call)
    async with unit_of_work(deps.engine) as connection:
        id_, story = await _locked(connection, deps, call_id, subject.customer_id, now)
        wanted = Wanted(
            check_id=deps.chance(),
            call_id=call_id,
            customer_id=id_,
            advisor=who.user,
            held=subject.held.keys(),
            seed=deps.chance(),
            now=now,
        )
        asked = attempts.ask(story, rules, wanted)
        if isinstance(asked, Check):
            await store.keep(connection, deps.campaign, asked)
        left = attempts.attempts_left(story, rules, call_id, id_, now)
        drawn = isinstance(asked, Check) and attempts.find(story, call_id, asked.id, who.user) is None
        told = _told_of_asking(asked, id_, rules.attempts - left + 1, drawn=drawn)
        await _tell(connection, deps, who, call, told)
    if not isinstance(asked, Check):
        raise _PROBLEMS[asked]()
    return Asked(check=asked, attempts_left=left)


def _told_of_asking(asked: Check | Refusal, customer_id: str, attempt: int, *, drawn: bool) -> list[IdentityFact]:
    match asked:
        case Check():
            fact = facts.IdentityAsked(
                customer_ref=customer_id, check=asked.id, questions=",".join(asked.questions), attempt=attempt
            )
            return [fact] if drawn else []
        case "closed" | "blocked" | "too_few":
            return [facts.IdentityRefused(customer_ref=customer_id, reason=asked)]
    return []


async def answer(
    deps: Deps, who: Asking, call_id: str, check_id: str, answers: Sequence[IdentityAnswer], *, now: datetime
) -> Asked:
    """Judge the answers to a set; one that is settled stays as it is, whatever is answered again.

    Raises:
        IdentityNotOffered, NotYourCall, CallNotAtHand: as in `ask`.
        CheckUnknown: the call has no such check of theirs.
        BadQuery: an answer to no question of the set, or two to one.
        IdentityClosed, IdentityBlocked: meanwhile the attempts were used up, in this call or in others.
    """
    rules, call = _rules(deps), await _call_at_hand(deps, who, call_id, now)
    check = await _check_of(deps, who, call_id, check_id, now)
    said = _by_question(check, answers)
    subject = await subject_of(deps, check.customer_id, call)
    right = _right(rules, subject, said)
    async with unit_of_work(deps.engine) as connection:
        id_, story = await _locked(connection, deps, call_id, subject.customer_id, now)
        check = _found(attempts.find(story, call_id, check_id, who.user))
        settled = attempts.settle(story, rules, check, right, now)
        if isinstance(settled, Check):
            await store.keep(connection, deps.campaign, settled)
            story = attempts.with_check(story, settled)
        left = attempts.attempts_left(story, rules, call_id, id_, now)
        is_new = check.result == "open"
        await _tell(connection, deps, who, call, _told_of_answers(settled, id_, left, is_new=is_new))
    if not isinstance(settled, Check):
        raise _PROBLEMS[settled]()
    return Asked(check=settled, attempts_left=left)


def _told_of_answers(settled: Check | Refusal, customer_id: str, left: int, *, is_new: bool) -> list[IdentityFact]:
    if not isinstance(settled, Check):
        return [facts.IdentityRefused(customer_ref=customer_id, reason="blocked" if settled == "blocked" else "closed")]
    if not is_new:
        return []
    about = {"customer_ref": customer_id, "check": settled.id, "questions": ",".join(settled.questions)}
    if settled.result == "passed":
        return [facts.IdentityVerified(**about)]
    failed = facts.IdentityFailed(**about, attempts_left=left)
    return [failed] if left else [failed, facts.IdentityClosed(customer_ref=customer_id, outcome=_FAILED)]


def _by_question(check: Check, answers: Sequence[IdentityAnswer]) -> dict[str, str]:
    said = {each.question: each.answer for each in answers}
    if len(said) < len(answers) or not said.keys() <= set(check.questions):
        raise BadQuery("answers", "Envíe a lo sumo una respuesta por cada pregunta que se hizo, y ninguna otra.")
    return said


def _right(rules: IdentityRules, subject: Subject, said: dict[str, str]) -> set[str]:
    asked = {id_: rules.questions[id_] for id_ in said if id_ in rules.questions}
    return {id_ for id_, each in asked.items() if is_right(each.datum, subject.held.get(each.datum, ()), said[id_])}


async def status(deps: Deps, who: Asking, call_id: str, now: datetime) -> Standing:
    """How the identity stands on a call of theirs; what is verified no longer is none.

    Raises:
        IdentityNotOffered, NotYourCall: as in `ask`.
    """
    rules = _rules(deps)
    await own_call(deps, who.user, call_id, now)
    async with reading(deps.engine) as connection:
        told = await store.story(connection, deps.campaign, call_id, None, day_of(now))
        last = told.of_call(call_id)[-1:]
        if last:
            told = await store.story(connection, deps.campaign, call_id, last[0].customer_id, day_of(now))
    found = attempts.standing(told, rules, call_id, who.user, now)
    if found.status == "passed" and await deps.verified_customer(call_id, who.user) is None:
        return Standing(status="none", check=None, attempts_left=found.attempts_left)
    return found


async def release(deps: Deps, who: Asking, customer_id: str, reason: str, now: datetime) -> None:
    """Let a customer be verified again today: what failed before counts no more, in no call.

    Raises:
        CustomerUnknown: there is none.
        NothingToRelease: they failed nothing today that still counts.
    """
    async with unit_of_work(deps.engine) as connection:
        id_ = await store.lock_customer(connection, deps.campaign, customer_id)
        if id_ is None:
            raise CustomerUnknown
        told = await store.story(connection, deps.campaign, "", id_, day_of(now))
        failed = attempts.failures_of_day(told, id_, now)
        if not failed:
            raise NothingToRelease
        sealed = deps.sealer.seal(reason, about=store.REASON, row=row_of(deps.campaign, id_, now))
        await store.release(connection, deps.campaign, id_, at=now, actor=who.actor, reason=sealed)
        fact = facts.IdentityReleased(customer_ref=id_, failures=len(failed))
        about = {"actor": who.actor, "site_version": deps.site.version, "call_id": failed[-1].call_id}
        await outbox.put(connection, deps.campaign, [fact], **about)


def _rules(deps: Deps) -> IdentityRules:
    if deps.site.identity is None:
        raise IdentityNotOffered
    return deps.site.identity


async def _call_at_hand(deps: Deps, who: Asking, call_id: str, now: datetime) -> OwnCall:
    call = await own_call(deps, who.user, call_id, now)
    if await deps.router.call_at_hand(who.user) != call_id:
        raise CallNotAtHand
    return call


async def _check_of(deps: Deps, who: Asking, call_id: str, check_id: str, now: datetime) -> Check:
    async with reading(deps.engine) as connection:
        told = await store.story(connection, deps.campaign, call_id, None, day_of(now))
    return _found(attempts.find(told, call_id, check_id, who.user))


def _found(check: Check | None) -> Check:
    if check is None:
        raise CheckUnknown
    return check


async def _locked(
    connection: AsyncConnection, deps: Deps, call_id: str, customer_id: str, now: datetime
) -> tuple[str, Story]:
    """Call and customer locked; the customer that remains, and what matters of the past."""
    await store.lock_call(connection, deps.campaign, call_id)
    id_ = await store.lock_customer(connection, deps.campaign, customer_id)
    if id_ is None:
        raise CustomerUnknown
    return id_, await store.story(connection, deps.campaign, call_id, id_, day_of(now))


async def _tell(connection: AsyncConnection, deps: Deps, who: Asking, call: OwnCall, told: Sequence[AnyFact]) -> None:
    about = {"actor": who.actor, "site_version": call.site_version, "call_id": call.call_id}
    await outbox.put(connection, deps.campaign, told, **about)
