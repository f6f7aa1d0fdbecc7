"""The stand-in's REST API, called by the real client of the twilio package."""

import asyncio
import io
import struct
import wave
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from tests.support.sip.call_audio import amplitude
from tests.support.twilio import AsyncEmulatorHttpClient, EmulatorHttpClient, TwilioEmulator
from tests.support.twilio.recordings import OTHERS_HZ, OWN_HZ
from tests.support.twilio.twiml_app import LINE, PUBLIC, emulator_with_app

MUSIC = '<Play loop="0">/sounds/music.wav</Play>'


async def ask(twilio: TwilioEmulator, question: Callable[[Client], Any], token: str = "") -> Any:
    """Call the API by the real client in a thread, because the client blocks."""
    client = Client(twilio.account, token or twilio.token, http_client=EmulatorHttpClient(twilio.base))
    return await asyncio.to_thread(question, client)


async def refused(twilio: TwilioEmulator, question: Callable[[Client], Any], token: str = "") -> tuple[int, int]:
    """Return the HTTP status and the error number of a refused request."""
    with pytest.raises(TwilioRestException) as refusal:
        await ask(twilio, question, token)
    return refusal.value.status, refusal.value.code


async def test_a_call_of_ours_rings_a_phone_and_asks_its_url() -> None:
    """The callbacks report the progress that the request asked for."""
    async with emulator_with_app() as (twilio, app):
        app.pages["outbound"] = MUSIC
        phone = twilio.add_phone("sip:asesor1@phones.example", "advisor-1")
        call = await ask(
            twilio,
            lambda client: client.calls.create(
                to=phone.address,
                from_=LINE,
                url=f"{PUBLIC}/outbound",
                timeout=20,
                status_callback=f"{PUBLIC}/leg",
                status_callback_event=["initiated", "ringing", "answered", "completed"],
            ),
        )
        assert (call.status, call.direction) == ("queued", "outbound-api")
        await phone.rings()
        await phone.answers()
        await phone.hears("music")
        assert app.requests_to("outbound")[0]["Direction"] == "outbound-api"
        assert (await ask(twilio, lambda client: client.calls(call.sid).fetch())).status == "in-progress"
        await ask(twilio, lambda client: client.calls(call.sid).update(status="completed"))
        assert await phone.ended() == "completed"
        await twilio.wait_for_callbacks()
        statuses = [form["CallStatus"] for form in app.requests_to("leg")]
        assert statuses == ["initiated", "ringing", "in-progress", "completed"]
        assert twilio.faults == []


async def test_the_clients_async_methods_work_too() -> None:
    """The async methods have an HTTP client of their own."""
    async with emulator_with_app() as (twilio, _):
        http = AsyncEmulatorHttpClient(twilio.base)
        client = Client(twilio.account, twilio.token, http_client=http)
        assert (await client.api.accounts(twilio.account).fetch_async()).status == "active"
        await http.close()


async def test_twiml_or_url_gives_document() -> None:
    """Twiml or Url gives the document; a call that is over or not picked up yet takes none."""
    async with emulator_with_app() as (twilio, app):
        app.pages |= {"incoming": MUSIC, "other": '<Play loop="0">/sounds/other.wav</Play>'}
        caller = await twilio.dial(LINE)
        await caller.hears("music")
        again = "<Response><Play loop='0'>https://voz.example/sounds/again.wav</Play></Response>"
        await ask(twilio, lambda client: client.calls(caller.call_sid).update(twiml=again))
        await caller.hears("again")
        await ask(twilio, lambda client: client.calls(caller.call_sid).update(url=f"{PUBLIC}/other"))
        await caller.hears("other")
        long = "<Response>" + " " * 4000 + "</Response>"
        assert (await refused(twilio, lambda client: client.calls(caller.call_sid).update(twiml=long)))[0] == 400
        await caller.hang_up()
        late = await refused(twilio, lambda client: client.calls(caller.call_sid).update(twiml=again))
        assert late == (400, 21220)
        app.pages["incoming"] = "<Pause/>"
        unanswered = await twilio.dial(LINE)
        early = await refused(twilio, lambda client: client.calls(unanswered.call_sid).update(twiml=again))
        assert early == (400, 21220)


async def test_cancelling_stops_a_ring_and_leaves_a_talk_alone() -> None:
    """Completed ends a ringing call and a talk."""
    async with emulator_with_app() as (twilio, app):
        app.pages["outbound"] = MUSIC
        phone = twilio.add_phone("client:asesor1", "advisor-1")
        calls = [lambda client: client.calls.create(to="client:asesor1", from_=LINE, url=f"{PUBLIC}/outbound")] * 2
        call = await ask(twilio, calls[0])
        await phone.rings()
        await ask(twilio, lambda client: client.calls(call.sid).update(status="canceled"))
        assert await phone.ended() == "canceled"
        call = await ask(twilio, calls[1])
        await phone.rings()
        await phone.answers()
        await phone.hears("music")
        await ask(twilio, lambda client: client.calls(call.sid).update(status="canceled"))
        await phone.hears("music")


async def test_a_phone_that_rings_for_a_dial_is_ended_by_completed_alone() -> None:
    """For Twilio such a leg is in progress, so canceled leaves it ringing."""
    async with emulator_with_app() as (twilio, app):
        app.pages |= {"incoming": '<Dial action="/after"><Client>asesor1</Client></Dial>', "after": MUSIC}
        phone = twilio.add_phone("client:asesor1", "advisor-1")
        caller = await twilio.dial(LINE)
        await phone.rings()
        sid = phone.call_sid
        await ask(twilio, lambda client: client.calls(sid).update(status="canceled"))
        assert not phone.leg.is_over
        await ask(twilio, lambda client: client.calls(sid).update(status="completed"))
        await caller.hears("music")


async def test_api_refusals_have_status_and_number() -> None:
    """Each refusal has its status and number."""
    async with emulator_with_app() as (twilio, _):
        twiml = "<Response/>"

        def begin(**fields: str) -> Callable[[Client], Any]:
            return lambda client: client.calls.create(**{"to": "client:a", "from_": LINE, "twiml": twiml, **fields})

        assert await refused(twilio, lambda client: client.calls("CA" + "0" * 32).fetch()) == (404, 20404)
        assert await refused(twilio, begin(), token="1" * 32) == (401, 20003)
        assert await refused(twilio, begin(to="")) == (400, 21201)
        assert await refused(twilio, begin(to="asesor")) == (400, 21211)
        assert await refused(twilio, begin(to="+573001234567", from_="+573009999999")) == (400, 21210)
        assert await refused(twilio, begin(twiml="", url="sounds")) == (400, 21205)
        twilio.api.too_many = 1
        assert await refused(twilio, begin()) == (429, 20429)
        assert (await ask(twilio, begin())).sid.startswith("CA")
        assert [request.status for request in twilio.api_requests][-2:] == [429, 201]


async def test_calls_beyond_the_rate_wait() -> None:
    """Twilio accepts the calls and begins them one after another."""
    async with emulator_with_app() as (twilio, _):
        twilio.api.calls_per_s = 4.0
        phones = [twilio.add_phone(f"client:a{n}", f"a{n}") for n in range(2)]
        for phone in phones:
            await ask(
                twilio, lambda client, to=phone.address: client.calls.create(to=to, from_=LINE, twiml="<Response/>")
            )
        await phones[0].rings()
        assert phones[1].calls == []
        await phones[1].rings()


async def test_a_recording_is_paused_with_silence_stopped_fetched_and_deleted() -> None:
    """The recording has the leg itself on the left channel, what it hears on the right, and silence for the pause."""
    async with emulator_with_app() as (twilio, app):
        app.pages["incoming"] = MUSIC
        caller = await twilio.dial(LINE)
        await caller.hears("music")
        made = await ask(
            twilio,
            lambda client: client.calls(caller.call_sid).recordings.create(
                recording_channels="dual", recording_status_callback=f"{PUBLIC}/recorded"
            ),
        )
        assert (made.status, made.channels) == ("in-progress", 2)

        def turn(status: str) -> Callable[[Client], Any]:
            behavior = {"pause_behavior": "silence"} if status == "paused" else {}
            current = "Twilio.CURRENT"
            return lambda client: client.calls(caller.call_sid).recordings(current).update(status=status, **behavior)

        for status in ("paused", "in-progress", "stopped"):
            await ask(twilio, turn(status))
        assert await refused(twilio, turn("paused")) == (404, 20404)
        await twilio.wait_for_callbacks()
        form = app.requests_to("recorded")[0]
        assert (form["RecordingStatus"], form["RecordingChannels"]) == ("completed", "2")
        assert form["RecordingSid"] == made.sid
        left, right = await fetched(twilio, form["RecordingUrl"])
        third = len(left) // 3
        assert amplitude(left[:third], OWN_HZ) > 1000 > amplitude(left[:third], OTHERS_HZ)
        assert amplitude(right[:third], OTHERS_HZ) > 1000 > amplitude(right[:third], OWN_HZ)
        assert max(left[third : 2 * third]) == 0
        assert max(right[2 * third :]) > 1000
        assert await ask(twilio, lambda client: client.recordings(made.sid).delete())
        assert await refused(twilio, lambda client: client.recordings(made.sid).fetch()) == (404, 20404)


def account(twilio: TwilioEmulator) -> dict[str, str]:
    """Return the headers with the account's credentials."""
    return {"Authorization": aiohttp.encode_basic_auth(twilio.account, twilio.token)}


async def fetched(twilio: TwilioEmulator, url: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Fetch the two channels of a recording's file, which needs the account's name and token."""
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{url}.wav") as reply:
            assert reply.status == 401
        async with session.get(f"{url}.wav", headers=account(twilio)) as reply:
            body = await reply.read()
    with wave.open(io.BytesIO(body)) as file:
        assert (file.getnchannels(), file.getframerate(), file.getsampwidth()) == (2, 8000, 2)
        samples = struct.unpack(f"<{2 * file.getnframes()}h", file.readframes(file.getnframes()))
    return samples[::2], samples[1::2]


async def test_a_recording_is_complete_when_its_leg_ends() -> None:
    """A recording that cannot be made is reported at once, or as absent."""
    async with emulator_with_app() as (twilio, app):
        app.pages["incoming"] = MUSIC

        def record(sid: str) -> Callable[[Client], Any]:
            callback = f"{PUBLIC}/recorded"
            events = ["completed", "absent"]
            return lambda client: client.calls(sid).recordings.create(
                recording_status_callback=callback, recording_status_callback_event=events
            )

        for how, word in (("works", "completed"), ("absent", "absent")):
            twilio.recorder.works = how
            caller = await twilio.dial(LINE)
            await caller.hears("music")
            await ask(twilio, record(caller.call_sid))
            await caller.hang_up()
            await twilio.wait_for_callbacks()
            assert app.requests_to("recorded")[-1]["RecordingStatus"] == word
        assert await refused(twilio, record(caller.call_sid)) == (400, 21220)


async def test_a_document_can_begin_a_recording() -> None:
    """The document begins the recording, and the call goes on at once."""
    async with emulator_with_app() as (twilio, app):
        start = '<Start><Recording channels="dual" recordingStatusCallback="/recorded"/></Start>'
        app.pages["incoming"] = "<Say>Hola</Say>" + start + MUSIC
        caller = await twilio.dial(LINE)
        await twilio.finish_sound(caller)
        await caller.hears("music")
        await caller.hang_up()
        await twilio.wait_for_callbacks()
        assert app.requests_to("recorded")[0]["RecordingStatus"] == "completed"


async def test_numbers_are_listed_by_page_and_configured() -> None:
    """A number gets another address, and then none."""
    async with emulator_with_app() as (twilio, _):
        for n in range(4):
            twilio.add_number(f"+5718000{n:04}", f"línea {n}")
        numbers = await ask(twilio, lambda client: client.incoming_phone_numbers.list(page_size=2))
        assert [number.phone_number for number in numbers][:2] == [LINE, "+57180000000"]
        assert len(numbers) == 5
        matches = await ask(twilio, lambda client: client.incoming_phone_numbers.list(phone_number=LINE))
        assert [(each.friendly_name, each.voice_url) for each in matches] == [("Bogotá", f"{PUBLIC}/incoming")]
        updated = await ask(
            twilio,
            lambda client: client.incoming_phone_numbers(numbers[1].sid).update(
                voice_url="https://otra.example/voz", voice_method="POST", status_callback="https://otra.example/fin"
            ),
        )
        assert (updated.voice_url, updated.status_callback) == ("https://otra.example/voz", "https://otra.example/fin")
        assert updated.voice_fallback_url in (None, "")
        undone = await ask(twilio, lambda client: client.incoming_phone_numbers(updated.sid).update(voice_url=""))
        assert undone.voice_url == ""
        missing = "PN" + "0" * 32
        assert await refused(twilio, lambda client: client.incoming_phone_numbers(missing).fetch()) == (404, 20404)


async def test_a_parameter_that_the_api_does_not_have_is_a_fault() -> None:
    """The real API would accept the parameter and ignore it."""
    async with emulator_with_app() as (twilio, _):
        path = f"{twilio.base}/2010-04-01/Accounts/{twilio.account}/Calls.json"
        form = {"To": "client:a", "From": LINE, "Twiml": "<Response/>", "Colour": "blue"}
        async with aiohttp.ClientSession(headers=account(twilio)) as session:
            await session.post(path, data=form)
        assert [fault.code for fault in twilio.faults] == [20001]
