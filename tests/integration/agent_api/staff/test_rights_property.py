"""The rights of a person in the database, after random acts while days pass, are those of an independent model."""

from datetime import date, timedelta
from itertools import chain
from random import Random

import pytest
from sqlalchemy import delete

from agent_api.access.users import roles_of, users_with_roles
from agent_api.kit.author import Author
from agent_api.staff import store
from agent_api.staff.domain.history import (
    StaffPeriod,
    StaffRefusal,
    cancel_exit,
    cancel_move,
    carry_out,
    enter,
    leave,
    move,
    present_number,
)
from agent_api.staff.domain.record import StaffAct, StaffPerson, apply_act
from storage.postgres.engine import unit_of_work
from storage.tables import staff_period
from tests.support.desks.staff_desk import ADVISOR, StaffDesk
from tests.support.facts.call_logs import SEALER
from tests.support.properties import examples

pytestmark = pytest.mark.integration


def moved(act: str, history: list[StaffPeriod], today: date, day: date) -> list[StaffPeriod] | StaffRefusal | None:
    """Return the periods after a move today, a planned one, or its cancellation; None for another act."""
    match act:
        case "move":
            return move(history, today)
        case "plan":
            return move(history, today, day)
        case "keep":
            return cancel_move(history, today)
    return None


def random_acts(dice: Random, today: date, number: int) -> list[tuple[date, list[StaffPeriod], date, date]]:
    """Return the days of a random life: the day, the periods then, and the first and last day with rights."""
    history: list[StaffPeriod] = []
    first = last = date.max
    life: list[tuple[date, list[StaffPeriod], date, date]] = []
    for _ in range(number):
        today += timedelta(days=dice.randint(0, 4))
        day = today + timedelta(days=dice.randint(-6, 6))
        act = dice.choice(("enter", "move", "plan", "keep", "leave", "now", "stay", "work"))
        if act == "enter" and isinstance(after := enter(history, day), list):
            history, first, last = after, day, date.max
        elif isinstance(elsewhere := moved(act, history, today, day), list):
            history = elsewhere
        elif act == "leave" and isinstance(after := leave(history, day, today), list):
            history, last = after, day if day >= today else date.min
        elif act == "now" and isinstance(after := leave(history, None, today), list):
            history, last = after, date.min
        elif act == "stay" and isinstance(after := cancel_exit(history, today), list):
            history, last = after, date.max
        elif act == "work":
            history = carry_out(history, today)
        if history:
            life.append((today, history, first, last))
    return life


async def test_at_no_moment_has_anybody_a_right_outside_the_dates(desk: StaffDesk) -> None:
    """On each day a role that was granted for ever holds if and only if the person's dates cover the day."""
    rig, campaign = desk.rig, desk.rig.site.campaign
    author = Author(actor="system", at=rig.now, site_version="")
    lives = (random_acts(Random(seed), rig.now.date(), 25) for seed in range(examples(15)))
    for today, periods, first, last in chain.from_iterable(lives):
        now = rig.now + (today - rig.now.date())
        rows = apply_act((), periods, StaffAct(author=author))
        async with unit_of_work(rig.engine) as connection:
            await connection.execute(delete(staff_period))
            person = StaffPerson(user=ADVISOR, name="Ana Rojas")
            await store.save_people(connection, SEALER, campaign, [(person, present_number(periods, today))], at=now)
            await store.save_periods(connection, SEALER, campaign, [(ADVISOR, each) for each in rows])
            may = first <= today <= last
            assert await roles_of(connection, ADVISOR, campaign, now) == (["asesor"] if may else [])
            assert (ADVISOR in await users_with_roles(connection, campaign, ["asesor"], today)) == may
            is_due = any(not each.closed and (each.ends_on or today) < today for each in periods)
            assert (ADVISOR in await store.list_due(connection, campaign, today)) == is_due
