"""The content of a visit: its faults, what its signature needs, and its digest."""

from datetime import date

import msgspec

from agent_api.quality.visits.domain.visit import (
    Attendee,
    VisitContent,
    VisitState,
    VisitTexts,
    digest_of,
    find_missing,
    find_visit_faults,
    visit_refusal,
)
from tests.support.site_folders import sample_site

DAY = date(2026, 11, 27)
SITE = sample_site()
assert SITE.quality is not None
[FORM] = SITE.quality.visits.values()
COMPLETE = VisitContent(
    mode="in_person",
    visited_on=DAY,
    answers={each.question: "yes" for each in FORM.questions},
    texts=VisitTexts(place="Sede", attendees=(Attendee(name="Sara"),)),
)

_REFUSED: list[tuple[VisitState, str]] = [("signed", "clara"), ("discarded", "clara"), ("draft", "carlos")]


def test_a_complete_visit_has_no_fault_and_misses_nothing() -> None:
    """Place, attendees and answers suffice; notes and observations may be empty."""
    assert find_visit_faults(FORM, COMPLETE, SITE.lines, DAY) == []
    assert find_missing(FORM, COMPLETE) == []


def test_what_is_missing_is_named_in_the_order_of_the_screen() -> None:
    """The first is the place, the last the last question."""
    missing = find_missing(FORM, VisitContent(mode="monitoring", visited_on=DAY))
    assert [each.field for each in missing] == [
        "place",
        "attendees",
        *(f"answers.{each.question}" for each in FORM.questions),
    ]


def test_the_digest_changes_with_the_content_and_the_form() -> None:
    """Equal content has an equal digest; another place or version of the form has another one."""
    other = msgspec.structs.replace(COMPLETE, texts=msgspec.structs.replace(COMPLETE.texts, place="Otra sede"))
    newer = msgspec.structs.replace(FORM, version="0a1b2c3d4e5f")
    digests = {digest_of(COMPLETE, FORM), digest_of(other, FORM), digest_of(COMPLETE, newer)}
    assert len(digests) == 3
    assert digest_of(COMPLETE, FORM) in digests


def test_only_a_draft_of_ones_own_is_changed() -> None:
    """A signed or discarded visit, and that of another person, say what to do."""
    assert visit_refusal("draft", "clara", "clara") is None
    codes = []
    for state, user in _REFUSED:
        refused = visit_refusal(state, "clara", user)
        assert refused is not None
        codes.append(refused.code)
    assert codes == ["visit_not_draft", "visit_not_draft", "visit_not_yours"]
