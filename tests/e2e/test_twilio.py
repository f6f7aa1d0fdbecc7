"""The whole system with its lines at Twilio: two nodes, signed webhooks; one node dies, all die, forgeries."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from twilio.request_validator import RequestValidator

from atencion.twilio.fallback import twiml_of
from config.site.loader import load_site
from tests.support.sip.sip_phone import SipPhone
from tests.support.twilio import TOKEN, Caller, Phone
from tests.support.whole_system.process_killer import pid_of
from tests.support.whole_system.system import wait_until
from tests.support.whole_system.twilio_system import DIALLED_NUMBER, NUMBER, PHONES, PUBLIC, TwilioSystem, two_nodes

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.timeout(300)]
TO_VOICE, TO_NOBODY = "8", "6"
ONE_HZ, OTHER_HZ, ADVISOR_HZ = 1020, 1710, 1370
VOICES = {ONE_HZ, OTHER_HZ, ADVISOR_HZ}


@pytest_asyncio.fixture
async def site(tmp_path: Path, pytestconfig: pytest.Config) -> AsyncIterator[TwilioSystem]:
    """Run two nodes."""
    async with two_nodes(tmp_path, pytestconfig.cache.mkdir("sounds")) as site:
        yield site


@pytest_asyncio.fixture
async def advisor(site: TwilioSystem) -> Phone:
    """Add an advisor's phone and make the advisor available."""
    phone = site.twilio.add_phone(PHONES.format(user="asesor_voz"), "advisor")
    await site.is_available("asesor_voz", "voz")
    return phone


async def talking(site: TwilioSystem, advisor: Phone) -> Caller:
    """Connect a caller with the advisor, and wait until they hear each other and the log has it."""
    caller = await site.calls()
    await caller.is_asked()
    await caller.press(TO_VOICE)
    await advisor.rings()
    await advisor.answers()
    await caller.hears("advisor")
    await advisor.hears("caller")
    async with site.system.router() as router:

        async def is_talking() -> bool:
            return (await router.floor()).advisors["asesor_voz"].state == "talking"

        await wait_until(is_talking, 30.0)
    return caller


async def ended_well(site: TwilioSystem, *expected: tuple[str, str | None, str]) -> None:
    """Check outcome, queue and ending party of the calls, and that Twilio has no faults."""
    calls = await site.system.calls_when_ended(len(expected))
    assert sorted((call["outcome"], call["queue"], call["ended_by"]) for call in calls) == sorted(expected)
    assert site.twilio.faults == []


async def test_a_call_from_its_menu_to_its_end_on_two_nodes(site: TwilioSystem, advisor: Phone) -> None:
    """A call is queued, rung by Dial, held and resumed; any node serves any webhook, and one log has it all."""
    caller = await talking(site, advisor)
    async with site.system.router() as router:
        await router.request_advisor_action(caller.call_sid, "asesor_voz", "hold", "wish-1")
        await caller.hears("musica.espera")
        await router.request_advisor_action(caller.call_sid, "asesor_voz", "retrieve", "wish-2")
    await caller.hears("advisor")
    await caller.hang_up()
    await ended_well(site, ("answered", "voz", "caller"))


async def test_caller_who_leaves_in_any_phase_has_one_outcome_although_webhooks_come_twice(
    site: TwilioSystem, advisor: Phone
) -> None:
    """A caller who leaves in any phase has one outcome, although webhooks come twice."""
    site.twilio.disturbance.repeat = lambda url: "at once" if "/calls/" in url and "/status" not in url else "later"
    site.twilio.disturbance.extra = {"NewParameter": "unknown to us"}
    greeted = await site.calls(label="greeted")
    await greeted.hears("saludo")
    await greeted.hang_up()
    in_menu = await site.calls(label="asked")
    await in_menu.is_asked()
    await in_menu.hang_up()
    waiting = await site.calls(label="waiting")
    await waiting.is_asked()
    await waiting.press(TO_NOBODY)
    await waiting.hears("musica.espera")
    await waiting.hang_up()
    ringing = await site.calls(label="ringing")
    await ringing.is_asked()
    await ringing.press(TO_VOICE)
    await advisor.rings()
    await ringing.hang_up()
    await advisor.ended()
    served = await talking(site, advisor)
    await served.hang_up()
    await ended_well(
        site,
        *[("abandoned_ivr", None, "caller")] * 2,
        ("abandoned_queue", "vacia", "caller"),
        ("abandoned_queue", "voz", "caller"),
        ("answered", "voz", "caller"),
    )
    verified = await site.system.verify()
    assert await verified.wait(60.0) == 0, verified.log_tail()


async def test_a_node_is_killed_and_the_calls_go_on_at_the_other(site: TwilioSystem, advisor: Phone) -> None:
    """After kill -9 of a node in talk and in the menu, neither caller notices, and no gateway counts as dead."""
    served = await talking(site, advisor)
    chooses = await site.calls(label="chooses")
    await chooses.is_asked()
    killed = site.kill_first()
    site.one_node(first=False)
    await chooses.press(TO_NOBODY)
    await chooses.hears("musica.espera")
    async with site.system.router() as router:
        await router.request_advisor_action(served.call_sid, "asesor_voz", "hold", "wish-1")
        await served.hears("musica.espera")

        async def back() -> bool:
            return pid_of(site.system, "api") not in (0, killed) and await site.system.is_ready()

        await wait_until(back, 40.0)
        site.one_node(first=True)
        await router.request_advisor_action(served.call_sid, "asesor_voz", "retrieve", "wish-2")
        await served.hears("advisor")
        assert len(await router.gateways()) == 1
    await chooses.hang_up()
    await served.hang_up()
    await ended_well(site, ("abandoned_queue", "vacia", "caller"), ("answered", "voz", "caller"))

    async def noticed() -> bool:
        return "neighbour_gone" in site.second.log_text + site.system.log_text()

    await wait_until(noticed, 30.0)
    assert "name_lost" not in site.second.log_text + site.system.log_text()


async def test_wrong_signature_gets_403(site: TwilioSystem) -> None:
    """A wrong signature gets 403; unknown ids lead to no call, and to no silence."""
    forged = {"CallSid": "CA" + "0" * 32, "From": "+573001234567", "To": NUMBER}

    async def ask(path: str, token: str, form: dict[str, str]) -> tuple[int, str]:
        signed = RequestValidator(token).compute_signature(PUBLIC + path, form)
        async with (
            aiohttp.ClientSession() as http,
            http.post(site.system.web + path, data=form, headers={"X-Twilio-Signature": signed}) as answer,
        ):
            return answer.status, await answer.text()

    assert (await ask("/twilio/voice/incoming", "f" * 32, forged))[0] == 403
    assert (await ask("/twilio/voice/calls/CA1/caller/3", "", forged))[0] == 403
    stranger = await ask("/twilio/voice/calls/CA1/caller/3", TOKEN, forged)
    assert stranger[0] == 200
    assert "disculpa.wav" in stranger[1]
    leg = await ask("/twilio/voice/calls/CA1/advisor-1/0", TOKEN, forged)
    assert leg[0] == 200
    assert "<Hangup" in leg[1]
    assert "disculpa" not in leg[1]
    assert (await ask("/twilio/voice/calls/CA1/advisor-1/status", TOKEN, forged))[0] == 204
    assert (await ask("/twilio/voice/incoming", TOKEN, {"To": NUMBER}))[0] == 400
    assert await site.system.calls() == []


async def _is_connection_refused(address: str) -> bool:
    """Return whether connections to an address are refused."""
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", int(address.rpartition(":")[2]))
    except ConnectionRefusedError:
        return True
    writer.close()
    return False


async def test_with_all_nodes_away_the_fallback_speaks(site: TwilioSystem, tmp_path: Path) -> None:
    """Without any node, the document of an external server plays the line's apology, never silence."""
    settings = load_site(tmp_path / "site")
    words = twiml_of(settings.lines["bogota"], settings)

    async def says(request: web.Request) -> web.Response:
        return web.Response(text=words, content_type="text/xml")

    app = web.Application()
    app.router.add_post("/bogota.xml", says)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    (number,) = site.twilio.exchange.numbers.values()
    number.fields["VoiceFallbackUrl"] = f"http://{host}:{port}/bogota.xml"
    await site.second.program.kill()
    await site.system.kill()

    await wait_until(
        lambda: _is_connection_refused(site.system.web), 30.0
    )  # a dying node that still answers apologizes itself
    caller = await site.calls()
    await caller.has_heard(f"say:{settings.prompts['disculpa'].text}")
    assert await caller.ended() == "completed"
    await runner.cleanup()


async def test_calls_by_trunk_and_by_twilio_wait_in_one_queue(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    """Of a SIP call, one at Twilio and another SIP call, one advisor with a phone at each gets them in their order."""
    one, other, desk = [await SipPhone(hertz).open() for hertz in (ONE_HZ, OTHER_HZ, ADVISOR_HZ)]
    async with two_nodes(tmp_path, pytestconfig.cache.mkdir("sounds"), gateway="pyvoip", speed=4.0) as site:
        cloud_desk = site.twilio.add_phone(PHONES.format(user="asesor_voz"), "advisor")
        await _waits_by_sip(site, one, 1)
        caller = await site.calls()
        await caller.is_asked()
        await caller.press(TO_VOICE)
        await _waiting(site, 2)
        await _waits_by_sip(site, other, 3)
        await site.is_available("asesor_voz", "voz", desk.address)
        await _served_by_sip(one, desk, ONE_HZ)
        await cloud_desk.rings()
        await cloud_desk.answers()
        await caller.hears("advisor")
        await caller.hang_up()
        await _served_by_sip(other, desk, OTHER_HZ)
        await ended_well(site, *[("answered", "voz", "caller")] * 3)
        assert await site.system.metric("acd_calls_answered_total") == 3
    for phone in (one, other, desk):
        phone.close()


async def _waits_by_sip(site: TwilioSystem, phone: SipPhone, waiting: int) -> None:
    phone.dial(site.system.sip_port, DIALLED_NUMBER)
    await site.system.wait_for_menu()
    await phone.press(TO_VOICE)
    await _waiting(site, waiting)


async def _waiting(site: TwilioSystem, many: int) -> None:
    async def so() -> bool:
        async with site.system.router() as router:
            return sum(call.stage == "waiting" for call in (await router.floor()).calls.values()) == many

    await wait_until(so, 30.0)


async def _served_by_sip(caller: SipPhone, desk: SipPhone, hertz: int) -> None:
    await desk.ring()
    await desk.answer()
    await desk.wait_to_hear({hertz}, VOICES)
    await caller.hang_up()
    await desk.wait_for_end()
