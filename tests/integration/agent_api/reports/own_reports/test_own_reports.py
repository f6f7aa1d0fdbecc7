"""Own reports: saved, made once by any number of workers, sent to those who may see them, stopped and transferred."""

import asyncio
from datetime import date

import pytest
import pytest_asyncio
from sqlalchemy import delete, insert, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.postgres.engine import unit_of_work
from storage.tables import account_role, own_report_run
from tests.support.api.api_rig import ApiRig
from tests.support.desks.own_report_desk import (
    CALLS_BY_DAY,
    EACH_MORNING,
    LEAD,
    OTHER,
    OWNER,
    OwnReportDesk,
    morning,
)
from tests.support.router.campaign_rig import CAMPAIGN

pytestmark = pytest.mark.integration
ANOTHER_RUN = {
    "id": "0" * 32,
    "missed": 0,
    "made_at": morning("2027-01-16"),
    "made_by": "system:reports",
    "owner": "sup1",
    "first_day": date(2027, 1, 9),
    "last_day": date(2027, 1, 15),
    "formats": ("pdf",),
    "site_version": "",
    "seq": 0,
    "head": "",
    **dict.fromkeys(("content", "pdf", "xlsx", "csv"), b""),
}
"""A run that another transaction holds, on which a worker waits with its own."""


@pytest_asyncio.fixture
async def desk(rig: ApiRig) -> OwnReportDesk:
    """Let the people of the reports sign in."""
    rig.now = morning("2027-01-15", 12)
    desk = OwnReportDesk(rig)
    for user in (OWNER, LEAD, OTHER):
        assert (await desk.ask(user, "GET", "/own-reports")).status_code == 200
    return desk


async def dismiss(desk: OwnReportDesk, user: str) -> None:
    """Take a user's roles away."""
    async with unit_of_work(desk.rig.engine) as connection:
        await connection.execute(delete(account_role).where(account_role.c.user == user))


async def test_a_scheduled_report_is_made_and_sent_once_and_can_be_read_as_sent(desk: OwnReportDesk) -> None:
    """Three workers look at once; who has no address gets a notification, who lost the role gets nothing."""
    report = await desk.saved(recipients=["coordinador", "sup1", "sup2"], schedule=EACH_MORNING)
    assert (report["state"], report["next_at"]) == ("active", "2027-01-16T11:00:00Z")
    await dismiss(desk, "sup2")
    assert await desk.work(morning("2027-01-16", 5)) == 0
    assert await desk.work(morning("2027-01-16"), workers=3) == 1
    [run] = await desk.runs(report["id"])
    assert (run["first_day"], run["last_day"], run["missed"]) == ("2027-01-09", "2027-01-15", 0)
    outcomes = {each["user"]: (each["outcome"], each["mail_state"]) for each in run["deliveries"]}
    expected = {"coordinador": ("mailed", "waiting"), "sup1": ("no_address", None), "sup2": ("no_permission", None)}
    assert outcomes == expected
    assert len(await desk.mails()) == 1
    bell = (await desk.ask(OWNER, "GET", "/notifications")).json()["notifications"]
    assert [each["text"] for each in bell] == [f"Le llegó el informe propio {report['id']}."]
    content = (await desk.ask(LEAD, "GET", f"/own-report-runs/{run['id']}")).json()
    assert content["title"] == "Llamadas de la semana"
    assert content["sections"][0]["tables"][0]["title"] == "Por día"
    for part, begins in (("pdf", b"%PDF"), ("xlsx", b"PK"), ("csv", b"\xef\xbb\xbfseccion")):
        file = await desk.ask(OWNER, "GET", f"/own-report-runs/{run['id']}/{part}")
        assert file.content.startswith(begins), part
        assert f"informe-propio-{report['id']}-2027-01-15.{part}" in file.headers["Content-Disposition"]
    [fact] = await desk.journaled_facts("OwnReportMade")
    assert (fact.fact.report, fact.fact.recipients, fact.fact.scheduled) == (report["id"], 2, True)  # type: ignore[union-attr]
    assert (await desk.read(report["id"]))["next_at"] == "2027-01-17T11:00:00Z"


async def test_after_a_stop_the_latest_run_is_made_and_says_how_many_were_missed(desk: OwnReportDesk) -> None:
    """Its period is that of its time, not of the moment at which the system is back."""
    report = await desk.saved(schedule=EACH_MORNING)
    assert await desk.work(morning("2027-01-20", 23)) == 1
    assert await desk.work(morning("2027-01-20", 23)) == 0
    [run] = await desk.runs(report["id"])
    assert (run["missed"], run["last_day"], run["due_at"]) == (4, "2027-01-19", "2027-01-20T11:00:00Z")


async def until_a_lock_is_waited_for(connection: AsyncConnection) -> None:
    """Wait until a transaction waits for another one."""
    waiting = text("SELECT pg_sleep(0.02) FROM pg_locks HAVING bool_or(NOT granted) IS NOT TRUE")
    async with asyncio.timeout(30):
        while (await connection.execute(waiting)).all():
            pass


async def test_a_worker_that_dies_before_the_commit_leaves_the_run_to_another(desk: OwnReportDesk) -> None:
    """Nothing of the first try stays: neither the run nor its message; the second one makes both once."""
    report = await desk.saved(recipients=["coordinador"], schedule=EACH_MORNING)
    same_run = {"campaign": CAMPAIGN, "report": report["id"], "due_at": morning("2027-01-16"), **ANOTHER_RUN}
    async with desk.rig.engine.connect() as connection:
        await connection.execute(insert(own_report_run).values(same_run))
        worker = asyncio.create_task(desk.work(morning("2027-01-16")))
        await until_a_lock_is_waited_for(connection)
        worker.cancel()
        with pytest.raises(asyncio.CancelledError):
            await worker
        await connection.rollback()
    assert (await desk.runs(report["id"]), await desk.mails()) == ([], [])
    assert await desk.work(morning("2027-01-16"), workers=2) == 1
    assert (len(await desk.runs(report["id"])), len(await desk.mails())) == (1, 1)


async def test_a_report_whose_owner_left_stops_and_goes_on_after_a_transfer(desk: OwnReportDesk) -> None:
    """Nothing is sent; the coordination is notified, transfers it, and the new owner has it from then on."""
    report = await desk.saved(recipients=["coordinador"], schedule=EACH_MORNING)
    await dismiss(desk, "sup1")
    assert await desk.work(morning("2027-01-16")) == 0
    assert await desk.mails() == []
    seen = await desk.read(report["id"], LEAD)
    assert (seen["state"], seen["stop_cause"], seen["next_at"]) == ("stopped", "owner", None)
    bell = (await desk.ask(LEAD, "GET", "/notifications")).json()["notifications"]
    assert bell[0]["about"] == "own_report"
    url = f"/own-reports/{report['id']}/transfer"
    refused = await desk.ask(LEAD, "POST", url, json={"owner": "sup1"})
    assert (refused.status_code, refused.json()["code"]) == (409, "own_report_new_owner")
    assert (await desk.ask(LEAD, "POST", url, json={"owner": "sup2"})).status_code == 204
    moved = await desk.read(report["id"], OTHER)
    assert (moved["own"], moved["state"], moved["next_at"]) == (True, "active", "2027-01-17T11:00:00Z")
    assert await desk.work(morning("2027-01-17")) == 1
    stopped = await desk.journaled_facts("OwnReportStopped")
    assert [each.fact.cause for each in stopped] == ["owner"]  # type: ignore[union-attr]


async def test_only_the_owner_changes_a_report_and_others_see_what_is_shared_or_sent(desk: OwnReportDesk) -> None:
    """A report of others is unknown; a shared one is read and not changed; a stale change is refused."""
    report = await desk.saved()
    url = f"/own-reports/{report['id']}"
    assert (await desk.ask(OTHER, "GET", url)).status_code == 404
    assert (await desk.ask("asesor1", "GET", "/own-reports")).status_code == 403
    form = {"title": "Compartido", "definition": CALLS_BY_DAY, "formats": ["xlsx"], "shared": True, "version": 1}
    assert (await desk.ask(OTHER, "PUT", url, json=form)).status_code == 404
    assert (await desk.ask(OWNER, "PUT", url, json=form)).json()["version"] == 2
    assert (await desk.ask(OWNER, "PUT", url, json=form)).json()["code"] == "own_report_changed"
    shared = await desk.read(report["id"], OTHER)
    assert (shared["own"], shared["title"]) == (False, "Compartido")
    assert (await desk.ask(OTHER, "PUT", url, json={**form, "version": 2})).status_code == 403
    assert (await desk.ask(OTHER, "POST", f"{url}/transfer", json={"owner": "sup2"})).status_code == 403
    listed = (await desk.ask(OTHER, "GET", "/own-reports")).json()["reports"]
    assert [each["id"] for each in listed] == [report["id"]]
    run = (await desk.ask(OWNER, "POST", f"{url}/runs", json={})).json()
    assert (await desk.ask(OWNER, "DELETE", url)).status_code == 204
    assert (await desk.ask(OWNER, "GET", url)).status_code == 404
    assert (await desk.ask(OTHER, "GET", f"/own-report-runs/{run['id']}")).status_code == 200


async def test_a_paused_report_is_not_made_and_goes_on_at_its_next_time(desk: OwnReportDesk) -> None:
    """The times that passed meanwhile are not made."""
    report = await desk.saved(schedule=EACH_MORNING)
    url = f"/own-reports/{report['id']}"
    assert (await desk.ask(OWNER, "POST", f"{url}/pause")).json()["state"] == "paused"
    assert (await desk.ask(OWNER, "POST", f"{url}/pause")).status_code == 409
    assert await desk.work(morning("2027-01-18", 9)) == 0
    resumed = (await desk.ask(OWNER, "POST", f"{url}/resumption")).json()
    assert (resumed["state"], resumed["next_at"]) == ("active", "2027-01-19T11:00:00Z")
    assert await desk.runs(report["id"]) == []


async def test_what_cannot_be_computed_or_sent_is_refused(desk: OwnReportDesk) -> None:
    """An impossible pair, a recipient who may not see the figures, and a schedule of fixed days."""
    by_queue = {**CALLS_BY_DAY, "tables": [{"figures": ["advisors.calls"], "groups": ["queue"]}]}
    for answer in (await desk.preview(by_queue), await desk.save(definition=by_queue)):
        assert (answer.status_code, answer.json()["code"]) == (400, "own_report_refused")
        assert "no se puede contar por cola" in answer.json()["detail"]
    refused = await desk.save(recipients=["asesor1"])
    assert (refused.status_code, refused.json()["code"]) == (400, "own_report_recipients")
    fixed = {**CALLS_BY_DAY, "period": {"kind": "fixed", "first": "2027-01-01", "last": "2027-01-02"}}
    assert (await desk.save(definition=fixed, schedule=EACH_MORNING)).status_code == 400
    assert (await desk.save(definition=fixed)).status_code == 201
