"""Sealed periods and daily heads over HTTP: permissions and answers."""

import hashlib
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import insert

from agent_api.sealed_periods.service import SealContext, seal_next
from metrics.sealed.anchors import read_anchors
from metrics.sealed.figures import figures_of
from metrics.sealed.verifier import verify
from storage.postgres.engine import unit_of_work
from storage.tables import day_head
from tests.support.api.api_rig import ApiRig
from tests.support.desks.advisor_desk import AdvisorDesk as Talks
from tests.support.router.campaign_rig import CAMPAIGN

pytestmark = pytest.mark.integration
DAY_MS = 86_400_000
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


async def a_closed_month(rig: ApiRig) -> str:
    """Play a month with a call, and close it as the coordinator in the next one."""
    talks = Talks(rig)
    await talks.talk("una-llamada")
    await talks.hang_up("una-llamada")
    await talks.ask("asesor1", "POST", "/me/wrap-up/end")
    month = f"{rig.now:%Y-%m}"
    await rig.campaign_rig.set_time(40 * DAY_MS)
    rig.now += timedelta(days=40)
    headers = {"Authorization": f"Bearer {await rig.hire('jefa', 'coordinador')}"}
    closed = await rig.client.post("/api/v1/periods", json={"month": month}, headers=headers)
    assert closed.status_code == 201, closed.text
    assert await talks.journaled_facts("PeriodClosed")
    return month


async def test_a_month_is_asked_for_sealed_and_downloaded(rig: ApiRig) -> None:
    """The coordinator requests it, a worker seals it, and the interventoría downloads a file that it can verify."""
    month = await a_closed_month(rig)
    coordinator = {"Authorization": f"Bearer {await rig.hire('coord', 'coordinador')}"}
    auditor = {"Authorization": f"Bearer {await rig.hire('inter', 'interventoria')}"}
    response = await rig.client.post("/api/v1/sealed-periods", json={"month": month}, headers=coordinator)
    assert (response.status_code, response.json()["state"], response.json()["asked_by"]) == (202, "asked", "coord")
    waits = await rig.client.get(f"/api/v1/sealed-periods/{month}/file", headers=auditor)
    assert (waits.status_code, waits.json()["code"]) == (409, "not_sealed_yet")

    await seal_next(SealContext(rig.engine, rig.site, lambda: KEY), rig.now)
    again = await rig.client.post("/api/v1/sealed-periods", json={"month": month}, headers=coordinator)
    [listed] = (await rig.client.get("/api/v1/sealed-periods", headers=auditor)).json()["periods"]
    assert again.json() == listed
    assert (listed["id"], listed["state"]) == (month, "sealed")
    file = await rig.client.get(f"/api/v1/sealed-periods/{month}/file", headers=auditor)
    assert file.headers["content-disposition"] == f'attachment; filename="sello-{CAMPAIGN}-{month}.tar"'
    assert hashlib.sha256(file.content).hexdigest() == listed["digest"]
    report = verify(io.BytesIO(file.content), recount=figures_of, key=bytes.fromhex(listed["public_key"]))
    assert report.sound, report.findings
    assert report.head == listed["head"]


async def test_a_month_that_is_not_closed_cannot_be_asked_for(rig: ApiRig) -> None:
    """An invalid month is refused too, and only the coordinator may ask."""
    coordinator = {"Authorization": f"Bearer {await rig.hire('coord', 'coordinador')}"}
    auditor = {"Authorization": f"Bearer {await rig.hire('inter', 'interventoria')}"}
    refused = await rig.client.post("/api/v1/sealed-periods", json={"month": "2026-10"}, headers=coordinator)
    assert (refused.status_code, refused.json()["code"]) == (409, "period_not_closed")
    wrong = await rig.client.post("/api/v1/sealed-periods", json={"month": "2026-13"}, headers=coordinator)
    assert wrong.status_code == 422
    forbidden = await rig.client.post("/api/v1/sealed-periods", json={"month": "2026-10"}, headers=auditor)
    assert forbidden.status_code == 403
    missing = await rig.client.get("/api/v1/sealed-periods/2026-10", headers=auditor)
    assert (missing.status_code, missing.json()["code"]) == (404, "no_such_seal")


async def test_heads_are_listed_page_by_page(rig: ApiRig) -> None:
    """The latest comes first, each in the verifier's form, and a supervisor has no access."""
    told_at = datetime(2026, 11, 20, tzinfo=UTC)
    rows = [
        {"campaign": CAMPAIGN, "day": date(2026, 11, day), "seq": day, "hash": bytes([day] * 32), "recipients": 1}
        for day in (17, 18, 19)
    ]
    async with unit_of_work(rig.engine) as connection:
        await connection.execute(insert(day_head), [{**row, "told_at": told_at} for row in rows])
    auditor = {"Authorization": f"Bearer {await rig.hire('inter', 'interventoria')}"}
    first = (await rig.client.get("/api/v1/day-heads?limit=2", headers=auditor)).json()
    assert [each["day"] for each in first["heads"]] == ["2026-11-19", "2026-11-18"]
    assert read_anchors(first["heads"][0]["anchor"])[0].hash == bytes([19] * 32)
    second = (await rig.client.get(f"/api/v1/day-heads?before={first['next']}", headers=auditor)).json()
    assert ([each["seq"] for each in second["heads"]], second["next"]) == ([17], None)
    assert (await rig.get("/api/v1/day-heads")).status_code == 403
