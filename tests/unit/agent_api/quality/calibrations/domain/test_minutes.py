"""The content of minutes: what it cannot have, and what a signature needs."""

from agent_api.quality.calibrations.domain.minutes import (
    CriterionDecision,
    Minutes,
    find_minutes_faults,
    minutes_digest,
)

CRITERIA, PEOPLE = {"saludo", "tono"}, {"clara", "carlos"}
WHOLE = Minutes(
    agreements="Se escucha hasta el final.",
    decisions=(CriterionDecision(criterion="saludo", text="Basta el nombre.", changes=True),),
    attendees=("clara",),
)


def fields(minutes: Minutes, *, complete: bool) -> list[str]:
    """Return the fields with a fault."""
    return [each.field for each in find_minutes_faults(minutes, CRITERIA, PEOPLE, complete=complete)]


def test_a_draft_may_be_incomplete() -> None:
    """Agreements, attendees and texts may come later; a signature needs them."""
    empty = Minutes(decisions=(CriterionDecision(criterion="tono", text=""),))
    assert fields(empty, complete=False) == []
    assert fields(empty, complete=True) == ["decisions.0.text", "agreements", "attendees"]
    assert fields(WHOLE, complete=True) == []


def test_each_criterion_and_person_is_known_and_once() -> None:
    """A decision is about a criterion of the form; only people of the session attend."""
    twice = (CriterionDecision(criterion="tono", text="Sí."), CriterionDecision(criterion="tono", text="No."))
    other = (*twice, CriterionDecision(criterion="inventado", text="Sí."))
    minutes = Minutes(agreements="Todo.", decisions=other, attendees=("clara", "clara", "vera"))
    faults = ["decisions.1.criterion", "decisions.2.criterion", "attendees.1", "attendees.2"]
    assert fields(minutes, complete=False) == faults


def test_the_digest_is_of_the_content() -> None:
    """Equal minutes have one digest, and any change another."""
    assert minutes_digest(WHOLE) == minutes_digest(
        Minutes(**{name: getattr(WHOLE, name) for name in WHOLE.__struct_fields__})
    )
    assert minutes_digest(WHOLE) != minutes_digest(Minutes())
    assert len(minutes_digest(WHOLE)) == 64
