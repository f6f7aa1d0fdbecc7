"""The roster over the site's seeds: a change on a screen holds, the folder says the rest."""

from datetime import date

from agent_api.roster.domain.merge import (
    AbsenceDays,
    People,
    assigned_queues,
    open_queues,
    seeded_queues,
    site_with_people,
)
from config.site.tickets.escalation import area_assignee
from tests.support.site_folders import sample_site

SITE = sample_site()
AREA, OWN, DEPUTY, LEADER, OTHER = "credito_cobranza", "funcionario1", "funcionario2", "credito_lider", "cartera1"
DAY = date(2026, 11, 30)


def _in_charge(people: People, day: date = DAY) -> str:
    return area_assignee(site_with_people(SITE, people), AREA, day).user


def test_the_folder_seeds_the_queues_of_an_advisor() -> None:
    """Without a stored row the site's levels hold; an advisor that the folder does not name has none."""
    assert assigned_queues(SITE, "asesor1", None) == SITE.sample_advisors[0].queues
    assert assigned_queues(SITE, "nadie", None) == {}
    assert seeded_queues(SITE, "asesor1") == assigned_queues(SITE, "asesor1", None)


def test_stored_queues_replace_all_seeds() -> None:
    """An empty assignment is one too, and a queue that the site no longer has is left out."""
    assert assigned_queues(SITE, "asesor1", {}) == {}
    assert assigned_queues(SITE, "asesor1", {"pagos": 3, "retirada": 9}) == {"pagos": 3}


def test_a_restriction_takes_its_queue_away() -> None:
    """The other queues keep their levels, and a restriction of another queue has no effect."""
    assert open_queues({"credito": 8, "pagos": 5}, {"credito": "Le falta un curso.", "quejas": "Otro."}) == {"pagos": 5}


def test_an_absence_of_the_roster_moves_the_charge_to_the_deputy() -> None:
    """It holds on its first and last day and on no other."""
    people = People(absences={OWN: [AbsenceDays(user=OWN, first_day=DAY, last_day=date(2026, 12, 2))]})
    assert _in_charge(people) == _in_charge(people, date(2026, 12, 2)) == DEPUTY
    assert _in_charge(people, date(2026, 11, 29)) == _in_charge(people, date(2026, 12, 3)) == OWN


def test_absences_of_the_roster_replace_those_of_the_folder() -> None:
    """A user whose only absence was cancelled here is present on the days that the folder names."""
    assert _in_charge(People(), date(2026, 12, 28)) == DEPUTY
    assert _in_charge(People(absences={OWN: []}), date(2026, 12, 28)) == OWN


def test_the_deputy_of_an_absence_precedes_the_standing_one() -> None:
    """Both precede the area's; a person outside the area is no deputy in it."""
    away = AbsenceDays(user=OWN, first_day=DAY, last_day=DAY, deputy=OTHER)
    assert _in_charge(People(absences={OWN: [away]}, deputies={OWN: LEADER})) == OTHER
    away = AbsenceDays(user=OWN, first_day=DAY, last_day=DAY)
    assert _in_charge(People(absences={OWN: [away]}, deputies={OWN: LEADER})) == LEADER
    away = AbsenceDays(user=OWN, first_day=DAY, last_day=DAY, deputy="juridica1")
    assert _in_charge(People(absences={OWN: [away]})) == DEPUTY


def test_a_roster_without_changes_leaves_the_site_as_it_is() -> None:
    """The same value is returned, so nothing is copied."""
    assert site_with_people(SITE, People()) is SITE
