"""Deputies: a shared role and a shared area make one fit; a chain of them ends with a person who is there."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_api.roster.domain.deputies import is_fit_deputy, seeded_deputy, stand_in
from agent_api.roster.domain.merge import AbsenceDays, People, site_with_people
from tests.support.site_folders import sample_site

SITE = sample_site()
OFFICIAL = ("funcionario",)
MONDAY = date(2027, 3, 1)
LEADERS = ("lola", "paco", "rita", "saul", "tina")
LOGINS = st.sampled_from(LEADERS)


@st.composite
def rosters(draw: st.DrawFn) -> People:
    """Return absences and deputies of leaders, cycles and absent deputies included."""
    absences: dict[str, list[AbsenceDays]] = {}
    for user in sorted(draw(st.frozensets(LOGINS))):
        first = MONDAY + timedelta(days=draw(st.integers(-3, 3)))
        named = draw(st.sampled_from(("", *LEADERS)))
        last = first + timedelta(days=draw(st.integers(0, 5)))
        absences[user] = [AbsenceDays(user=user, first_day=first, last_day=last, deputy=named)]
    return People(absences=absences, deputies=draw(st.dictionaries(LOGINS, st.sampled_from(("", *LEADERS)))))


@given(rosters(), LOGINS, st.frozensets(LOGINS))
def test_no_cycle_of_deputies_hides_a_person_who_is_there(
    people: People, user: str, unavailable: frozenset[str]
) -> None:
    """The choice is the first of the chain who is there, as a walk of bounded length finds it; else none."""

    def away(who: str) -> bool:
        return any(each.first_day <= MONDAY <= each.last_day for each in people.absences.get(who, ()))

    def next_of(who: str) -> str:
        named = [each.deputy for each in people.absences.get(who, ()) if away(who) and each.deputy]
        return named[0] if named else people.deputies.get(who, "")

    expected, at = None, user
    for _ in LEADERS if away(user) else ():
        at = next_of(at)
        if not at:
            break
        if at != user and not away(at) and at not in unavailable:
            expected = at
            break
    assert stand_in(people, user, MONDAY, unavailable=unavailable) == expected


def test_the_area_chooses_who_stands_in_for_an_official() -> None:
    """An absence of the roster holds in the area, whose own rule decides."""
    days = AbsenceDays(user="funcionario1", first_day=MONDAY, last_day=MONDAY)
    people = People(absences={"funcionario1": [days]})
    areas = site_with_people(SITE, people).areas.values()
    area = next(each for each in areas if "funcionario1" in each.officials)
    assert stand_in(people, "funcionario1", MONDAY, area) == "funcionario2"
    assert stand_in(people, "funcionario1", MONDAY + timedelta(days=1), area) is None


@pytest.mark.parametrize(
    ("user", "roles", "deputy", "deputy_roles", "fits"),
    [
        ("funcionario1", OFFICIAL, "cartera1", OFFICIAL, True),
        ("funcionario1", OFFICIAL, "funcionario1", OFFICIAL, False),
        ("funcionario1", OFFICIAL, "juridica1", OFFICIAL, False),
        ("funcionario1", OFFICIAL, "cartera1", ("asesor",), False),
        ("jefa", ("coordinador",), "otra", ("coordinador", "calidad"), True),
        ("jefa", ("coordinador",), "otra", ("supervisor",), False),
        ("jefa", ("coordinador",), "otra", (), False),
    ],
)
def test_a_deputy_shares_a_role_and_an_area(
    user: str, roles: tuple[str, ...], deputy: str, deputy_roles: tuple[str, ...], fits: bool
) -> None:
    """No person stands in for themselves, and the work of an area stays in it."""
    assert is_fit_deputy(SITE, user, roles, deputy, deputy_roles) is fits


def test_the_area_seeds_the_deputy_of_its_responsible_official() -> None:
    """Other officials of the area have no deputy of their own in the sample site."""
    assert seeded_deputy(SITE, "funcionario1") == "funcionario2"
    assert seeded_deputy(SITE, "cartera1") == ""
    assert seeded_deputy(SITE, "nadie") == ""
