"""Each week and channel is planned once, by the site version in force when the week began."""

from datetime import timedelta

import msgspec
import pytest
from sqlalchemy.dialects.postgresql import insert

from eventlog.facts import SamplePlanned, SiteImported
from storage.postgres.engine import unit_of_work
from storage.tables import site_version
from tests.support.desks.sample_desk import QUALITY, SampleDesk
from tests.support.facts.sample_weeks import WEEK, plan

pytestmark = pytest.mark.integration
MONDAY = WEEK.begins + timedelta(minutes=1)


async def test_three_workers_plan_each_channel_once(desk: SampleDesk) -> None:
    """There is one row and one fact for each channel, and the API shows the plan."""
    assert await desk.plan(MONDAY, workers=3) == 2
    assert await desk.plan(MONDAY + timedelta(days=1)) == 0
    assert await desk.journal_outbox(MONDAY) == [plan("phone"), plan("written")]
    desk.rig.now = MONDAY
    page = (await desk.ask(QUALITY, "GET", "/samples", params={"channel": "phone"})).json()
    [sample] = page["samples"]
    assert (sample["id"], sample["state"], sample["plan"]["confidence"]) == ("2026-W47-phone", "planned", 95)
    assert (sample["first_day"], sample["last_day"], page["next"]) == ("2026-11-16", "2026-11-22", None)


async def test_missed_weeks_are_planned_late(desk: SampleDesk) -> None:
    """After three weeks without a worker, their samples are planned together, and the time of the fact says it."""
    await desk.plan(MONDAY)
    assert await desk.plan(MONDAY + timedelta(weeks=3)) == 6
    facts = await desk.journal_outbox(MONDAY + timedelta(weeks=3))
    weeks = [each.week for each in facts if isinstance(each, SamplePlanned) and each.channel == "phone"]
    assert weeks == ["2026-W47", "2026-W48", "2026-W49", "2026-W50"]
    first = (await desk.ask(QUALITY, "GET", "/samples", params={"limit": 2})).json()
    assert ([each["week"] for each in first["samples"]], first["next"]) == (["2026-W50", "2026-W50"], "2026-W50")
    rest = (await desk.ask(QUALITY, "GET", "/samples", params={"before": first["next"]})).json()
    assert (len(rest["samples"]), rest["next"]) == (6, None)


async def test_a_plan_that_changes_in_mid_week_holds_from_the_next_week_on(desk: SampleDesk) -> None:
    """The week keeps the site version of its beginning, although its plan is written later."""
    old = desk.site
    row = {"version": old.version, "campaign": old.campaign, "imported_at": WEEK.begins - timedelta(days=9)}
    async with unit_of_work(desk.rig.engine) as connection:
        await connection.execute(insert(site_version).values(**row, content={}))
    desk.sites[old.version] = old
    assert old.quality is not None
    phone = old.quality.sampling.channels["phone"]
    desk.set_rules(channels={"phone": msgspec.structs.replace(phone, confidence=99)})
    desk.site = msgspec.structs.replace(desk.site, version="0" * 16)
    wednesday = WEEK.begins + timedelta(days=2)
    await desk.journal((wednesday, "", "system", SiteImported(digest=desk.site.version)))
    assert await desk.plan(wednesday + timedelta(hours=1)) == 2
    assert await desk.journal_outbox(wednesday + timedelta(hours=1)) == [plan("phone"), plan("written")]
    assert await desk.plan(WEEK.ends + timedelta(minutes=1)) == 1
    [following] = await desk.journal_outbox(WEEK.ends + timedelta(minutes=1))
    assert isinstance(following, SamplePlanned)
    assert (following.week, following.confidence) == ("2026-W48", 99)


async def test_a_site_without_quality_has_no_samples(desk: SampleDesk) -> None:
    """Nothing is planned."""
    desk.site = msgspec.structs.replace(desk.site, quality=None)
    assert await desk.plan(MONDAY) == 0
    assert await desk.journal_outbox(MONDAY) == []
