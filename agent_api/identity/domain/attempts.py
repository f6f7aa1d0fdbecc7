"""The state of the verifications of a call and a customer, and the next permitted step. Pure.

Owns the attempts: how many are left, when a call is closed, when a customer is blocked for the day, which set is still
open, and whose identity a call has. It must not know the questions or the answers.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from agent_api.identity.domain.question_selection import select_questions
from agent_api.kit.dates import start_of_local_day
from config.site.customers.identity import IdentityDatum, IdentityRules

Result = Literal["open", "passed", "failed"]
Refusal = Literal["closed", "blocked", "too_few", "verified", "unknown"]
Status = Literal["none", "asked", "passed", "failed", "closed"]


class QuestionSet(msgspec.Struct, frozen=True, kw_only=True):
    """A set of questions to one customer, in one call, by one advisor.

    Attributes:
        questions: question ids of the site.
        step: order of the last change within the call; the highest is the most recent.
        settled_at: when it was answered; None while it is open.
    """

    id: str
    call_id: str
    customer_id: str
    advisor: str
    questions: tuple[str, ...]
    asked_at: datetime
    step: int
    result: Result = "open"
    settled_at: datetime | None = None


class Release(msgspec.Struct, frozen=True):
    """A supervisor lets a customer try again: failures before this moment no longer count."""

    customer_id: str
    at: datetime


class VerificationHistory(msgspec.Struct, frozen=True, kw_only=True):
    """The relevant past: all checks of the call; of the customer, the checks settled today and the last one.

    Attributes:
        checks: in the order in which they were drawn.
        releases: of customers in the checks.
        passes_after: passed checks of the call up to this step do not count, because another person spoke after them.
    """

    checks: tuple[QuestionSet, ...] = ()
    releases: tuple[Release, ...] = ()
    passes_after: int = 0

    def stands(self, check: QuestionSet) -> bool:
        """Return whether a check of the call passed, and the person who passed it still speaks."""
        return check.result == "passed" and check.step > self.passes_after

    def checks_of_call(self, call_id: str) -> list[QuestionSet]:
        """Return the checks of a call, the most recently changed last."""
        return sorted((each for each in self.checks if each.call_id == call_id), key=lambda each: each.step)


class CheckRequest(msgspec.Struct, frozen=True, kw_only=True):
    """An advisor's request to verify a customer.

    Attributes:
        check_id: the id for the set, if one is drawn.
        available_data: the data that the record can answer for.
        seed: the source of randomness.
    """

    check_id: str
    call_id: str
    customer_id: str
    advisor: str
    available_data: Collection[IdentityDatum]
    seed: str
    now: datetime


def next_check(history: VerificationHistory, rules: IdentityRules, request: CheckRequest) -> QuestionSet | Refusal:
    """Return the set to ask, the open one if there is one, else a new draw; or the reason why there is none."""
    if refusal := _find_refusal(history, rules, request.call_id, request.customer_id, request.now):
        return refusal
    checks = history.checks_of_call(request.call_id)
    own = [each for each in checks if each.customer_id == request.customer_id and each.advisor == request.advisor]
    step = checks[-1].step + 1 if checks else 1
    if own and own[-1].step == step - 1 and history.stands(own[-1]):
        return "verified"
    if unanswered := next((each for each in own if each.result == "open"), None):
        return msgspec.structs.replace(unanswered, step=step)
    return _draw_check(history, rules, request, step)


def _draw_check(
    history: VerificationHistory, rules: IdentityRules, request: CheckRequest, step: int
) -> QuestionSet | Refusal:
    before = [each for each in history.checks if each.customer_id == request.customer_id]
    questions = select_questions(rules, request.available_data, before[-1].questions if before else (), request.seed)
    if questions is None:
        return "too_few"
    return QuestionSet(
        id=request.check_id,
        call_id=request.call_id,
        customer_id=request.customer_id,
        advisor=request.advisor,
        questions=questions,
        asked_at=request.now,
        step=step,
    )


def find_check(history: VerificationHistory, call_id: str, check_id: str, advisor: str) -> QuestionSet | None:
    """Return a check of a call if it belongs to this advisor."""
    return next(
        (each for each in history.checks_of_call(call_id) if each.id == check_id and each.advisor == advisor), None
    )


def settle(
    history: VerificationHistory, rules: IdentityRules, check: QuestionSet, right: Collection[str], now: datetime
) -> QuestionSet | Refusal:
    """Return a check with the result of these answers; a settled check keeps its result.

    ``right`` holds the ids of the questions that were answered correctly.
    """
    if check.result != "open":
        return check
    if refusal := _find_refusal(history, rules, check.call_id, check.customer_id, now):
        return refusal
    passed = is_passed(rules, check.questions, right)
    step = history.checks_of_call(check.call_id)[-1].step + 1
    return msgspec.structs.replace(check, result="passed" if passed else "failed", settled_at=now, step=step)


def is_passed(rules: IdentityRules, questions: Collection[str], right: Collection[str]) -> bool:
    """Return whether the correct answers are enough and include every mandatory question."""
    correct = set(questions).intersection(right)
    return len(correct) >= rules.right and correct.issuperset(rules.always)


def with_check(history: VerificationHistory, check: QuestionSet) -> VerificationHistory:
    """Return the history with the current version of a check."""
    others = tuple(each for each in history.checks if each.id != check.id)
    index = next((position for position, each in enumerate(history.checks) if each.id == check.id), len(others))
    return msgspec.structs.replace(history, checks=(*others[:index], check, *others[index:]))


def failures_of_day(history: VerificationHistory, customer_id: str, now: datetime) -> list[QuestionSet]:
    """Return the checks that a customer failed on the local day of ``now``, in any call, since their last release."""
    return [
        each
        for each in _failures(history)
        if each.customer_id == customer_id and _settled_day(each) == start_of_local_day(now)
    ]


def _failures_since_pass(history: VerificationHistory, customer_id: str, now: datetime) -> list[QuestionSet]:
    """Return the checks that a customer failed on the local day since they last passed, in any call."""
    passes = [each.settled_at for each in history.checks if each.customer_id == customer_id and each.result == "passed"]
    last = max((each for each in passes if each is not None), default=None)
    failed = failures_of_day(history, customer_id, now)
    return [each for each in failed if last is None or (each.settled_at is not None and each.settled_at > last)]


def _failures_of_call(history: VerificationHistory, call_id: str) -> list[QuestionSet]:
    return [each for each in _failures(history) if each.call_id == call_id]


def _failures(history: VerificationHistory) -> list[QuestionSet]:
    released: Mapping[str, datetime] = {
        each.customer_id: each.at for each in sorted(history.releases, key=_release_time)
    }
    return [
        each
        for each in history.checks
        if each.result == "failed"
        and each.settled_at is not None
        and (each.customer_id not in released or each.settled_at > released[each.customer_id])
    ]


def _release_time(release: Release) -> datetime:
    return release.at


def _settled_day(check: QuestionSet) -> datetime | None:
    return start_of_local_day(check.settled_at) if check.settled_at else None


def _find_refusal(
    history: VerificationHistory, rules: IdentityRules, call_id: str, customer_id: str, now: datetime
) -> Refusal | None:
    if len(_failures_of_call(history, call_id)) >= rules.attempts:
        return "closed"
    if len(_failures_since_pass(history, customer_id, now)) >= rules.attempts:
        return "blocked"
    return None


def attempts_left(
    history: VerificationHistory, rules: IdentityRules, call_id: str, customer_id: str, now: datetime
) -> int:
    """Return how many more sets may fail before the call is closed, or the customer is blocked for the day.

    Every failure of the call counts. Failures in the customer's other calls count until the customer passes a set.
    """
    of_day = _failures_since_pass(history, customer_id, now)
    return max(0, rules.attempts - max(len(_failures_of_call(history, call_id)), len(of_day)))


class VerificationStatus(msgspec.Struct, frozen=True, kw_only=True):
    """The state of the verification of a call, for one advisor.

    Attributes:
        check: the last one; None if this advisor has none.
        attempts_left: for the customer of the check; without a check, for the call.
    """

    status: Status
    check: QuestionSet | None
    attempts_left: int


def verification_status(
    history: VerificationHistory, rules: IdentityRules, call_id: str, advisor: str, now: datetime
) -> VerificationStatus:
    """Return the verification state of a call for an advisor.

    It follows from the last check of the call, if that check is this advisor's. Another advisor's check does not count,
    nor does a pass before the holder spoke again.
    """
    checks = history.checks_of_call(call_id)
    last = checks[-1] if checks and checks[-1].advisor == advisor else None
    if last is not None and last.result == "passed" and not history.stands(last):
        last = None
    remaining = attempts_left(history, rules, call_id, last.customer_id if last else "", now)
    status: Status = "none"
    if last is not None:
        status = "asked" if last.result == "open" else last.result
    if not remaining and (last is None or last.result != "passed"):
        status = "closed"
    return VerificationStatus(status=status, check=last, attempts_left=remaining)


def is_still_valid(ended_at: datetime | None, minutes: int, now: datetime) -> bool:
    """Return whether an ended call still gives its advisor access to the identity that it verified.

    ``ended_at`` is None while the call continues with another advisor. ``minutes`` is the site's time for work after a
    call.
    """
    return ended_at is not None and now < ended_at + timedelta(minutes=minutes)
