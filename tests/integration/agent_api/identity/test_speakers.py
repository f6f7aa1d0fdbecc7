"""The speaker of a call: the holder's data go to the holder or by a checked mandate, and each refusal is a fact."""

from datetime import timedelta
from typing import Any

import pytest

from tests.support.desks.identity_desk import ANA, CARLOS, IdentityDesk

pytestmark = pytest.mark.integration

IVAN = {"name": "Iván Duarte", "document": "CC 79100200"}
POWER = {"kind": "attorney", "document": "Poder de la Notaría 4", "scope": "créditos", "expires_on": "2027-03-01"}
ATTORNEY = {"speaker": "attorney", "representative": IVAN, "mandate": POWER}
SAID = {"kind": "solicitud", "theme": "renovacion", "subtheme": "pasos", "text": "El saldo de su crédito"}


async def state(desk: IdentityDesk, form: dict[str, Any], call: str = "a", user: str = "asesor1") -> dict[str, Any]:
    """State who speaks and return the response."""
    answer = await desk.identity(user, "PUT", f"/calls/{call}/speaker", json=form)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def check(
    desk: IdentityDesk, coverage: str, call: str = "a", user: str = "asesor1"
) -> tuple[int, dict[str, Any]]:
    """Check the speaker's mandate."""
    answer = await desk.identity(user, "POST", f"/calls/{call}/speaker/mandate-check", json={"coverage": coverage})
    return answer.status_code, answer.json()


async def look_up(desk: IdentityDesk, call: str = "a", user: str = "asesor1") -> tuple[int, str]:
    """Return the status of a lookup of the credits, and its result or code."""
    answer = await desk.ask(user, "POST", f"/calls/{call}/lookups/creditos", json={})
    return answer.status_code, answer.json().get("code") or answer.json()["result"]


async def begin(desk: IdentityDesk) -> str:
    """Import Ana, open her call and verify her identity."""
    ana = await desk.import_customer(ANA)
    await desk.talk("a")
    await desk.verify("a", ana)
    return ana


async def test_an_attorney_gets_data_only_by_a_checked_mandate(desk: IdentityDesk) -> None:
    """Before the check data and lookups are refused with what to do; after it they are given as far as it reaches."""
    ana = await begin(desk)
    assert (await look_up(desk))[0] == 200
    told = await state(desk, ATTORNEY)
    assert (told["state"], told["coverage"]) == ("unchecked", None)
    assert "Revise" in told["record_obstacle"]
    refused = await desk.ask("asesor1", "POST", "/calls/a/lookups/creditos", json={})
    assert (refused.status_code, refused.json()["code"]) == (403, "speaker_not_allowed")
    assert (refused.json()["reason"], "Revise" in refused.json()["detail"]) == ("mandate_unchecked", True)
    assert await desk.read_customer(ana, "a") == (403, "speaker_not_allowed")
    assert (await check(desk, "record"))[1]["lookup_obstacle"] != ""
    assert await desk.read_customer(ana, "a") == (200, "")
    assert await look_up(desk) == (403, "speaker_not_allowed")
    status, whole = await check(desk, "record_and_lookups")
    assert (status, whole["record_obstacle"], whole["lookup_obstacle"], whole["until"]) == (200, "", "", "2027-03-01")
    assert (await look_up(desk))[0] == 200
    facts = [each.fact for each in await desk.journaled_facts("DisclosureRefused")]
    assert [(each.about, each.reason, each.lookup, each.speaker) for each in facts] == [
        ("lookup", "mandate_unchecked", "creditos", "attorney"),
        ("record", "mandate_unchecked", "", "attorney"),
        ("lookup", "out_of_scope", "creditos", "attorney"),
    ]
    checks = await desk.journaled_facts("CallMandateChecked")
    assert [(each.actor, each.fact.coverage, each.fact.until) for each in checks] == [
        ("advisor:asesor1", "record", "2027-03-01"),
        ("advisor:asesor1", "record_and_lookups", "2027-03-01"),
    ]


async def test_a_mandate_that_expires_in_the_night_ends(desk: IdentityDesk) -> None:
    """The last day counts, the next one does not; a document that has ended cannot be found sufficient."""
    ana = await begin(desk)
    today = desk.rig.now.date().isoformat()
    await state(desk, {**ATTORNEY, "mandate": {**POWER, "expires_on": today}})
    await check(desk, "record_and_lookups")
    assert await desk.read_customer(ana, "a") == (200, "")
    desk.rig.now += timedelta(days=1)
    assert await desk.read_customer(ana, "a") == (403, "speaker_not_allowed")
    status, refused = await check(desk, "record")
    assert (status, refused["code"]) == (400, "mandate_expired")
    assert (await check(desk, "none"))[0] == 200


async def test_a_third_person_gets_general_information_only(desk: IdentityDesk) -> None:
    """Nothing of the holder is shown; a petition for the verified customer is filed all the same."""
    ana = await begin(desk)
    await state(desk, {"speaker": "third_person"})
    assert await desk.read_customer(ana, "a") == (403, "speaker_not_allowed")
    assert await look_up(desk) == (403, "speaker_not_allowed")
    status, refused = await check(desk, "record")
    assert (status, refused["code"]) == (409, "mandate_not_stated")
    filed = await desk.file("asesor1", call_id="a", customer_id=ana)
    assert filed.status_code == 201
    ticket = (await desk.ask("coordinador:jefa", "GET", f"/tickets/{filed.json()['number']}")).json()
    assert (ticket["customer_id"], ticket["representative"]) == (ana, None)


async def test_the_holder_who_speaks_again_is_verified_again(desk: IdentityDesk) -> None:
    """The person who spoke before may have given the answers: the verification no longer counts, its attempts do."""
    ana = await begin(desk)
    await state(desk, {"speaker": "third_person"})
    told = await state(desk, {"speaker": "holder"})
    assert told["record_obstacle"] == ""
    status = (await desk.identity("asesor1", "GET", "/calls/a/identity")).json()
    assert (status["status"], status["customer_id"], status["attempts_left"]) == ("none", None, 2)
    assert await desk.read_customer(ana, "a") == (403, "identity_required")
    assert (await desk.verify("a", ana))["result"] == "passed"
    assert await desk.read_customer(ana, "a") == (200, "")


async def test_the_speaker_stays_with_the_call(desk: IdentityDesk) -> None:
    """A transfer keeps speaker and check; the advisor who takes the call verifies the identity themselves."""
    ana = await begin(desk)
    await state(desk, ATTORNEY)
    await check(desk, "record_and_lookups")
    await desk.campaign_rig.ready("asesor2")
    await desk.campaign_rig.enqueue_with("a")
    await desk.campaign_rig.answer("a", "asesor2", offer=2)
    await desk.rig.record()
    taken = (await desk.identity("asesor2", "GET", "/calls/a/identity")).json()
    assert (taken["status"], taken["speaker"]["representative"], taken["speaker"]["state"]) == (
        "none",
        IVAN,
        "sufficient",
    )
    assert await desk.read_customer(ana, "a", "asesor2") == (403, "identity_required")


async def test_a_check_holds_for_its_customer_and_its_document(desk: IdentityDesk) -> None:
    """Another customer of the call, or another document, needs a check of its own."""
    ana, carlos = await begin(desk), await desk.import_customer(CARLOS)
    await state(desk, ATTORNEY)
    await check(desk, "record_and_lookups")
    again = await state(desk, ATTORNEY)
    assert again["state"] == "sufficient"
    assert len(await desk.journaled_facts("CallSpeakerStated")) == 1
    other = await state(desk, {**ATTORNEY, "mandate": {**POWER, "document": "Poder de la Notaría 5"}})
    assert other["state"] == "unchecked"
    assert await desk.read_customer(ana, "a") == (403, "speaker_not_allowed")
    assert await desk.read_customer(carlos, "a") == (403, "identity_required")


async def test_a_petition_takes_the_speaker_and_the_check_over(desk: IdentityDesk) -> None:
    """The same person and document enter the ticket checked, so it can be answered in the call; another's are not."""
    ana = await begin(desk)
    await state(desk, ATTORNEY)
    acting = {"call_id": "a", "customer_id": ana, "representative": IVAN, "mandate": POWER}
    answered = {**acting, **SAID, "outcome": "answered", "answer": "Debe 100 pesos."}
    early = await desk.file("asesor1", "key-early-000", **answered)
    assert (early.status_code, early.json()["code"]) == (409, "mandate_not_checked")
    await check(desk, "record_and_lookups")
    filed = await desk.file("asesor1", "key-filed-000", **answered)
    assert filed.status_code == 201, filed.text
    ticket = (await desk.ask("coordinador:jefa", "GET", f"/tickets/{filed.json()['number']}")).json()
    assert (ticket["state"], ticket["mandate"]["result"], ticket["mandate"]["until"]) == (
        "closed",
        "sufficient",
        "2027-03-01",
    )
    assert len(await desk.journaled_facts("TicketMandateChecked")) == 1
    another = await desk.file("asesor1", "key-other-000", **{**acting, "representative": {"name": "Otro"}})
    read = (await desk.ask("coordinador:jefa", "GET", f"/tickets/{another.json()['number']}")).json()
    assert read["mandate"]["result"] is None


async def test_a_representative_without_a_document_is_not_filed(desk: IdentityDesk) -> None:
    """The form says with which document they act, or that they showed none; the law asks for no more."""
    await begin(desk)
    refused = await desk.file("asesor1", "key-bare-0000", petitioner={"name": "Luz"}, representative=IVAN)
    assert (refused.status_code, refused.json()["code"]) == (400, "mandate_missing")
    stated = {**POWER, "document": "Dice tener un poder; no lo mostró"}
    filed = await desk.file("asesor1", "key-said-0000", petitioner={"name": "Luz"}, representative=IVAN, mandate=stated)
    assert filed.status_code == 201


async def test_checked_mandates_are_offered_in_later_calls(desk: IdentityDesk) -> None:
    """Those of the verified customer that suffice today, of calls and of petitions, each once."""
    ana = await begin(desk)
    path = "/calls/a/speaker/mandates"
    await state(desk, ATTORNEY)
    await check(desk, "record")
    filed = await desk.file(
        "asesor1",
        call_id="a",
        customer_id=ana,
        representative={"name": "Rosa Peña"},
        mandate={"kind": "legal_representative", "document": "Registro civil"},
        outcome="escalated",
    )
    form = {"step": "check_mandate", "result": "sufficient", "text": "Registro civil en regla"}
    number = filed.json()["number"]
    read = await desk.ask("coordinador:jefa", "GET", f"/tickets/{number}")
    taken = await desk.ask(
        "coordinador:jefa", "POST", f"/tickets/{number}/steps", json={**form, "version": read.json()["version"]}
    )
    assert taken.status_code == 200, taken.text
    items = (await desk.ask("asesor1", "GET", path)).json()["items"]
    assert [(each["representative"]["name"], each["ticket"], each["until"]) for each in items] == [
        ("Iván Duarte", "", "2027-03-01"),
        ("Rosa Peña", number, None),
    ]
    await desk.talk("b", "asesor2")
    unverified = await desk.ask("asesor2", "GET", "/calls/b/speaker/mandates")
    assert (unverified.status_code, unverified.json()["code"]) == (403, "identity_required")


async def test_the_story_of_the_call_says_who_spoke_and_no_name(desk: IdentityDesk) -> None:
    """The facts tell the speaker, the check and the refusals; neither the name nor the document is in clear."""
    await begin(desk)
    await state(desk, ATTORNEY)
    await look_up(desk)
    await check(desk, "record_and_lookups")
    stored = b"\n".join([await desk.bytes_of(each) for each in ("call_speaker", "outbox", "journal")])
    assert not [each for each in ("Duarte", "79100200", "Notar") if each.encode() in stored]
    await desk.journaled_facts("CallMandateChecked")
    timeline = (await desk.ask("supervisor:sup", "GET", "/calls/a")).text
    assert "su apoderado, con su acreditación" in timeline
    assert "su acreditación no estaba revisada" in timeline


async def test_a_statement_is_whole(desk: IdentityDesk) -> None:
    """A person needs a document of the same kind; a call of another advisor does not exist."""
    await begin(desk)
    for form in ({"speaker": "attorney", "representative": IVAN}, {**ATTORNEY, "speaker": "legal_representative"}):
        assert (await desk.ask("asesor1", "PUT", "/calls/a/speaker", json=form)).status_code == 422
    stranger = await desk.ask("asesor2", "PUT", "/calls/a/speaker", json={"speaker": "third_person"})
    assert (stranger.status_code, stranger.json()["code"]) == (404, "call_not_yours")
