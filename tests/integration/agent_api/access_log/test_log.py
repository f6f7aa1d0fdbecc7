"""The access log: complete, filtered, paged, exported, masked, and never changed."""

import pytest
from sqlalchemy import text

from storage.errors import DatabaseRefused
from storage.postgres.engine import unit_of_work
from tests.support.api.api_rig import api_document
from tests.support.desks.access_desk import ADMIN, LOG, REVIEWER, AccessDesk

pytestmark = pytest.mark.integration
NEW_USER = {"user": "nadia", "name": "Nadia Ruiz", "roles": [{"role": "asesor"}]}


async def create_nadia(desk: AccessDesk) -> None:
    """Create and disable a user as the operator does."""
    from agent_api.access.user_admin import UserAdmin
    from tests.support.facts.call_logs import SEALER
    from tests.support.router.campaign_rig import CAMPAIGN

    staff = UserAdmin(desk.rig.engine, SEALER, CAMPAIGN, "v", "user:raiz")
    await staff.create_with_hash("nadia", "Nadia Ruiz", "x", [{"role": "asesor"}], desk.rig.now, must_change=True)
    await staff.set_password_hash("nadia", "y", now=desk.rig.now, must_change=True)
    await staff.disable("nadia", desk.rig.now)


async def test_the_log_says_who_did_what_to_which_account(desk: AccessDesk) -> None:
    """Creation, role, reset and disabling, the newest first, with names, and never a password."""
    await desk.ask(ADMIN, "GET", "/me")
    await create_nadia(desk)
    entries = await desk.entries(account="nadia")
    assert [each["movement"] for each in entries] == ["UserDisabled", "PasswordReset", "RoleGranted", "UserCreated"]
    assert {(each["account_name"], each["actor_name"], each["channel"]) for each in entries} == {
        ("Nadia Ruiz", "Raiz", "screen")
    }
    assert entries[2]["reason"] == "Asesor"


async def test_filters_and_pages_read_the_same_rows(desk: AccessDesk) -> None:
    """A kind, an actor, a channel and days; a page of one row at a time gives the whole list."""
    await create_nadia(desk)
    assert [each["movement"] for each in await desk.entries(kind="role")] == ["RoleGranted"]
    assert len(await desk.entries(actor="raiz", channel="screen")) == 4
    assert await desk.entries(channel="token") == []
    day = desk.rig.now.date().isoformat()
    whole = await desk.entries(first_day=day, last_day=day)
    assert len(whole) == 4
    seen, cursor = [], None
    while cursor is not None or not seen:
        page = (
            await desk.ask(REVIEWER, "GET", LOG, params={"limit": 1, **({"cursor": cursor} if cursor else {})})
        ).json()
        seen += page["entries"]
        cursor = page["next"]
    assert seen == whole
    refused = await desk.ask(REVIEWER, "GET", LOG, params={"first_day": "2026-11-02", "last_day": "2026-11-01"})
    assert (refused.status_code, refused.json()["code"]) == (400, "bad_query")


async def test_a_read_of_a_customer_shows_initials_or_nothing(desk: AccessDesk) -> None:
    """A reader who may search customers sees initials, another reader an opaque id; none sees the name."""
    await desk.add_customer("c1", "Marta Peña")
    read = await desk.ask("coordinador:cora", "GET", "/customers/c1")
    assert read.status_code == 200, read.text
    (entry,) = await desk.entries("coordinador:cora", customer="c1", limit=1)
    assert (entry["actor"], entry["customer_id"], entry["customer"]) == ("cora", "c1", "M*** P***")
    (masked,) = await desk.entries(REVIEWER, customer="c1", limit=1)
    assert (masked["customer"], masked["customer_id"]) == (None, "c1")


async def test_an_export_has_the_rows_and_is_a_fact(desk: AccessDesk) -> None:
    """The file has a heading in Spanish, and a fact names the reader; without the permission it is refused."""
    await create_nadia(desk)
    await desk.journaled_facts("")
    body = {"columns": ["at", "account", "movement", "reason"], "format": "csv", "account": "nadia"}
    answer = await desk.ask(REVIEWER, "POST", "/access-log-exports", json=body)
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Fecha y hora,Cuenta,Movimiento,Motivo o detalle"
    assert lines[1].endswith("nadia,Se inhabilitó la cuenta,")
    assert len(lines) == 5
    (fact,) = await desk.journaled_facts("ListExported")
    assert (fact.fact.list, fact.fact.rows, fact.actor) == ("access_log", 4, "user:clara")
    refused = await desk.ask("supervisor:sara", "POST", "/access-log-exports", json=body)
    assert refused.status_code == 403


@pytest.mark.parametrize(
    "statement",
    ["UPDATE access_log_entry SET account = 'x'", "DELETE FROM access_log_entry", "TRUNCATE access_log_entry"],
)
async def test_no_row_can_be_changed(desk: AccessDesk, statement: str) -> None:
    """PostgreSQL itself refuses it, and no route has another method than GET."""
    await create_nadia(desk)
    await desk.entries()
    with pytest.raises(DatabaseRefused):
        async with unit_of_work(desk.rig.engine) as connection:
            await connection.execute(text(statement))
    paths = api_document()["paths"]
    assert set(paths["/api/v1/access-log"]) == {"get"}


async def test_several_processes_append_each_fact_once(desk: AccessDesk) -> None:
    """Requests at once, in small batches, give one row for each fact."""
    import asyncio

    from agent_api.access_log.projection import append_new_rows
    from tests.support.router.campaign_rig import CAMPAIGN

    await create_nadia(desk)
    await desk.journaled_facts("")
    appended = (append_new_rows(desk.rig.engine, CAMPAIGN, batch=2, max_batches=50) for _ in range(3))
    assert all(await asyncio.gather(*appended))
    assert await desk.rows("access_log_entry") == 4


@pytest.mark.parametrize("user", ["asesor1", "supervisor:sara", "funcionario:fabio"])
async def test_only_some_roles_read_the_log(desk: AccessDesk, user: str) -> None:
    """Advisors, officials and supervisors do not."""
    assert (await desk.ask(user, "GET", LOG)).status_code == 403
