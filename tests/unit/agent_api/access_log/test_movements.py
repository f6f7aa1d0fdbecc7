"""The row of the access log for each fact."""

from datetime import UTC, datetime
from typing import get_args

import pytest

from agent_api.access_log.domain.movements import KINDS, AccessChannel, AccessKind, AccessRow, access_row
from agent_api.access_log.domain.reasons import reason_in_words
from agent_api.kit import labels
from agent_api.reports.log_reviews.domain.comparison import DiscrepancyKind
from eventlog import facts
from eventlog.facts import AnyFact, Envelope
from eventlog.facts.access import AccessFact
from eventlog.facts.accounts import AccountFact

AT = datetime(2026, 11, 24, 15, tzinfo=UTC)


def row_of(fact: AnyFact, actor: str = "user:eva", call_id: str = "") -> AccessRow | None:
    """Return the row of a fact of an actor."""
    return access_row(
        Envelope(id="1-1", at=AT, campaign="demo", call_id=call_id, actor=actor, site_version="v", fact=fact)
    )


def test_the_log_has_all_movements_of_accounts() -> None:
    """Every fact of access and of accounts has a kind, and each movement its label."""
    assert {*get_args(AccessFact), *get_args(AccountFact)} <= set(KINDS)
    assert [each.__name__ for each in KINDS] == list(labels.ACCESS_MOVEMENTS)
    assert list(labels.ACCESS_KINDS) == list(get_args(AccessKind))
    assert list(labels.ACCESS_CHANNELS) == list(get_args(AccessChannel))
    assert list(labels.DISCREPANCY_KINDS) == list(get_args(DiscrepancyKind))


@pytest.mark.parametrize(
    ("fact", "actor", "placed", "words"),
    [
        (facts.UserCreated(user="ana"), "user:eva", ("ana", "eva", "screen"), ""),
        (
            facts.SignInRefused(user="ana", reason="disabled"),
            "system",
            ("ana", "system", "system"),
            "La cuenta está inhabilitada",
        ),
        (facts.SignInLocked(user="ana", seconds=30), "system", ("ana", "system", "system"), "Espera de 30 s"),
        (facts.SessionRevoked(user="ana", sessions=1), "user:eva", ("ana", "eva", "screen"), "1 sesión"),
        (facts.SecondFactorChanged(user="ana", active=False), "user:eva", ("ana", "eva", "screen"), "Retirado"),
        (facts.RoleWithdrawn(user="ana", role="calidad"), "user:token:t1", ("ana", "token:t1", "token"), "Calidad"),
        (facts.CustomerRead(customer_ref="c1", what="data"), "advisor:ana", ("ana", "ana", "screen"), "Sus datos"),
        (
            facts.SearchMade(by="document,words", customers=1, tickets=0, calls=0, masked=True),
            "user:eva",
            ("eva", "eva", "screen"),
            "Por documento, palabras",
        ),
        (
            facts.DormantAccountDisabled(user="ana", unused_since="2026-09-01", days=60),
            "system:accounts",
            ("ana", "system:accounts", "system"),
            "Sin uso desde el martes 1 de septiembre de 2026",
        ),
        (facts.TokenRevoked(token="t1"), "user:eva", ("eva", "eva", "screen"), ""),
        (facts.TokenRevoked(token="t1"), "system", ("", "system", "system"), ""),
    ],
)
def test_a_row_says_whose_account_who_and_why(
    fact: AnyFact, actor: str, placed: tuple[str, str, str], words: str
) -> None:
    """The account, the actor, the channel, and the reason in words."""
    row = row_of(fact, actor)
    assert row is not None
    assert (row.account, row.actor, row.channel) == placed
    assert reason_in_words(row.movement, row.reason) == words


def test_a_read_names_the_customer_and_the_call() -> None:
    """The row of a read has the customer and the call."""
    row = row_of(facts.CustomerTimelineRead(customer_ref="c1", kinds="call"), "advisor:ana", "call-1")
    assert row is not None
    assert (row.kind, row.subject, row.call_id) == ("customer", "c1", "call-1")


def test_a_request_and_a_token_are_references() -> None:
    """The number of a request or a token links the rows about it."""
    asked = row_of(facts.RightsAsked(request="r1", kind="token", user="ana", what="t1"))
    taken = row_of(facts.TokenTakenOver(token="t1", user="ana", former="eva"))
    assert asked is not None
    assert taken is not None
    assert (asked.reference, taken.reference) == ("r1", "t1")


def test_other_facts_have_no_row() -> None:
    """A call's life is not in this log."""
    assert row_of(facts.RecordingDeleted(recording="r", rule="general", days=30)) is None
