"""Verification attempts in any order of actions, compared with a plain count."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from agent_api.identity.domain.attempts import (
    CheckRequest,
    QuestionSet,
    Release,
    VerificationHistory,
    attempts_left,
    find_check,
    next_check,
    settle,
    verification_status,
    with_check,
)
from agent_api.kit.dates import start_of_local_day
from config.site.customers.identity import IDENTITY_DATA, IdentityQuestion, IdentityRules
from tests.support.properties import examples

QUESTIONS = {datum: IdentityQuestion(id=datum, name=datum, datum=datum, text=datum) for datum in IDENTITY_DATA}
RIGHT = st.just(set(IDENTITY_DATA)) | st.sets(st.sampled_from(IDENTITY_DATA), max_size=4)
RULES = IdentityRules(ask=3, right=2, always=("document",), attempts=2, questions=QUESTIONS)
FULL, FEW = frozenset(IDENTITY_DATA), frozenset(IDENTITY_DATA[:3])
CALLS = st.sampled_from(["c1", "c2", "c3"])
CUSTOMERS = st.sampled_from(["ana", "luis", "pocos"])
ADVISORS = st.sampled_from(["asesor1", "asesor2"])
BEGINNING = datetime(2026, 11, 25, 15, tzinfo=UTC)


class Attempts(RuleBasedStateMachine):
    """The whole history is passed each time; the rules must read no more of it than `Story` declares."""

    def __init__(self) -> None:
        super().__init__()
        self.story = VerificationHistory()
        self.now = BEGINNING
        self.drawn = 0
        self.failed: list[tuple[str, str, datetime]] = []
        """Call, customer and moment of failures that were not released."""
        self.passed: dict[str, datetime] = {}
        """The moment at which each customer last passed."""

    @rule(call=CALLS, customer=CUSTOMERS, advisor=ADVISORS, seed=st.text(max_size=4))
    def asks(self, call: str, customer: str, advisor: str, seed: str) -> None:
        """An advisor requests questions."""
        self.drawn += 1
        request = CheckRequest(
            check_id=str(self.drawn),
            call_id=call,
            customer_id=customer,
            advisor=advisor,
            available_data=FEW if customer == "pocos" else FULL,
            seed=seed,
            now=self.now,
        )
        waiting = [each for each in self.story.checks if self._waits(each, call, customer, advisor)]
        before = verification_status(self.story, RULES, call, advisor, self.now)
        got = next_check(self.story, RULES, request)
        assert got == next_check(self.story, RULES, request)
        self._is_right(got, waiting, before.status, call, customer)
        if isinstance(got, QuestionSet):
            self.story = with_check(self.story, got)
            verification = verification_status(self.story, RULES, call, advisor, self.now)
            assert (verification.status, verification.check) == ("asked", got)

    def _waits(self, check: QuestionSet, call: str, customer: str, advisor: str) -> bool:
        at = check.call_id, check.customer_id, check.advisor, check.result
        return at == (call, customer, advisor, "open")

    def _is_right(
        self, got: QuestionSet | str, waiting: list[QuestionSet], status: str, call: str, customer: str
    ) -> None:
        if self._of_call(call) >= RULES.attempts:
            assert got == "closed"
        elif self._of_day(customer) >= RULES.attempts:
            assert got == "blocked"
        elif got == "verified":
            assert status == "passed"
        elif customer == "pocos":
            assert got == "too_few"
        else:
            assert isinstance(got, QuestionSet)
            assert got.id == (waiting[0].id if waiting else str(self.drawn))

    @rule(data=st.data(), advisor=ADVISORS, right=RIGHT)
    def answers(self, data: st.DataObject, advisor: str, right: set[str]) -> None:
        """An advisor answers a set, which may belong to another advisor or be closed."""
        if not self.story.checks:
            return
        check = data.draw(st.sampled_from(self.story.checks))
        if find_check(self.story, check.call_id, check.id, advisor) is None:
            assert check.advisor != advisor
            return
        used_up = self._of_call(check.call_id) >= RULES.attempts or self._of_day(check.customer_id) >= RULES.attempts
        got = settle(self.story, RULES, check, right, self.now)
        if check.result != "open":
            assert got == check
        elif used_up:
            assert got in ("closed", "blocked")
        else:
            assert isinstance(got, QuestionSet)
            enough = len(right & set(check.questions)) >= RULES.right and "document" in right
            assert got.result == ("passed" if enough else "failed")
            self.story = with_check(self.story, got)
            assert verification_status(self.story, RULES, got.call_id, advisor, self.now).check == got
            if enough:
                self.passed[got.customer_id] = self.now
            else:
                self.failed.append((got.call_id, got.customer_id, self.now))
            self.now += timedelta(seconds=1)

    @rule(customer=CUSTOMERS)
    def releases(self, customer: str) -> None:
        """A supervisor allows a customer to try again."""
        self.story = VerificationHistory(
            checks=self.story.checks, releases=(*self.story.releases, Release(customer, self.now))
        )
        self.failed = [each for each in self.failed if each[1] != customer]
        self.now += timedelta(seconds=1)

    @rule(hours=st.sampled_from([1, 9, 30]))
    def passes(self, hours: int) -> None:
        """Move the clock forward."""
        self.now += timedelta(hours=hours)

    def _of_call(self, call: str) -> int:
        return sum(each[0] == call for each in self.failed)

    def _of_day(self, customer: str) -> int:
        passed = self.passed.get(customer, BEGINNING - timedelta(days=1))
        return sum(
            failed == customer and at > passed and start_of_local_day(at) == start_of_local_day(self.now)
            for _, failed, at in self.failed
        )

    @invariant()
    def failures_stay_within_limits(self) -> None:
        """No call and no customer's day has more counted failures than the site allows."""
        of_call = Counter(call for call, _, _ in self.failed)
        of_day = [self._of_day(customer) for customer in ("ana", "luis")]
        assert max([*of_call.values(), *of_day, 0]) <= RULES.attempts

    @invariant()
    def remaining_attempts_match_failures(self) -> None:
        """The remaining attempts are the smaller of the two limits minus the failures."""
        for call in ("c1", "c2", "c3"):
            for customer in ("ana", "luis"):
                used = max(self._of_call(call), self._of_day(customer))
                assert attempts_left(self.story, RULES, call, customer, self.now) == max(0, RULES.attempts - used)

    @invariant()
    def no_set_repeats_previous_set(self) -> None:
        """No customer gets the same set twice in a row, in any call."""
        for customer in ("ana", "luis"):
            drawn = [set(each.questions) for each in self.story.checks if each.customer_id == customer]
            assert all(one != other for one, other in pairwise(drawn))

    @invariant()
    def a_call_is_open_to_one_customer_and_one_advisor_at_most(self) -> None:
        """A call is open only if its last event is this advisor's verification of this customer."""
        for call in ("c1", "c2", "c3"):
            checks = self.story.checks_of_call(call)
            assert [each.step for each in checks] == sorted({each.step for each in checks})
            statuses = [
                verification_status(self.story, RULES, call, advisor, self.now) for advisor in ("asesor1", "asesor2")
            ]
            passed = [each.check for each in statuses if each.status == "passed"]
            assert len(passed) <= 1
            assert not passed or passed[0] == checks[-1]


TestAttempts = Attempts.TestCase
TestAttempts.settings = settings(max_examples=examples(150), stateful_step_count=40, deadline=None)
