"""The days of roles around a planned move, against a model that asks for each day which roles hold."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from agent_api.rights.planned_roles import interrupted_roles, roles_around, roles_restored

MONDAY = date(2027, 3, 1)
ROLES = ("admin", "asesor", "calidad", "supervisor")
DAYS = st.integers(0, 12).map(lambda days: MONDAY + timedelta(days=days))
ROLE_SETS = st.frozensets(st.sampled_from(ROLES))


@st.composite
def grants(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Return some roles, each with its days."""
    made = []
    for role in sorted(draw(ROLE_SETS)):
        begins, lasts = draw(DAYS), draw(st.one_of(st.none(), st.integers(0, 9)))
        ends = None if lasts is None else begins + timedelta(days=lasts)
        made.append({"role": role, "begins_on": begins, "ends_on": ends})
    return made


def on_day(found: Iterable[dict[str, Any]], day: date) -> set[str]:
    """Return the roles that hold on a day."""
    return {each["role"] for each in found if each["begins_on"] <= day and (each["ends_on"] or day) >= day}


@given(grants(), ROLE_SETS, DAYS)
def test_old_roles_end_and_new_ones_begin_on_the_day(
    before: list[dict[str, Any]], roles: frozenset[str], day: date
) -> None:
    """Before the day the roles are those of before, from it on exactly the new ones; a gap is named."""
    after = roles_around(before, roles, day)
    gaps = set(interrupted_roles(before, roles, day))
    for offset in range(-1, 25):
        each = MONDAY + timedelta(days=offset)
        if each >= day:
            assert on_day(after, each) == roles
        else:
            assert on_day(after, each) - gaps == on_day(before, each) - gaps


@given(grants(), ROLE_SETS, DAYS, ROLE_SETS)
def test_a_cancelled_move_restores_the_roles(
    before: list[dict[str, Any]], roles: frozenset[str], day: date, changed: frozenset[str]
) -> None:
    """Each grant is as before, except one that was withdrawn since."""
    planned = roles_around(before, roles, day)
    current = [each for each in planned if each["role"] not in changed]
    restored = {each["role"]: each for each in roles_restored(current, before, roles, day)}
    withdrawn = changed & {each["role"] for each in planned}
    assert restored == {each["role"]: each for each in before if each["role"] not in withdrawn}
