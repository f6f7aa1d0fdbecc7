"""The states of a draft, and who decides about its publication."""

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest

from agent_api.site_admin.drafts.domain.draft import (
    GUARDED_SECTIONS,
    MAX_AHEAD_DAYS,
    NEXT_STATES,
    DraftAct,
    DraftState,
    PublicationRequest,
    can_approve,
    can_refuse,
    effective_moment,
    find_time_fault,
    locked_sections,
    next_state,
)
from config.site.loader import SECTIONS

NOW = datetime(2026, 12, 1, 15, tzinfo=UTC)
HOUR = timedelta(hours=1)


def request(effective_at: datetime | None = None) -> PublicationRequest:
    return PublicationRequest(
        by="sara", by_name="Sara", at=NOW, effective_at=effective_at, reason="Horario de diciembre", tries_reason=""
    )


@pytest.mark.parametrize("state", get_args(DraftState))
@pytest.mark.parametrize("act", get_args(DraftAct))
def test_an_ended_draft_allows_no_act(state: DraftState, act: DraftAct) -> None:
    """Each act leads to a state of the table or is refused; a published or discarded draft stays so."""
    after = next_state(state, act)
    assert after is None or after in get_args(DraftState)
    if state in {"published", "discarded"}:
        assert after is None


def test_no_change_is_saved_while_a_second_person_decides() -> None:
    """The second person approves the requested document: a waiting draft can only be approved or refused."""
    assert {act for state, act in NEXT_STATES if state == "waiting"} == {"approve", "refuse"}
    assert next_state("waiting", "refuse") == "open"


def test_the_author_of_a_request_withdraws_it_and_does_not_approve_it() -> None:
    """Another person approves; the author, or a person who may publish, refuses."""
    assert (can_approve(request(), "sara"), can_approve(request(), "omar")) == (False, True)
    assert can_refuse(request(), "sara", may_publish=False)
    assert (can_refuse(request(), "omar", may_publish=False), can_refuse(request(), "omar", may_publish=True)) == (
        False,
        True,
    )


@pytest.mark.parametrize(
    ("effective_at", "fault"),
    [
        (None, None),
        (NOW, "past"),
        (NOW - HOUR, "past"),
        (NOW + HOUR, None),
        (NOW + timedelta(days=MAX_AHEAD_DAYS) - HOUR, None),
        (NOW + timedelta(days=MAX_AHEAD_DAYS), "far"),
    ],
)
def test_a_publication_is_scheduled_for_a_moment_of_the_next_year(
    effective_at: datetime | None, fault: str | None
) -> None:
    """The moment lies in the future, and less than MAX_AHEAD_DAYS ahead; without one it is now."""
    assert find_time_fault(effective_at, NOW) == fault


def test_an_approval_after_the_moment_takes_effect_at_once() -> None:
    """A moment that passed before the approval is replaced by that of the approval; a later one is kept."""
    assert effective_moment(request(NOW - HOUR), NOW) == NOW
    assert effective_moment(request(), NOW) == NOW
    assert effective_moment(request(NOW + HOUR), NOW) == NOW + HOUR


def test_rules_of_security_are_locked_to_those_who_do_not_administer_rights() -> None:
    """Guarded sections are sections of a site; a person who administers rights changes all."""
    assert set(SECTIONS) >= GUARDED_SECTIONS
    assert locked_sections(administers_rights=False) == GUARDED_SECTIONS
    assert locked_sections(administers_rights=True) == frozenset()
