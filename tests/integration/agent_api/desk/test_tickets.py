"""Filing petitions, and who sees them."""

import asyncio
from datetime import timedelta

import pytest

from agent_api.tickets import store
from agent_api.tickets.domain.numbers import FilingNumber, parse_number
from eventlog.facts import TicketFiled
from storage.postgres.engine import unit_of_work
from tests.support.desks.advisor_desk import PETITION_FORM, AdvisorDesk
from tests.support.router.campaign_rig import CAMPAIGN

pytestmark = pytest.mark.integration
LUZ = {"name": "Luz Beltrán"}


async def test_a_petition_is_filed_on_the_call(desk: AdvisorDesk) -> None:
    """A petition gets a number, a sentence to read aloud, and all data of a receipt; the log has it without names."""
    await desk.talk("a")
    answer = await desk.file("asesor1", call_id="a", petitioner=LUZ)
    assert answer.status_code == 201
    filed = answer.json()
    assert filed["number"] == "2027-000001-7"
    assert filed["spoken"].startswith("Su radicado es: dos mil veintisiete; cero, cero, cero; cero, cero, uno;")
    assert (filed["kind_name"], filed["theme_name"], filed["text"]) == (
        "Queja",
        "Trato recibido",
        PETITION_FORM["text"],
    )
    assert (filed["call_id"], filed["caller"], filed["verbal"]) == ("a", "*** *** 2201", True)
    assert (filed["filed_by"], filed["status"]) == ("asesor1", "open")
    (envelope,) = await desk.journaled_facts("TicketFiled")
    assert envelope.fact == TicketFiled(
        ticket=filed["number"], kind="queja", theme="trato", subtheme="asesor_telefonico"
    )
    assert (envelope.call_id, envelope.actor) == ("a", "advisor:asesor1")


async def test_a_petition_without_a_call_is_filed(desk: AdvisorDesk) -> None:
    """A petition needs neither a call nor a known customer."""
    filed = (await desk.file("asesor1")).json()
    assert (filed["call_id"], filed["caller"], filed["verbal"]) == (None, None, False)


async def test_one_key_files_one_ticket(desk: AdvisorDesk) -> None:
    """Sent four times at once and once more later, a request files one ticket and writes one fact."""
    await desk.talk("a")
    answers = await asyncio.gather(*(desk.file("asesor1", call_id="a") for _ in range(4)))
    await desk.hang_up("a")
    desk.rig.now += timedelta(days=3)
    answers.append(await desk.file("asesor1", call_id="a"))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["number"] for answer in answers}) == 1
    assert await desk.rows("ticket") == 1
    assert len(await desk.journaled_facts("TicketFiled")) == 1
    assert (await desk.file("asesor1", "key-00000002")).json()["number"].startswith("2027-000002-")


async def test_one_key_is_not_two_petitions(desk: AdvisorDesk) -> None:
    """The same key with another petition is refused and names the filed one; another user's same key is another key."""
    filed = await desk.file("asesor1")
    answer = await desk.file("asesor1", text="Otra cosa")
    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_key_reused")
    assert answer.json()["ticket"] == filed.json()["number"]
    assert (await desk.file("asesor2", text="Otra cosa")).status_code == 201


async def _take_and_undo(desk: AdvisorDesk) -> None:
    async with unit_of_work(desk.rig.engine) as connection:
        await store.next_sequence(connection, CAMPAIGN, 2027)
        raise RuntimeError("undone")


async def test_numbers_have_no_gaps(desk: AdvisorDesk) -> None:
    """With concurrent filings and one rolled back, the numbers of the year are consecutive."""
    async with asyncio.timeout(60):
        with pytest.raises(RuntimeError, match="undone"):
            await _take_and_undo(desk)
        await asyncio.gather(*(desk.file(f"asesor{n % 3}", f"key-{n:08}") for n in range(12)))
    listed = (await desk.ask("supervisor:sup1", "GET", "/tickets")).json()["tickets"]
    assert sorted(parse_number(each["number"]).sequence for each in listed) == list(range(1, 13))


@pytest.mark.parametrize(
    ("form", "status", "code"),
    [
        ({"kind": "elogio"}, 400, "typology_unknown"),
        ({"theme": "renovacion"}, 400, "typology_unknown"),
        ({"text": "  "}, 422, "malformed_body"),
        ({"text": "x" * 4001}, 422, "malformed_body"),
        ({"text": "\ud800"}, 422, "malformed_body"),
        ({"kind": "Ñ"}, 422, "malformed_body"),
        ({"name": "Ana"}, 422, "malformed_body"),
        ({"call_id": "somebody-elses"}, 404, "call_not_yours"),
    ],
)
async def test_invalid_petition_is_refused_by_name(
    desk: AdvisorDesk, form: dict[str, str], status: int, code: str
) -> None:
    """The refusal names the mistake, nothing is filed, and no number is used up."""
    answer = await desk.file("asesor1", **form)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert await desk.rows("ticket") == 0
    assert (await desk.file("asesor1")).json()["number"].startswith("2027-000001-")


async def test_a_request_without_a_key_is_refused(desk: AdvisorDesk) -> None:
    """Without a key a repetition would look like a second petition."""
    answer = await desk.ask("asesor1", "POST", "/tickets", json=PETITION_FORM)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "idempotency-key")


async def test_a_call_of_yesterday_or_of_another_is_not_yours(desk: AdvisorDesk) -> None:
    """An advisor can file on today's own call after its end, and not on another's, nor on yesterday's."""
    await desk.talk("a")
    assert (await desk.file("asesor2", call_id="a")).json()["code"] == "call_not_yours"
    await desk.hang_up("a")
    await desk.campaign_rig.router.complete("asesor1")
    assert (await desk.file("asesor1", call_id="a")).status_code == 201
    desk.rig.now += timedelta(days=1)
    assert (await desk.file("asesor1", "key-00000002", call_id="a")).json()["code"] == "call_not_yours"


async def test_a_ringing_call_can_be_filed_on(desk: AdvisorDesk) -> None:
    """An advisor can file from the offer on, even before the recorder has the call."""
    await desk.ring("a")
    filed = (await desk.file("asesor1", call_id="a", petitioner=LUZ)).json()
    assert (filed["call_id"], filed["caller"]) == ("a", "*** *** 2201")


async def test_a_number_is_found_however_it_is_written(desk: AdvisorDesk) -> None:
    """Dashes and spaces do not matter; a wrong check digit is named, and an unknown number is not found."""
    number = (await desk.file("asesor1")).json()["number"]
    for written in (number, number.replace("-", " "), number.replace("-", "")):
        assert (await desk.ask("asesor1", "GET", f"/tickets/{written}")).json()["number"] == number
    misread = await desk.ask("asesor1", "GET", "/tickets/2027-000010-7")
    assert (misread.status_code, misread.json()["code"]) == (400, "number_misread")
    assert "mal dictado" in misread.json()["detail"]
    absent = await desk.ask("asesor1", "GET", f"/tickets/{FilingNumber(2027, 2)}")
    assert (absent.status_code, absent.json()["code"]) == (404, "not_found")


async def test_each_role_sees_its_tickets(desk: AdvisorDesk) -> None:
    """An advisor sees tickets that they filed or of the current call; supervisors and the oversight see all."""
    await desk.talk("a")
    on_call = (await desk.file("asesor1", call_id="a")).json()["number"]
    apart = (await desk.file("asesor2")).json()["number"]

    async def seen(user: str, **query: object) -> set[str]:
        answer = await desk.ask(user, "GET", "/tickets", params=query)
        return {each["number"] for each in answer.json()["tickets"]}

    assert await seen("asesor1") == {on_call}
    assert await seen("asesor2") == {apart}
    assert await seen("asesor3") == set()
    assert (await desk.ask("asesor3", "GET", f"/tickets/{on_call}")).status_code == 404
    for role in ("supervisor", "coordinador", "calidad", "interventoria"):
        assert await seen(f"{role}:x") == {on_call, apart}
    assert await seen("supervisor:x", call_id="a") == {on_call}
    assert await seen("supervisor:x", mine=True) == set()
    assert (await desk.ask("admin:x", "GET", "/tickets")).status_code == 403


async def test_oversight_sees_numbers_and_not_texts(desk: AdvisorDesk) -> None:
    """The oversight sees numbers and not texts, and a whole phone number needs its own permission."""
    await desk.talk("a")
    number = (await desk.file("asesor1", call_id="a", petitioner=LUZ)).json()["number"]
    overseen = (await desk.ask("interventoria:x", "GET", f"/tickets/{number}")).json()
    supervised = (await desk.ask("supervisor:x", "GET", f"/tickets/{number}")).json()
    assert (overseen["text"], overseen["caller"]) == (None, "*** *** 2201")
    assert (supervised["text"], supervised["caller"]) == (PETITION_FORM["text"], "300 111 2201")


async def test_call_timeline_has_filing_and_disposition_among_its_facts_in_spanish(desk: AdvisorDesk) -> None:
    """The call's timeline has filing and disposition among its facts, in Spanish."""
    await desk.talk("a")
    number = (await desk.file("asesor1", call_id="a")).json()["number"]
    disposition = {"kind": "queja", "theme": "trato", "subtheme": "cobranza"}
    await desk.ask("asesor1", "PUT", "/calls/a/disposition", json=disposition)
    await desk.journaled_facts("CallTypified")
    story = (await desk.ask("supervisor:x", "GET", "/calls/a")).json()
    sentences = [each["sentence"] for each in story["timeline"]]
    assert f"Se radicó el ticket {number} (Queja: Trato recibido · Trato de un asesor telefónico)." in sentences
    assert "Asesor1 tipificó la llamada (Queja: Trato recibido · Trato en la gestión de cobro)." in sentences
