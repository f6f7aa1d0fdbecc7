"""Invariants of a review after any sequence of decisions, signatures and executions by anyone."""

from datetime import UTC, date, datetime, timedelta
from typing import get_args

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from agent_api.access_reviews.domain.execution import is_carried_out, target_grants
from agent_api.access_reviews.domain.snapshot import (
    AccountsSnapshot,
    SnapshotAccount,
    SnapshotRole,
    content_digest,
    decode_snapshot,
    encode_snapshot,
)
from agent_api.access_reviews.domain.state_machine import (
    AccountDecision,
    AccountState,
    ReviewState,
    decide_refusal,
    execute_refusal,
    is_finished,
    sign_refusal,
)
from eventlog.facts.access_review import ReviewDecision
from tests.support.properties import examples

TODAY, LONGEST = date(2026, 11, 30), 180
START = datetime(2026, 11, 30, 15, tzinfo=UTC)
PEOPLE = ("ana", "beto", "clara", "carlos", "jefe")
ROLES = ("asesor", "calidad", "supervisor")
DECISIONS = st.builds(
    AccountDecision,
    decision=st.sampled_from(get_args(ReviewDecision)),
    roles=st.lists(st.sampled_from(ROLES), unique=True, max_size=2).map(lambda roles: tuple(sorted(roles))),
    has_reason=st.booleans(),
    exception_until=st.none() | st.integers(-1, LONGEST + 1).map(lambda days: TODAY + timedelta(days=days)),
)


class ReviewActs(RuleBasedStateMachine):
    """A review of five accounts, two of them flagged, and their holders, who review and execute."""

    def __init__(self) -> None:
        super().__init__()
        self.state: ReviewState = "open"
        self.signed_by = ""
        self.decided: dict[str, AccountDecision] = {}
        self.signed: dict[str, AccountDecision] = {}
        self.executed_by: dict[str, str] = {}

    @initialize()
    def begin(self) -> None:
        """A review begins with a snapshot, from which the accounts are taken."""
        role = SnapshotRole(role="asesor", begins_on=TODAY)
        snapshot = AccountsSnapshot(
            campaign="c",
            taken_at=START,
            accounts=tuple(SnapshotAccount(user=each, created_at=START, roles=(role,)) for each in PEOPLE),
        )
        self.snapshot = encode_snapshot(snapshot)
        self.digest = content_digest(self.snapshot)
        self.accounts = {each: AccountState(user=each) for each in PEOPLE}
        for each in ("ana", "jefe"):
            self.accounts[each] = msgspec.structs.replace(self.accounts[each], findings=("dormant",))
        self.grants: dict[str, list[dict[str, object]]] = {
            each: [{"role": "asesor", "begins_on": TODAY, "ends_on": None}] for each in PEOPLE
        }
        self.disabled: set[str] = set()

    @rule(account=st.sampled_from(PEOPLE), decision=DECISIONS, user=st.sampled_from(PEOPLE))
    def decide(self, account: str, decision: AccountDecision, user: str) -> None:
        """A person tries to decide on an account."""
        before = self.accounts[account]
        if decide_refusal(self.state, before, decision, user, today=TODAY, longest=LONGEST) is None:
            assert user != account
            assert decision.has_reason or (decision.decision == "keep" and not before.findings)
            self.accounts[account] = msgspec.structs.replace(before, decision=decision.decision, decided_by=user)
            self.decided[account] = decision

    @rule(user=st.sampled_from(PEOPLE))
    def decide_the_rest(self, user: str) -> None:
        """A person keeps or removes what is undecided, so that signatures are tried on whole reviews, too."""
        for each in PEOPLE:
            decision = AccountDecision(decision="remove", has_reason=True)
            if self.accounts[each].decision is None:
                self.decide(account=each, decision=decision, user=user)

    @rule(user=st.sampled_from(PEOPLE))
    def sign(self, user: str) -> None:
        """A person tries to sign."""
        accounts = list(self.accounts.values())
        if sign_refusal(self.state, accounts) is None:
            self.state, self.signed_by = "closed" if is_finished(accounts) else "signed", user
            self.signed = dict(self.decided)

    @rule(account=st.sampled_from(PEOPLE), user=st.sampled_from(PEOPLE))
    def execute(self, account: str, user: str) -> None:
        """A person tries to carry out a decision."""
        before = self.accounts[account]
        if execute_refusal(self.state, before, self.signed_by, user) is not None:
            return
        if before.decision == "remove":
            self.disabled.add(account)
        else:
            self.grants[account] = target_grants(self.signed[account].roles, self.grants[account])
        self.accounts[account] = msgspec.structs.replace(before, is_executed=True)
        self.executed_by[account] = user
        if is_finished(list(self.accounts.values())):
            self.state = "closed"

    @invariant()
    def nobody_decides_on_their_own_account(self) -> None:
        """Neither decides nor executes."""
        assert all(each.decided_by != each.user for each in self.accounts.values())
        assert all(user != account for account, user in self.executed_by.items())

    @invariant()
    def a_signed_review_has_all_decisions_and_they_do_not_change(self) -> None:
        """No account of a signed review is undecided, and its decisions are those that were signed."""
        if self.state != "open":
            assert all(each.decision is not None for each in self.accounts.values())
            assert self.decided == self.signed

    @invariant()
    def executed_decisions_match_the_decided_ones(self) -> None:
        """An account changes if and only if its decision was carried out, by another person than its reviewers."""
        for user, account in self.accounts.items():
            if not account.is_executed:
                assert [each["role"] for each in self.grants[user]] == ["asesor"]
                assert user not in self.disabled
                continue
            decision = self.signed[user]
            disabled = user in self.disabled
            assert is_carried_out(decision.decision, decision.roles, self.grants[user], disabled=disabled)
            assert self.executed_by[user] not in (account.decided_by, self.signed_by)

    @invariant()
    def the_snapshot_never_changes(self) -> None:
        """Its digest is that of the beginning, and it is read as it was written."""
        assert content_digest(self.snapshot) == self.digest
        assert encode_snapshot(decode_snapshot(self.snapshot)) == self.snapshot

    @invariant()
    def a_closed_review_has_nothing_left(self) -> None:
        """It is closed if and only if it is signed and each change is done."""
        if self.state != "open":
            assert (self.state == "closed") == is_finished(list(self.accounts.values()))


TestReviewActs = ReviewActs.TestCase
TestReviewActs.settings = settings(max_examples=examples(100), stateful_step_count=30, deadline=None)
