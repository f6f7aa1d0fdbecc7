"""The first steps through the API: states from facts, a test message, and a real record of a call."""

import dataclasses
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
import pytest_asyncio
from sqlalchemy import select, update

from config.site.documents.starter import STARTER_SITE
from config.site.loader import load_site, with_version
from storage.postgres.engine import read_connection, unit_of_work
from storage.tables import call, mail
from tests.support.api.api_rig import ApiRig, MixedCalls
from tests.support.desks.site_desk import ADMIN, CLARA, SARA, VERA, SiteDesk
from tests.support.router.campaign_rig import CAMPAIGN

pytestmark = pytest.mark.integration
PATH = "/first-steps"


@pytest_asyncio.fixture
async def desk(rig: ApiRig) -> SiteDesk:
    """Publish the starter site."""
    desk = SiteDesk(rig)
    await desk.publish_site(with_version(msgspec.structs.replace(load_site(STARTER_SITE), campaign=CAMPAIGN)))
    return desk


async def read_steps(desk: SiteDesk, user: str = ADMIN) -> dict[str, Any]:
    response = await desk.ask(user, "GET", PATH)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def lacks(answer: dict[str, Any]) -> dict[str, list[str]]:
    return {each["name"]: each["lacks"] for each in answer["steps"] if each["lacks"]}


async def test_a_new_entity_reads_what_is_missing(desk: SiteDesk) -> None:
    """A person with the right to publish reads the steps; the line names the number to dial."""
    answer = await read_steps(desk)
    assert lacks(answer)["lines"] == ["example_number"]
    assert answer["lines"] == [
        {"id": "principal", "name": "Línea de atención", "numbers": ["1000"], "open": answer["lines"][0]["open"]}
    ]
    assert (answer["draft"], answer["draft_title"], answer["publication"] > 0) == (None, "Primeros pasos", True)
    assert (await desk.ask(CLARA, "GET", PATH)).status_code == 200
    assert {(await desk.ask(user, "GET", PATH)).status_code for user in (SARA, VERA)} == {403}


async def test_the_draft_of_the_steps_is_found_until_it_is_published(desk: SiteDesk) -> None:
    """A draft with the title of the steps is theirs; publishing it ends the step."""
    opened = await desk.send(ADMIN, "POST", "/drafts", 201, title="Primeros pasos")
    answer = await read_steps(desk)
    assert (answer["draft"], "unpublished_draft" in lacks(answer)["publication"]) == (opened["id"], True)
    await desk.send(ADMIN, "DELETE", f"/drafts/{opened['id']}", 204)
    assert (await read_steps(desk))["draft"] is None


async def test_a_call_counts_from_the_publication_on(desk: SiteDesk, rig: ApiRig) -> None:
    """A call before the publication is not the test call; one after it is, with the moment of its answer."""
    await MixedCalls(rig).make_calls()
    since = datetime.fromisoformat((await read_steps(desk))["since"])
    before, after = since - timedelta(seconds=1), since + timedelta(seconds=1)
    async with unit_of_work(rig.engine) as connection:
        await connection.execute(update(call).values(arrived_at=before))
    assert (await read_steps(desk))["call"] is None
    async with unit_of_work(rig.engine) as connection:
        [id_] = (await connection.execute(select(call.c.call_id).order_by(call.c.call_id).limit(1))).scalars()
        moved = update(call).where(call.c.call_id == id_)
        await connection.execute(moved.values(line="principal", arrived_at=after, answered_at=after))
    heard = (await read_steps(desk))["call"]
    assert (heard["line"], heard["answered_at"] is not None) == ("principal", True)


async def test_a_test_message_waits_for_the_server_that_sends_it(desk: SiteDesk, rig: ApiRig) -> None:
    """Without a server it is refused; with one it is posted once, and the step ends when the server accepts it."""
    refused = await desk.ask(ADMIN, "POST", f"{PATH}/mail-test", json={"to": "ana@alcaldia.gov.co"})
    assert (refused.status_code, refused.json()["code"]) == (409, "mail_unavailable")
    rig.app.state.context = dataclasses.replace(rig.app.state.context, has_mail_server=True)
    wrong = await desk.ask(ADMIN, "POST", f"{PATH}/mail-test", json={"to": "ana"})
    assert (wrong.status_code, wrong.json()["code"]) == (400, "bad_query")
    posted = await desk.ask(ADMIN, "POST", f"{PATH}/mail-test", json={"to": "ana@alcaldia.gov.co"})
    assert (posted.status_code, "mail_untried" in lacks(posted.json())["mail"]) == (202, True)
    async with unit_of_work(rig.engine) as connection:
        await connection.execute(update(mail).values(state="sent"))
    async with read_connection(rig.engine) as connection:
        assert list((await connection.execute(select(mail.c.template))).scalars()) == ["trial"]
    assert "mail_untried" not in lacks(await read_steps(desk))["mail"]
