"""Identity verification: it opens the data of one customer, in one call, for one advisor."""

import asyncio
from collections import Counter
from datetime import timedelta
from itertools import pairwise

import msgspec
import pytest
import structlog

from tests.support.desks.identity_desk import ANA, CARLOS, SECRET_PARTS, SPOKEN_ANSWERS, IdentityDesk

pytestmark = pytest.mark.integration


async def test_customer_data_need_verification(desk: IdentityDesk) -> None:
    """Before the verification 403, after it the data, however it is written (M5-1-05, A2 and A3)."""
    ana = await desk.import_customer(ANA)
    await desk.talk("a")
    assert await desk.read_customer(ana, "a") == (403, "identity_required")
    drawn = (await desk.draw("a", ana)).json()
    assert (drawn["customer_id"], drawn["attempt"], drawn["attempts_left"]) == (ana, 1, 2)
    assert next(each["id"] for each in drawn["questions"]) == "documento"
    assert len(drawn["questions"]) == 3
    answer = (await desk.answer_questions("a", drawn, SPOKEN_ANSWERS.__getitem__)).json()
    assert answer == {"result": "passed", "attempts_left": 2, "closed": False}
    assert await desk.read_customer(ana, "a") == (200, "")
    body = (await desk.identity("asesor1", "GET", "/calls/a/identity")).json()
    assert body.pop("speaker")["speaker"] == "holder"
    assert body == {"status": "passed", "customer_id": ana, "check": None, "attempts_left": 2}


async def test_the_result_is_of_this_customer_this_call_and_this_advisor(desk: IdentityDesk) -> None:
    """A verification does not hold for another customer, another call or another advisor."""
    ana, carlos = await desk.import_customer(ANA), await desk.import_customer(CARLOS)
    await desk.talk("a")
    await desk.verify("a", ana)
    assert await desk.read_customer(carlos, "a") == (403, "identity_required")
    await desk.talk("b", "asesor2")
    assert await desk.read_customer(ana, "b", "asesor2") == (403, "identity_required")
    verified = desk.rig.app.state.context.verified_customer
    assert await verified("a", "asesor1") == ana
    assert await verified("a", "asesor2") is None
    assert await verified("b", "asesor1") is None


async def test_verification_lasts_through_wrap_up_and_ten_minutes_from_end_of_call(desk: IdentityDesk) -> None:
    """A verification lasts through the wrap-up and ten minutes from the end of the call, and no longer."""
    ana = await desk.import_customer(ANA)
    await desk.talk("a")
    await desk.verify("a", ana)
    await desk.hang_up("a")
    assert await desk.read_customer(ana, "a") == (200, "")
    await desk.ask("asesor1", "POST", "/me/wrap-up/end")
    assert await desk.campaign_rig.router.current_call("asesor1") == ""
    desk.rig.now += timedelta(minutes=9)
    assert await desk.read_customer(ana, "a") == (200, "")
    desk.rig.now += timedelta(minutes=2)
    assert await desk.read_customer(ana, "a") == (403, "identity_required")
    answer = (await desk.identity("asesor1", "GET", "/calls/a/identity")).json()
    assert answer["status"] == "none"


async def test_transferred_call_needs_new_verification(desk: IdentityDesk) -> None:
    """After a transfer neither the old nor the new advisor has access until they verify the caller themselves."""
    ana = await desk.import_customer(ANA)
    await desk.talk("a")
    first = (await desk.draw("a", ana)).json()
    await desk.answer_questions("a", first, SPOKEN_ANSWERS.__getitem__)
    await desk.campaign_rig.ready("asesor2")
    await desk.campaign_rig.enqueue_with("a")
    await desk.campaign_rig.answer("a", "asesor2", offer=2)
    await desk.rig.record()
    await desk.ask("asesor1", "POST", "/me/wrap-up/end")
    verified = desk.rig.app.state.context.verified_customer
    assert [await verified("a", advisor) for advisor in ("asesor1", "asesor2")] == [None, None]
    assert await desk.read_customer(ana, "a", "asesor2") == (403, "identity_required")
    answer = (await desk.identity("asesor2", "GET", "/calls/a/identity")).json()
    assert (answer["status"], answer["customer_id"]) == ("none", None)
    stranger = await desk.answer_questions("a", first, SPOKEN_ANSWERS.__getitem__, "asesor2")
    assert (stranger.status_code, stranger.json()["code"]) == (404, "identity_check_unknown")
    drawn = (await desk.draw("a", ana, "asesor2")).json()
    await desk.answer_questions("a", drawn, SPOKEN_ANSWERS.__getitem__, "asesor2")
    assert await verified("a", "asesor2") == ana


async def test_ended_call_allows_no_verification(desk: IdentityDesk) -> None:
    """Questions need a caller on the line, and another advisor's call does not exist for the user."""
    ana = await desk.import_customer(ANA)
    await desk.talk("a")
    drawn = (await desk.draw("a", ana)).json()
    other = await desk.draw("a", ana, "asesor2")
    assert (other.status_code, other.json()["code"]) == (404, "call_not_yours")
    await desk.hang_up("a")
    await desk.ask("asesor1", "POST", "/me/wrap-up/end")
    for late in (await desk.draw("a", ana), await desk.answer_questions("a", drawn, SPOKEN_ANSWERS.__getitem__)):
        assert (late.status_code, late.json()["code"]) == (409, "call_not_at_hand")


async def test_two_failures_close_the_call_and_block_the_day(desk: IdentityDesk) -> None:
    """A3: the outcome is identity_failed; another call of that day is refused, too, and the next day is not."""
    ana = await desk.import_customer(ANA)
    await desk.talk("a")
    assert await desk.fail("a", ana) == {"result": "failed", "attempts_left": 1, "closed": False}
    assert await desk.fail("a", ana) == {"result": "failed", "attempts_left": 0, "closed": True}
    third = await desk.draw("a", ana)
    assert (third.status_code, third.json()["code"]) == (409, "identity_closed")
    answer = (await desk.identity("asesor1", "GET", "/calls/a/identity")).json()
    assert answer.pop("speaker")["speaker"] == "holder"
    assert answer == {"status": "closed", "customer_id": ana, "check": None, "attempts_left": 0}
    assert await desk.read_customer(ana, "a") == (403, "identity_required")
    await desk.talk("b", "asesor2")
    again = await desk.draw("b", ana, "asesor2")
    assert (again.status_code, again.json()["code"]) == (409, "identity_blocked")
    desk.rig.now += timedelta(days=1)
    await desk.talk("c", "asesor3")
    assert (await desk.draw("c", ana, "asesor3")).status_code == 201
    closed = await desk.journaled_facts("IdentityClosed")
    assert [(each.call_id, each.fact.outcome) for each in closed] == [("a", "identity_failed")]
    refused = await desk.journaled_facts("IdentityRefused")
    assert [(each.call_id, each.fact.reason) for each in refused] == [("a", "closed"), ("b", "blocked")]


async def test_a_call_has_no_more_attempts_by_trying_others(desk: IdentityDesk) -> None:
    """One failure for each of two customers makes two failures on the call."""
    ana, carlos = await desk.import_customer(ANA), await desk.import_customer(CARLOS)
    await desk.talk("a")
    await desk.fail("a", ana)
    assert (await desk.fail("a", carlos))["closed"]
    assert (await desk.draw("a", ana)).json()["code"] == "identity_closed"


async def test_a_failure_before_a_pass_does_not_weigh_on_the_next_call(desk: IdentityDesk) -> None:
    """A failure counts in its own call; the day's next call starts with all attempts, and so does its first fact."""
    ana = await desk.import_customer(ANA)
    await desk.talk("a")
    await desk.fail("a", ana)
    desk.rig.now += timedelta(seconds=1)
    assert await desk.verify("a", ana) == {"result": "passed", "attempts_left": 1, "closed": False}
    await desk.talk("b", "asesor2")
    assert (await desk.draw("b", ana, "asesor2")).json()["attempts_left"] == 2
    envelopes = await desk.journaled_facts("IdentityAsked")
    assert [(each.call_id, each.fact.attempt) for each in envelopes] == [("a", 1), ("a", 2), ("b", 1)]


async def test_only_supervisor_releases_attempts(desk: IdentityDesk) -> None:
    """The failures no longer count, even in this call; the fact has the supervisor, and the reason is encrypted."""
    ana = await desk.import_customer(ANA)
    await desk.talk("a")
    path, form = f"/customers/{ana}/identity-release", {"reason": "Se confirmó en la oficina con la cédula"}
    assert (await desk.ask("supervisor:sup", "POST", path, json=form)).json()["code"] == "identity_nothing_to_release"
    for _ in range(2):
        await desk.fail("a", ana)
    assert (await desk.ask("asesor1", "POST", path, json=form)).status_code == 403
    assert (await desk.ask("supervisor:sup", "POST", path, json=form)).status_code == 204
    desk.rig.now += timedelta(seconds=1)
    assert (await desk.verify("a", ana))["result"] == "passed"
    assert await desk.read_customer(ana, "a") == (200, "")
    (released,) = await desk.journaled_facts("IdentityReleased")
    assert (released.actor, released.call_id, released.fact.failures) == ("user:sup", "a", 2)
    assert b"oficina" not in await desk.stored_bytes()
    missing = await desk.ask("supervisor:sup", "POST", "/customers/nadie/identity-release", json=form)
    assert (missing.status_code, missing.json()["code"]) == (404, "customer_unknown")


async def test_two_at_once_have_no_more_attempts_than_one(desk: IdentityDesk) -> None:
    """Of many concurrent calls with open questions for one customer two may fail, and the others are refused."""
    ana = await desk.import_customer(ANA)
    open_ones = {}
    for number in range(6):
        call, advisor = f"call-{number}", f"asesor{number}"
        await desk.talk(call, advisor)
        open_ones[call] = (advisor, (await desk.draw(call, ana, advisor)).json())
    answers = await asyncio.gather(
        *(desk.answer_questions(call, check, lambda _: "no", user) for call, (user, check) in open_ones.items())
    )
    assert Counter(each.status_code for each in answers) == {200: 2, 409: 4}
    assert {each.json()["code"] for each in answers if each.status_code == 409} == {"identity_blocked"}
    assert len(await desk.journaled_facts("IdentityFailed")) == 2


async def test_one_set_is_judged_once(desk: IdentityDesk) -> None:
    """Concurrent or later answers to the same questions get the one result, and cost one attempt."""
    ana = await desk.import_customer(ANA)
    await desk.talk("a")
    drawn = (await desk.draw("a", ana)).json()
    answers = await asyncio.gather(*(desk.answer_questions("a", drawn, lambda _: "no") for _ in range(5)))
    assert [each.json() for each in answers] == [{"result": "failed", "attempts_left": 1, "closed": False}] * 5
    assert (await desk.answer_questions("a", drawn, SPOKEN_ANSWERS.__getitem__)).json()["result"] == "failed"
    assert len(await desk.journaled_facts("IdentityFailed")) == 1


async def test_open_questions_are_asked_again_and_never_twice_in_a_row(desk: IdentityDesk) -> None:
    """A repeated request gives the same questions; after an answer, or in the next call, there are others."""
    ana, carlos = await desk.import_customer(ANA), await desk.import_customer(CARLOS)
    await desk.talk("a")
    first = (await desk.draw("a", ana)).json()
    await desk.draw("a", carlos)
    assert (await desk.draw("a", ana)).json() == first
    answer = (await desk.identity("asesor1", "GET", "/calls/a/identity")).json()
    assert (answer["status"], answer["check"]) == ("asked", first)
    sets = [{each["id"] for each in first["questions"]}]
    await desk.answer_questions("a", first, lambda _: "no")
    for number in range(8):
        await desk.talk(f"b{number}", f"asesor2{number}")
        drawn = (await desk.draw(f"b{number}", ana, f"asesor2{number}")).json()
        sets.append({each["id"] for each in drawn["questions"]})
    assert all(one != next_one for one, next_one in pairwise(sets))
    assert len({frozenset(each) for each in sets}) > 2
    envelopes = await desk.journaled_facts("IdentityAsked")
    assert len(envelopes) == 2 + 8


async def test_the_number_that_calls_is_never_asked_for(desk: IdentityDesk) -> None:
    """Ana has two phones: whichever she calls from, only the other one is a right answer."""
    ana = await desk.import_customer(ANA)
    for number in range(12):
        caller = ("3001112201", "6015550142")[number % 2]
        await desk.talk(f"c{number}", f"asesor{number}", caller)
        drawn = (await desk.draw(f"c{number}", ana, f"asesor{number}")).json()
        ids = {each["id"] for each in drawn["questions"]}
        assert not (caller.startswith("60") and "municipio" in ids)
        desk.rig.now += timedelta(days=1)
        if "otro_telefono" in ids:
            spoken_answers = {**SPOKEN_ANSWERS, "otro_telefono": caller}
            assert (
                await desk.answer_questions(f"c{number}", drawn, spoken_answers.__getitem__, f"asesor{number}")
            ).json()["result"] == ("failed")


async def test_record_with_document_and_phone_only_has_no_questions(desk: IdentityDesk) -> None:
    """A record with document and phone only has no questions, and the petition can be filed all the same."""
    few = await desk.import_customer(
        {name: CARLOS[name] for name in ("tipo_documento", "numero_documento", "nombre", "telefono")}
    )
    await desk.talk("a")
    refused = await desk.draw("a", few)
    assert (refused.status_code, refused.json()["code"]) == (409, "identity_too_few_data")
    assert "radicar la petición" in refused.json()["detail"]
    unknown = await desk.draw("a", "nadie")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "customer_unknown")


async def test_petition_is_never_refused_for_lack_of_verification(desk: IdentityDesk) -> None:
    """Not asked, failed, closed or blocked, a petition is never refused (Ley 1437 de 2011, art. 15)."""
    ana = await desk.import_customer(ANA)
    await desk.talk("a")
    for number in range(3):
        assert (await desk.file("asesor1", f"clave-000{number}", call_id="a")).status_code == 201
        if number < 2:
            await desk.fail("a", ana)
    assert (await desk.draw("a", ana)).json()["code"] == "identity_closed"
    assert (await desk.file("asesor1", "clave-0009", call_id="a")).status_code == 201


async def test_right_answers_never_leave_the_server(desk: IdentityDesk) -> None:
    """No API answer, log line, fact or table has a part of the right or of the given answers."""
    ana = await desk.import_customer(ANA)
    with structlog.testing.capture_logs() as lines:
        await desk.talk("a")
        await desk.fail("a", ana)
        drawn = (await desk.draw("a", ana)).json()
        await desk.answer_questions("a", drawn, SPOKEN_ANSWERS.__getitem__)
        await desk.identity("asesor1", "GET", "/calls/a/identity")
        wrong = {"answers": [{"question": "documento", "answer": "52900101", "x": 1}]}
        await desk.identity("asesor1", "POST", f"/calls/a/identity/{drawn['check_id']}/answers", json=wrong)
        far = {"answers": [{"question": "nombre_raro", "answer": "Ana Sofía"}]}
        await desk.identity("asesor1", "POST", f"/calls/a/identity/{drawn['check_id']}/answers", json=far)
        await desk.identity("asesor1", "POST", f"/calls/a/identity/{drawn['check_id']}/answers", content=b'{"52900101')
    (verified,) = await desk.journaled_facts("IdentityVerified")
    stream = msgspec.json.encode([each.fact for each in await desk.campaign_rig.log()]).decode()
    output = " ".join([*desk.answered, str(lines), stream])
    stored = await desk.stored_bytes()
    assert verified.fact.customer_ref == ana
    assert not [each for each in SECRET_PARTS if each.casefold() in output.casefold()]
    assert not [each for each in SECRET_PARTS if each.encode() in stored]


async def test_timeline_shows_verification_to_auditors(desk: IdentityDesk) -> None:
    """C8: the timeline has user, time, questions and result in Spanish, for supervisor, coordinator and oversight."""
    ana = await desk.import_customer(ANA)
    await desk.talk("a")
    for _ in range(2):
        await desk.fail("a", ana)
    await desk.journaled_facts("IdentityClosed")
    for user in ("supervisor:sup", "coordinador:coor", "interventoria:inter"):
        story = (await desk.ask(user, "GET", "/calls/a")).json()["timeline"]
        sentences = [(each["actor"], each["sentence"]) for each in story if each["fact"]["type"].startswith("Identity")]
        assert [actor for actor, _ in sentences] == ["advisor:asesor1"] * 5
        assert sentences[0][1].startswith("Empezó la verificación de identidad, intento 1: Número de documento, ")
        assert sentences[3][1].endswith("Intentos que quedan: 0.")
        assert sentences[4][1].endswith("porque la verificación falló.")
    assert (await desk.ask("asesor1", "GET", "/calls/a")).status_code == 403


async def test_tickets_of_two_records_that_are_merged_later_get_403_before_verification(desk: IdentityDesk) -> None:
    """Tickets of two records that are merged later get 403 before the verification, and none is filed for them."""
    ana, twin = await desk.import_customer(ANA), await desk.import_customer({**ANA, "numero_documento": "52900199"})
    await desk.talk("a")
    shut = await desk.file("asesor1", "clave-0001", call_id="a", customer_id=ana)
    assert (shut.status_code, shut.json()["code"]) == (403, "identity_required")
    numbers = []
    for key, customer in (("clave-0001", ana), ("clave-0002", twin)):
        filed = await desk.file("asesor_escrita:escrita1", key, customer_id=customer)
        assert filed.status_code == 201, filed.text
        numbers.append(filed.json()["number"])
    await desk.merge(ana, twin)
    await desk.verify("a", ana)
    own = await desk.file("asesor1", "clave-0003", call_id="a", customer_id=twin)
    assert own.status_code == 201, own.text
    for number in [*numbers, own.json()["number"]]:
        response = await desk.ask("asesor1", "GET", f"/tickets/{number}")
        assert (response.status_code, response.json()["customer_id"]) == (200, ana)


async def test_a_merged_customer_is_the_one_that_remains(desk: IdentityDesk) -> None:
    """The old id leads to the survivor when asked, verified or failed, and failures are added up."""
    ana, twin = await desk.import_customer(ANA), await desk.import_customer({**ANA, "numero_documento": "52900199"})
    await desk.talk("a")
    await desk.fail("a", twin)
    await desk.talk("b", "asesor2")
    drawn = (await desk.draw("b", twin, "asesor2")).json()
    await desk.merge(ana, twin)
    answer = await desk.answer_questions("b", drawn, SPOKEN_ANSWERS.__getitem__, "asesor2")
    assert answer.json()["result"] == "passed"
    assert await desk.read_customer(ana, "b", "asesor2") == (200, "")
    assert await desk.read_customer(twin, "b", "asesor2") == (409, "customer_merged")
    body = (await desk.draw("a", twin)).json()
    assert (body["customer_id"], body["attempts_left"]) == (ana, 1)
    assert (await desk.answer_questions("a", body, lambda _: "no")).json()["closed"]
