"""Verify a customer on a call: draw questions, judge answers, and record each step as a fact in its own transaction.

Owns the order of locks (the call, then the customer), so that two requests at once have no more attempts than one.
`attempts` decides the next step, `agent_api.identity.domain.match_answers` what is right. Answers are judged and
discarded: neither they nor the right answers reach a table, a fact, a log or a response.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.access.principal import Principal
from agent_api.customers.caller_numbers import caller_numbers_of
from agent_api.customers.encrypted_rows import CustomerCipher
from agent_api.customers.problems import CustomerUnknown
from agent_api.dispositions.ownership import OwnCall, find_own_call
from agent_api.identity import store
from agent_api.identity.claimant import Claimant, find_claimant
from agent_api.identity.domain import attempts
from agent_api.identity.domain.attempts import (
    CheckRequest,
    QuestionSet,
    Refusal,
    VerificationHistory,
    VerificationStatus,
)
from agent_api.identity.domain.match_answers import matches_datum
from agent_api.identity.problems import (
    AlreadyVerified,
    AttemptsUsedUp,
    CallNotAtHand,
    CheckUnknown,
    IdentityBlocked,
    IdentityNotOffered,
    NothingToRelease,
    TooFewData,
)
from agent_api.identity.release_reasons import encrypt_reason
from agent_api.identity.schemas import IdentityAnswer
from agent_api.kit.author import Author
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import start_of_local_day
from agent_api.kit.errors import ApiError, BadQuery
from agent_api.kit.facts import append_facts
from call_router.service import CallRouter
from config.site.customers.identity import IdentityRules
from config.site.model import Site
from eventlog import facts
from eventlog.facts.customers.identity import IdentityFact
from eventlog.journal.reader import Journal
from storage.encryption.field_cipher import FieldCipher
from storage.postgres.engine import read_connection, unit_of_work

_PROBLEMS: Final[dict[Refusal, type[ApiError]]] = {
    "closed": AttemptsUsedUp,
    "blocked": IdentityBlocked,
    "too_few": TooFewData,
    "verified": AlreadyVerified,
}
_FAILED_OUTCOME: Final = "identity_failed"


class CheckProgress(msgspec.Struct, frozen=True, kw_only=True):
    """A check and the number of attempts left."""

    check: QuestionSet
    attempts_left: int


async def ask_questions(
    context: ApiContext, principal: Principal, call_id: str, customer_id: str, now: datetime
) -> CheckProgress:
    """Return the open questions to a customer on the current call, or draw new ones.

    Raises:
        IdentityNotOffered: the site does not configure the verification.
        NotYourCall, CallNotAtHand: it is not the advisor's current call.
        CustomerUnknown: there is no such customer.
        AttemptsUsedUp, IdentityBlocked: the attempts of the call, or of the customer for today, are used up.
        TooFewData: the record cannot answer enough questions.
        AlreadyVerified: this call has already verified that customer.
    """
    rules = _require_rules(context.site)
    call = await _require_call_at_hand(context.router, context.journal, principal, call_id, now)
    customer_cipher = CustomerCipher(context.cipher, context.campaign)
    subject = await find_claimant(context.engine, customer_cipher, customer_id, call, caller_numbers_of(context))
    async with unit_of_work(context.engine) as connection:
        id_, history = await _lock(connection, context.campaign, call_id, subject.customer_id, now)
        request = CheckRequest(
            check_id=context.random_token(),
            call_id=call_id,
            customer_id=id_,
            advisor=principal.user,
            available_data=subject.answerable_values.keys(),
            seed=context.random_token(),
            now=now,
        )
        outcome = attempts.next_check(history, rules, request)
        if isinstance(outcome, QuestionSet):
            await store.save_check(connection, context.campaign, outcome)
        remaining = attempts.attempts_left(history, rules, call_id, id_, now)
        new_facts = _asking_facts(outcome, history, request, rules.attempts - remaining + 1)
        await append_facts(connection, context.campaign, new_facts, _author(principal, call, now))
    if not isinstance(outcome, QuestionSet):
        raise _PROBLEMS[outcome]()
    return CheckProgress(check=outcome, attempts_left=remaining)


def _asking_facts(
    outcome: QuestionSet | Refusal, history: VerificationHistory, request: CheckRequest, attempt: int
) -> list[IdentityFact]:
    """Return the fact of a new set or of a refusal; a set that is already open has its fact."""
    match outcome:
        case QuestionSet(id=check_id, questions=questions):
            if attempts.find_check(history, request.call_id, check_id, request.advisor):
                return []
            fact = facts.IdentityAsked(
                customer_ref=request.customer_id, check=check_id, questions=",".join(questions), attempt=attempt
            )
            return [fact]
        case "closed" | "blocked" | "too_few":
            return [facts.IdentityRefused(customer_ref=request.customer_id, reason=outcome)]
    return []


async def judge_answers(
    context: ApiContext,
    principal: Principal,
    call_id: str,
    check_id: str,
    answers: Sequence[IdentityAnswer],
    *,
    now: datetime,
) -> CheckProgress:
    """Judge the answers to a set; a settled set keeps its result.

    Raises:
        IdentityNotOffered, NotYourCall, CallNotAtHand: as in `ask_questions`.
        CheckUnknown: the call has no such check by this advisor.
        BadQuery: an answer to a question outside the set, or two to one.
        AttemptsUsedUp, IdentityBlocked: the attempts were used up meanwhile, in this call or in others.
    """
    rules = _require_rules(context.site)
    call = await _require_call_at_hand(context.router, context.journal, principal, call_id, now)
    check = await _find_check(context.engine, context.campaign, principal, call_id, check_id, now=now)
    answers_by_question = _by_question(check, answers)
    customer_cipher = CustomerCipher(context.cipher, context.campaign)
    subject = await find_claimant(context.engine, customer_cipher, check.customer_id, call, caller_numbers_of(context))
    right = _right_questions(rules, subject, answers_by_question)
    async with unit_of_work(context.engine) as connection:
        id_, history = await _lock(connection, context.campaign, call_id, subject.customer_id, now)
        check = _require_check(attempts.find_check(history, call_id, check_id, principal.user))
        settled = attempts.settle(history, rules, check, right, now)
        if isinstance(settled, QuestionSet):
            await store.save_check(connection, context.campaign, settled)
            history = attempts.with_check(history, settled)
        remaining = attempts.attempts_left(history, rules, call_id, id_, now)
        is_new = check.result == "open"
        new_facts = _answer_facts(settled, id_, remaining, is_new=is_new)
        await append_facts(connection, context.campaign, new_facts, _author(principal, call, now))
    if not isinstance(settled, QuestionSet):
        raise _PROBLEMS[settled]()
    return CheckProgress(check=settled, attempts_left=remaining)


def _answer_facts(
    settled: QuestionSet | Refusal, customer_id: str, remaining: int, *, is_new: bool
) -> list[IdentityFact]:
    if not isinstance(settled, QuestionSet):
        return [facts.IdentityRefused(customer_ref=customer_id, reason="blocked" if settled == "blocked" else "closed")]
    if not is_new:
        return []
    about = {"customer_ref": customer_id, "check": settled.id, "questions": ",".join(settled.questions)}
    if settled.result == "passed":
        return [facts.IdentityVerified(**about)]
    failed = facts.IdentityFailed(**about, attempts_left=remaining)
    return [failed] if remaining else [failed, facts.IdentityClosed(customer_ref=customer_id, outcome=_FAILED_OUTCOME)]


def _by_question(check: QuestionSet, answers: Sequence[IdentityAnswer]) -> dict[str, str]:
    answers_by_question = {each.question: each.answer for each in answers}
    if len(answers_by_question) < len(answers) or not answers_by_question.keys() <= set(check.questions):
        raise BadQuery("answers", "Envíe a lo sumo una respuesta por cada pregunta que se hizo, y ninguna otra.")
    return answers_by_question


def _right_questions(rules: IdentityRules, subject: Claimant, answers: dict[str, str]) -> set[str]:
    questions = {id_: rules.questions[id_] for id_ in answers if id_ in rules.questions}
    return {
        id_
        for id_, each in questions.items()
        if matches_datum(each.datum, subject.answerable_values.get(each.datum, ()), answers[id_])
    }


async def read_status(context: ApiContext, principal: Principal, call_id: str, now: datetime) -> VerificationStatus:
    """Return the state of the verification on the advisor's call; a verification that no longer holds counts as none.

    Raises:
        IdentityNotOffered, NotYourCall: as in `ask_questions`.
    """
    rules = _require_rules(context.site)
    await find_own_call(context.router, context.journal, principal.user, call_id, now)
    async with read_connection(context.engine) as connection:
        history = await store.load_history(connection, context.campaign, call_id, None, start_of_local_day(now))
        last = history.checks_of_call(call_id)[-1:]
        if last:
            history = await store.load_history(
                connection, context.campaign, call_id, last[0].customer_id, start_of_local_day(now)
            )
    verification = attempts.verification_status(history, rules, call_id, principal.user, now)
    if verification.status == "passed" and await context.verified_identity(call_id, principal.user) is None:
        return VerificationStatus(status="none", check=None, attempts_left=verification.attempts_left)
    return verification


async def release_customer(
    engine: AsyncEngine,
    cipher: FieldCipher,
    site: Site,
    principal: Principal,
    customer_id: str,
    *,
    reason: str,
    now: datetime,
) -> None:
    """Allow a customer to be verified again today: earlier failures no longer count in any call.

    Raises:
        CustomerUnknown: there is none.
        NothingToRelease: there is no failure today that still counts.
    """
    async with unit_of_work(engine) as connection:
        id_ = await store.lock_customer(connection, site.campaign, customer_id)
        if id_ is None:
            raise CustomerUnknown
        history = await store.load_history(connection, site.campaign, "", id_, start_of_local_day(now))
        failed = attempts.failures_of_day(history, id_, now)
        if not failed:
            raise NothingToRelease
        ciphertext = encrypt_reason(cipher, reason, site.campaign, id_, now)
        await store.add_release(connection, site.campaign, id_, at=now, actor=principal.actor, reason=ciphertext)
        fact = facts.IdentityReleased(customer_ref=id_, failures=len(failed))
        author = principal.author(at=now, site_version=site.version, call_id=failed[-1].call_id)
        await append_facts(connection, site.campaign, [fact], author)


def _require_rules(site: Site) -> IdentityRules:
    if site.identity is None:
        raise IdentityNotOffered
    return site.identity


async def _require_call_at_hand(
    router: CallRouter, journal: Journal, principal: Principal, call_id: str, now: datetime
) -> OwnCall:
    call = await find_own_call(router, journal, principal.user, call_id, now)
    if await router.current_call(principal.user) != call_id:
        raise CallNotAtHand
    return call


async def _find_check(
    engine: AsyncEngine, campaign: str, principal: Principal, call_id: str, check_id: str, *, now: datetime
) -> QuestionSet:
    async with read_connection(engine) as connection:
        history = await store.load_history(connection, campaign, call_id, None, start_of_local_day(now))
    return _require_check(attempts.find_check(history, call_id, check_id, principal.user))


def _require_check(check: QuestionSet | None) -> QuestionSet:
    if check is None:
        raise CheckUnknown
    return check


async def _lock(
    connection: AsyncConnection, campaign: str, call_id: str, customer_id: str, now: datetime
) -> tuple[str, VerificationHistory]:
    """Lock the call and the customer; return the surviving customer's id and the history."""
    await store.lock_call(connection, campaign, call_id)
    id_ = await store.lock_customer(connection, campaign, customer_id)
    if id_ is None:
        raise CustomerUnknown
    return id_, await store.load_history(connection, campaign, call_id, id_, start_of_local_day(now))


def _author(principal: Principal, call: OwnCall, now: datetime) -> Author:
    return principal.author(at=now, site_version=call.site_version, call_id=call.call_id)
