"""Voice messages: listed by role, played with a fact, attended once with an existing ticket, and kept until then."""

from datetime import timedelta

import httpx2
import pytest

from agent_api.access.permissions import ROLES
from agent_api.recordings.retention import CombinedHolds, Retention
from agent_api.tickets.retention_hold import OpenTicketHold
from agent_api.voice_messages.retention_hold import VoiceMessageHold
from config.site.calls.recordings import LineRecordingRule, RecordingRules
from eventlog.facts import RecordingDeleted, RecordingPlayed, TicketFiled, VoiceMessageAttended
from storage.postgres.engine import unit_of_work
from storage.tables import ticket
from tests.support.desks.recording_rig import RecordingRig, wav_bytes
from tests.support.router.campaign_rig import CAMPAIGN

pytestmark = pytest.mark.integration
ALLOWED = {"asesor_escrita", "supervisor", "coordinador"}
WRITES = "asesor_escrita:eva"
PETITION = {"kind": "solicitud", "theme": "renovacion", "subtheme": "pasos", "text": "Pide renovar su crédito."}
RULES = RecordingRules(days=30, message_days=10, lines={"quejas": LineRecordingRule(days=90)})


async def listed(tapes: RecordingRig, user: str = WRITES, **query: str) -> list[dict[str, object]]:
    answer = await tapes.desk.ask(user, "GET", "/voice-messages", params=query)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["messages"])


async def attend(tapes: RecordingRig, message: str, number: str, user: str = WRITES) -> httpx2.Response:
    return await tapes.desk.ask(user, "POST", f"/voice-messages/{message}/attended", json={"ticket": number})


async def file(
    tapes: RecordingRig, message: str, user: str = WRITES, key: str = "key-00000005", **changed: str
) -> httpx2.Response:
    """File the petition of a message."""
    return await tapes.desk.ask(
        user,
        "POST",
        f"/voice-messages/{message}/ticket",
        json={**PETITION, **changed},
        headers={"Idempotency-Key": key},
    )


async def filed(tapes: RecordingRig, key: str = "key-00000001") -> str:
    """File a petition of the written tier without a call; return its number."""
    answer = await tapes.desk.file(WRITES, key)
    assert answer.status_code == 201
    return str(answer.json()["number"])


def make_retention(tapes: RecordingRig, days_later: float) -> Retention:
    return Retention(
        tapes.desk.rig.engine,
        tapes.vault,
        CAMPAIGN,
        rules=lambda: RULES,
        holds=CombinedHolds(OpenTicketHold(), VoiceMessageHold()),
        now=lambda: tapes.desk.rig.now + timedelta(days=days_later),
    )


@pytest.mark.parametrize("role", ROLES)
async def test_only_written_tier_and_supervision_may_handle_voice_messages(tapes: RecordingRig, role: str) -> None:
    """Written tier, supervision and coordination may; all others are refused at each of the five addresses."""
    message = await tapes.leave_message("m1")
    user = f"{role}:quien"
    answers = [
        await tapes.desk.ask(user, "GET", "/voice-messages"),
        await tapes.desk.ask(user, "GET", f"/voice-messages/{message}"),
        await tapes.desk.ask(user, "GET", f"/voice-messages/{message}/audio"),
        await attend(tapes, message, "2026-000001-1", user),
        await file(tapes, message, user),
    ]
    assert [each.status_code != 403 for each in answers] == [role in ALLOWED] * 5


async def test_messages_are_listed_longest_waiting_first(tapes: RecordingRig) -> None:
    """The list has pages, and the caller's number is masked without the permission for it."""
    messages = [await tapes.leave_message(f"m{n}", lasted_ms=1000 * (n + 2)) for n in range(3)]
    first = (await tapes.desk.ask(WRITES, "GET", "/voice-messages", params={"limit": "2"})).json()
    assert [each["id"] for each in first["messages"]] == messages[:2]
    second_page = await listed(tapes, cursor=first["next"])
    assert [each["id"] for each in second_page] == messages[2:]
    [last] = second_page
    assert (last["call_id"], last["line_name"], last["lasted_ms"]) == ("m2", "Línea Nacional", 4000)
    assert (last["state"], last["ticket"], last["attended_by"]) == ("stored", None, None)
    assert last["queue_name"] is None
    assert "3001112201" not in str(last["caller"])
    [*_, message] = await listed(tapes, "supervisor:sara")
    assert "300" in str(message["caller"])
    assert (await tapes.desk.ask(WRITES, "GET", f"/voice-messages/{messages[2]}")).json() == last
    assert (await tapes.desk.ask(WRITES, "GET", "/voice-messages/nada.0-1")).status_code == 404
    odd = await tapes.desk.ask(WRITES, "GET", "/voice-messages", params={"cursor": "nada"})
    assert odd.status_code == 400


async def test_a_message_is_heard_with_a_fact(tapes: RecordingRig) -> None:
    """The sound is the same byte by byte, the timeline has the listener, and a talk cannot be played here."""
    message, talk = await tapes.leave_message("m1"), await tapes.store_recording("c1")
    heard = await tapes.desk.ask(WRITES, "GET", f"/voice-messages/{message}/audio", headers={"Range": "bytes=0-99"})
    assert (heard.status_code, heard.content) == (206, wav_bytes()[:100])
    assert [each.fact for each in await tapes.desk.journaled_facts("RecordingPlayed")] == [
        RecordingPlayed(recording=message, user="eva")
    ]
    for other in (talk, "nada.0-1"):
        assert (await tapes.desk.ask(WRITES, "GET", f"/voice-messages/{other}/audio")).status_code == 404
    story = (await tapes.desk.ask("supervisor:sara", "GET", "/calls/m1")).json()
    assert [(each["id"], each["kind"]) for each in story["recordings"]] == [(message, "message")]
    assert story["outcome"] == "voice_message"
    assert "Dejó un mensaje de voz de 0:09, que espera a ser atendido." in [
        each["sentence"] for each in story["timeline"]
    ]


async def test_a_message_is_attended_with_a_ticket_once(tapes: RecordingRig) -> None:
    """The same number again changes nothing, another is refused, and the message moves to the other list."""
    message, number = await tapes.leave_message("m1"), await filed(tapes)
    for _ in range(2):
        answer = await attend(tapes, message, number.replace("-", " "))
        assert (answer.status_code, answer.json()["ticket"], answer.json()["attended_by"]) == (200, number, "eva")
    assert [
        (each.fact, each.call_id, each.actor) for each in await tapes.desk.journaled_facts("VoiceMessageAttended")
    ] == [(VoiceMessageAttended(recording=message, ticket=number), "m1", "user:eva")]
    assert await listed(tapes) == []
    assert [each["id"] for each in await listed(tapes, attended="true")] == [message]
    refused = await attend(tapes, message, await filed(tapes, "key-00000002"))
    assert (refused.status_code, refused.json()["code"]) == (409, "voice_message_attended")


async def test_a_petition_is_filed_from_its_message(tapes: RecordingRig) -> None:
    """The ticket has the message's call and caller, and is spoken; the message is attended in the same act, once."""
    message = await tapes.leave_message("m1")
    answers = [await file(tapes, message) for _ in range(2)]
    assert [each.status_code for each in answers] == [201, 201]
    answer = answers[0].json()
    assert answers[1].json() == answer
    assert (answer["id"], answer["attended_by"]) == (message, "eva")
    ticket_ = (await tapes.desk.ask(WRITES, "GET", f"/tickets/{answer['ticket']}")).json()
    assert (ticket_["call_id"], ticket_["verbal"], ticket_["text"]) == ("m1", True, PETITION["text"])
    assert ticket_["caller"] == answer["caller"] != ""
    assert (ticket_["channel"], ticket_["tier"], ticket_["owner"]) == ("message", 2, None)
    assert ticket_["term"]["received_at"] == answer["left_at"]
    assert ticket_["recordings"] == [message]
    facts = [
        *await tapes.desk.journaled_facts("TicketFiled"),
        *await tapes.desk.journaled_facts("VoiceMessageAttended"),
    ]
    assert [(each.fact, each.call_id, each.actor) for each in facts] == [
        (
            TicketFiled(ticket=answer["ticket"], kind="solicitud", theme="renovacion", subtheme="pasos"),
            "m1",
            "user:eva",
        ),
        (VoiceMessageAttended(recording=message, ticket=answer["ticket"]), "m1", "user:eva"),
    ]
    assert await listed(tapes) == []


async def test_a_message_that_lay_too_long_promises_no_day_that_is_over(tapes: RecordingRig) -> None:
    """Its receipt is the day when it was left; after the term the sentence to read aloud says when that ended."""
    message = await tapes.leave_message("m1")
    tapes.desk.rig.now += timedelta(days=60)
    answer = (await file(tapes, message)).json()
    ticket_ = (await tapes.desk.ask(WRITES, "GET", f"/tickets/{answer['ticket']}")).json()
    assert ticket_["due_spoken"].startswith("El término que da la ley para responderle terminó el ")
    assert "a más tardar" not in ticket_["due_spoken"]


async def test_a_ticket_knows_its_recordings(tapes: RecordingRig) -> None:
    """Users who may play talks see its call's, and the attended message; its author may play neither."""
    talk, message = await tapes.store_recording("c1"), await tapes.leave_message("m1")
    number = (await tapes.desk.file("de-c1", call_id="c1", outcome="escalated")).json()["number"]
    await attend(tapes, message, number)

    async def heard_by(user: str) -> list[str]:
        return list((await tapes.desk.ask(user, "GET", f"/tickets/{number}")).json()["recordings"])

    assert await heard_by("supervisor:sara") == [talk, message]
    assert await heard_by(WRITES) == [message]
    assert await heard_by("de-c1") == []


async def test_nothing_is_filed_without_its_subtheme(tapes: RecordingRig) -> None:
    """As for each filing (M5-1-05, A5), the message goes on waiting."""
    message = await tapes.leave_message("m1")
    half = {key: value for key, value in PETITION.items() if key != "subtheme"}
    path, key = f"/voice-messages/{message}/ticket", {"Idempotency-Key": "key-00000005"}
    answer = await tapes.desk.ask(WRITES, "POST", path, json=half, headers=key)
    assert (answer.status_code, answer.json()["code"]) == (400, "typology_incomplete")
    assert [each["id"] for each in await listed(tapes)] == [message]


async def test_second_user_files_nothing(tapes: RecordingRig) -> None:
    """The first of two users has the message; the second files nothing and uses up no number."""
    message, other = await tapes.leave_message("m1"), await tapes.leave_message("m2")
    first = (await file(tapes, message)).json()["ticket"]
    late = await file(tapes, message, "supervisor:sara", "key-00000006")
    assert (late.status_code, late.json()["code"]) == (409, "voice_message_attended")
    assert first in late.json()["detail"]
    reused = await file(tapes, other, text="Otra cosa.")
    assert (reused.status_code, reused.json()["code"]) == (409, "idempotency_key_reused")
    unknown = await file(tapes, other, key="key-00000007", theme="nada")
    assert (unknown.status_code, unknown.json()["code"]) == (400, "typology_unknown")
    assert (await file(tapes, "nada.0-1", key="key-00000008")).status_code == 404
    assert [each["ticket"] for each in await listed(tapes)] == [None]
    next_one = (await file(tapes, other, key="key-00000009")).json()["ticket"]
    assert int(next_one.split("-")[1]) == int(first.split("-")[1]) + 1
    assert len(await tapes.desk.journaled_facts("TicketFiled")) == 2


async def test_the_last_attended_comes_first(tapes: RecordingRig) -> None:
    """Attended messages come in that order page by page, because people look up recent work."""
    messages = [await tapes.leave_message(f"m{n}") for n in range(3)]
    for n, message in enumerate(messages):
        assert (await file(tapes, message, key=f"key-0000000{n}")).status_code == 201
    first = (await tapes.desk.ask(WRITES, "GET", "/voice-messages", params={"attended": "true", "limit": "2"})).json()
    second_page = await listed(tapes, attended="true", cursor=first["next"])
    assert [each["id"] for each in (*first["messages"], *second_page)] == messages[::-1]


async def test_only_a_ticket_that_exists_attends(tapes: RecordingRig) -> None:
    """A misheard number is named; an unknown ticket, another person's, and an unknown message are refused."""
    message = await tapes.leave_message("m1")
    others = (await tapes.desk.file("asesor1", "key-00000009")).json()["number"]
    wrong = others[:-1] + str((int(others[-1]) + 1) % 10)
    assert (await attend(tapes, message, wrong)).json()["code"] == "number_misread"
    assert (await attend(tapes, message, others)).status_code == 404
    assert (await attend(tapes, "nada.0-1", await filed(tapes))).status_code == 404
    assert len(await listed(tapes)) == 1
    assert (await attend(tapes, message, others, "supervisor:sara")).status_code == 200  # a user who sees each ticket


async def test_nobodys_words_are_deleted_unheard(tapes: RecordingRig) -> None:
    """A message stays while it waits and while its ticket is open; then its rule goes before that of talks."""
    message, talk = await tapes.leave_message("m1"), await tapes.store_recording("c1")
    assert await make_retention(tapes, 29).run_once() == 0
    number = await filed(tapes)
    assert (await attend(tapes, message, number)).status_code == 200
    assert await make_retention(tapes, 29).run_once() == 0
    async with unit_of_work(tapes.desk.rig.engine) as connection:
        await connection.execute(ticket.update().values(status="closed"))
    assert await make_retention(tapes, 9.9).run_once() == 0
    assert await make_retention(tapes, 10.1).run_once() == 1
    assert [each.fact for each in await tapes.desk.journaled_facts("RecordingDeleted")] == [
        RecordingDeleted(recording=message, rule="messages", days=10)
    ]
    assert tapes.vault_files() == [f"{talk}.rec"]
    [deleted] = await listed(tapes, attended="true")
    assert deleted["state"] == "deleted"


async def test_message_that_was_begun_and_not_left_is_in_no_list(tapes: RecordingRig) -> None:
    """A message that was begun and not left is in no list, and its sound is deleted after its term."""
    await tapes.leave_message("m1", lasted_ms=None)
    assert await listed(tapes) == []
    assert await make_retention(tapes, 10.1).run_once() == 1


async def test_without_days_of_their_own_messages_follow_their_line(tapes: RecordingRig) -> None:
    """The line's rule for talks applies."""
    rules = RecordingRules(days=30)
    assert (rules.rule_for("quejas", message=True).name, rules.rule_for("quejas", message=True).days) == ("general", 30)
    await tapes.leave_message("m1", lasted_ms=None)
    late = Retention(
        tapes.desk.rig.engine,
        tapes.vault,
        CAMPAIGN,
        rules=lambda: rules,
        holds=CombinedHolds(VoiceMessageHold()),
        now=lambda: tapes.desk.rig.now + timedelta(days=30.1),
    )
    assert await make_retention(tapes, 9.9).run_once() == 0
    assert await late.run_once() == 1
