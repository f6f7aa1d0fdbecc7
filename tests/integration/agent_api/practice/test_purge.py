"""The retention of what practices leave: every row of an old call and petition goes, and none of the real campaign."""

from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import func, select

from agent_api.practice.campaign import PracticeCampaign
from agent_api.practice.purge import purge_practices
from config.site.practice_campaign import practice_site
from storage.postgres.engine import read_connection
from storage.tables import metadata
from tests.support.api.api_rig import ApiRig
from tests.support.desks.advisor_desk import AdvisorDesk
from tests.support.facts.call_logs import SEALER
from tests.support.router.campaign_rig import CAMPAIGN

pytestmark = pytest.mark.integration

KEPT = {
    *("account_role", "chain_head", "checkpoint", "checkpoint_advisor", "checkpoint_total", "interval_count"),
    *("journal", "outbox", "outbox_turn", "person_data", "site_version", "ticket_sequence"),
}
"""Tables of facts, of counts and of accounts; the datum of a person is erased within its row."""


async def tables_with_rows(rig: ApiRig) -> set[str]:
    """Return the tables that have a row of the rig's campaign."""
    tables = [table for table in metadata.sorted_tables if "campaign" in table.c]
    async with read_connection(rig.engine) as connection:
        counts = {
            table.name: await connection.scalar(
                select(func.count()).select_from(table).where(table.c.campaign == CAMPAIGN)
            )
            for table in tables
        }
    return {name for name, count in counts.items() if count}


async def test_after_its_period_nothing_is_left_of_a_call_and_its_petition(rig: ApiRig) -> None:
    """The rig's campaign stands for the one of practices; the real one has another name, and loses nothing."""
    desk = AdvisorDesk(rig)
    await desk.talk("c1")
    topic = {"kind": "solicitud", "theme": "otra"}
    assert (await desk.ask("asesor1", "PUT", "/calls/c1/disposition", json=topic)).status_code == 200
    filed = await desk.file("asesor1", call_id="c1")
    assert filed.status_code == 201, filed.text
    await rig.campaign_rig.end("c1", "answered")
    await rig.record()
    site = rig.app.state.context.site
    real = practice_site(site)
    assert real is not None
    parts = (rig.engine, rig.campaign_rig.redis, SEALER, site, site.practice)
    before = await tables_with_rows(rig)
    assert before >= {"call", "disposition", "ticket", "ticket_entry", "ticket_words"}
    later = rig.now + timedelta(days=site.practice.record_days + 1)
    assert await purge_practices(PracticeCampaign(*parts, real), later) == 0
    own = PracticeCampaign(*parts, msgspec.structs.replace(real, campaign=CAMPAIGN))
    assert await purge_practices(own, rig.now) == 0
    assert await tables_with_rows(rig) == before
    assert await purge_practices(own, later) == 1
    assert await tables_with_rows(rig) - KEPT == set()
    assert [await desk.rows(f"person_data WHERE sealed IS {state}NULL") for state in ("NOT ", "")] == [0, 1]
    assert await purge_practices(own, later) == 0
