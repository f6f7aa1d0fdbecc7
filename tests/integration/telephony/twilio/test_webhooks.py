"""Twilio's webhooks: who may send them, which are answered twice, and the answer when a part of ours fails."""

import asyncio
import io
import wave
from collections.abc import AsyncIterator, Mapping
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import httpx2
import pytest
import pytest_asyncio
from redis.asyncio import Redis
from starlette.applications import Starlette
from starlette.routing import Mount
from twilio.request_validator import RequestValidator

from storage.valkey import connect
from telephony import port
from telephony.metrics.meter import SETUP, WEBHOOK, HistogramSpec
from telephony.twilio.call.requests import AnyRequest, RequestOutcome
from telephony.twilio.call.twiml import PATH, TwimlBuilder, WebhookUrls
from telephony.twilio.call_store import CallStore
from telephony.twilio.gateway import LineFallback, TwilioGateway
from telephony.twilio.webhooks.app import SignatureValidator, create_app
from tests.support.facts.call_logs import SEALER
from tests.support.gateways.sip_party import Tones

pytestmark = pytest.mark.integration

BASE, TOKEN = "https://voz.entidad.example", "3f" * 16
INCOMING = f"{PATH}/incoming"
NEW = {"CallSid": "CA1", "From": "+573001234567", "To": "+576015550100", "CallStatus": "ringing"}


class Reception:
    """A driver that answers each call with a menu, and records its signals."""

    def __init__(self) -> None:
        self.gateway: TwilioGateway | None = None
        self.received: list[port.AnySignal] = []
        self.asked: list[AnyRequest] = []

    async def execute(self, request: AnyRequest) -> RequestOutcome:
        """Execute each command for Twilio."""
        self.asked.append(request)
        return RequestOutcome(sid="CA" + "0" * 32)

    async def __call__(self, signal: port.AnySignal) -> None:
        """Answer, play and collect for a new caller; play music after a key."""
        self.received.append(signal)
        assert self.gateway is not None
        about = {"call_id": signal.call_id}
        if isinstance(signal, port.CallOffered) and signal.refused is None:
            await self.gateway.send(port.Answer(id="1", **about))
            await self.gateway.send(port.Play(id="2", sounds=("greeting",), interruptible=True, **about))
            await self.gateway.send(port.Collect(id="3", **about))
        elif isinstance(signal, port.DigitsCollected):
            await self.gateway.send(port.Music(id="4", sound="music", **about))

    def signals(self, kind: type[port.Signal]) -> list[port.AnySignal]:
        """Return the signals of a type."""
        return [each for each in self.received if isinstance(each, kind)]


class WebhookRig:
    """One node's application, and a client that sends webhooks as Twilio does."""

    def __init__(self, redis: Redis, reception: Reception, most_calls: int = 2) -> None:
        self.reception = reception
        self.gateway = TwilioGateway(
            name="twilio-1",
            calls=CallStore(redis, "prueba", SEALER),
            provider=reception,
            twiml_builder=TwimlBuilder(urls=WebhookUrls(base_url=BASE)),
            sounds=Tones(),
            lines={"6015550100": "bogota", "bogota": "bogota"}.get,
            line_fallback=lambda line: LineFallback("apology", "sip:6010000000@operador.example"),
            on_recording_complete=self._recorded,
            max_calls=most_calls,
        )
        reception.gateway = self.gateway
        app = Starlette(routes=[Mount(PATH, create_app(self.gateway, SignatureValidator(TOKEN, BASE), Tones()))])
        self.client = httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://10.0.0.1:8000")
        self.recorded: list[tuple[str, str, str]] = []

    async def _recorded(self, recording_id: str, call_id: str, sid: str) -> None:
        self.recorded.append((recording_id, call_id, sid))

    async def asks(self, target: str, form: dict[str, str], token: str = TOKEN) -> httpx2.Response:
        """Send a webhook as Twilio signs it, through a proxy that reaches us under another name."""
        signature = RequestValidator(token).compute_signature(BASE + target, form)
        return await self.client.post(
            target,
            content=urlencode(form),
            headers={"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"},
        )


@pytest_asyncio.fixture
async def redis(valkey_url: str) -> AsyncIterator[Redis]:
    """Start an empty Valkey."""
    client = connect(valkey_url)
    yield client
    await client.flushdb()
    await client.aclose()


@pytest_asyncio.fixture
async def webhook_rig(redis: Redis) -> AsyncIterator[WebhookRig]:
    """Start a node that answers."""
    desk = WebhookRig(redis, Reception())
    await desk.gateway.start(desk.reception)
    yield desk
    await desk.gateway.stop()
    await desk.client.aclose()


def verbs(answer: httpx2.Response) -> list[str]:
    """Return the verbs of the answered document."""
    assert answer.headers["content-type"].startswith("text/xml"), answer.text
    return [each.tag for each in ET.fromstring(answer.text)]


async def test_all_commands_up_to_the_next_wait_are_one_document(webhook_rig: WebhookRig) -> None:
    """One answer picks the caller up, plays the menu and asks for a key; Twilio's API gets no request."""
    answer = await webhook_rig.asks(INCOMING, NEW)
    gather = ET.fromstring(answer.text)[0]
    assert (gather.tag, [each.tag for each in gather]) == ("Gather", ["Play"])
    assert webhook_rig.reception.asked == []
    offer = webhook_rig.reception.received[0]
    assert isinstance(offer, port.CallOffered)
    assert (offer.line, offer.caller, offer.gateway) == ("bogota", "3001234567", "twilio-1")
    assert offer.source_listed


async def test_the_same_webhook_twice_is_one_event_and_one_answer(webhook_rig: WebhookRig) -> None:
    """Whether they come in succession or at once, the caller is offered once and the key counts once."""
    first, second = await asyncio.gather(webhook_rig.asks(INCOMING, NEW), webhook_rig.asks(INCOMING, NEW))
    third = await webhook_rig.asks(INCOMING, NEW)
    assert first.text == second.text == third.text
    assert len(webhook_rig.reception.signals(port.CallOffered)) == 1
    step, form = f"{PATH}/calls/CA1/caller/1", {"CallSid": "CA1", "Digits": "1"}
    answers = await asyncio.gather(*(webhook_rig.asks(step, form) for _ in range(4)))
    assert len({each.text for each in answers}) == 1
    assert verbs(answers[0]) == ["Play", "Redirect"]
    assert len(webhook_rig.reception.signals(port.DigitsCollected)) == 1


async def test_calls_are_counted_once_however_often_twilio_asks(webhook_rig: WebhookRig) -> None:
    """Webhooks count as often as they come, and their durations too. No metric name has a caller's number."""
    await asyncio.gather(*(webhook_rig.asks(INCOMING, NEW) for _ in range(3)))
    step, form = f"{PATH}/calls/CA1/caller/1", {"CallSid": "CA1", "Digits": "1"}
    await asyncio.gather(*(webhook_rig.asks(step, form) for _ in range(2)))
    await webhook_rig.asks(INCOMING, {**NEW, "CallSid": "CA2"})
    for _ in range(2):  # the third exceeds the capacity
        await webhook_rig.asks(INCOMING, {**NEW, "CallSid": "CA3"})
    await webhook_rig.asks(f"{PATH}/status", {"CallSid": "CA1", "CallStatus": "completed"})
    await webhook_rig.asks(INCOMING, NEW, token="0" * 32)
    counts = webhook_rig.gateway.counts.take()
    call_counts = {name: count for name, count in counts.items() if name.split("|")[0] not in ("setup", "webhook")}
    assert call_counts == {
        "calls|taken": 2,
        "calls|capacity": 1,
        "barge_in|bogota": 1,
        "leg_ended|normal": 1,
        "webhooks|answered": 9,
        "webhooks|refused": 1,
    }
    assert times(counts, SETUP, "caller") == 2
    assert [times(counts, WEBHOOK, kind) for kind in ("incoming", "step", "told")] == [6, 2, 1]


def times(counts: Mapping[str, int], of: HistogramSpec, label: str) -> int:
    """Return how many durations were counted."""
    return sum(counts.get(name, 0) for name in of.bucket_names(label))


@pytest.mark.parametrize("target", [INCOMING, f"{PATH}/status", f"{PATH}/fallback", f"{PATH}/calls/CA1/caller/1"])
async def test_unsigned_webhook_is_refused(webhook_rig: WebhookRig, target: str) -> None:
    """A wrong token, a wrong address, an added parameter or no signature gets 403 and causes no event."""
    refused = [
        await webhook_rig.asks(target, NEW, token="0" * 32),
        await webhook_rig.client.post(target, data=NEW),
        await webhook_rig.client.post(
            target,
            data={**NEW, "Digits": "9"},
            headers={"X-Twilio-Signature": RequestValidator(TOKEN).compute_signature(BASE + target, NEW)},
        ),
    ]
    assert [each.status_code for each in refused] == [403, 403, 403]
    assert webhook_rig.reception.received == []


async def test_twilio_adds_parameters_without_notice_and_signs_them_like_others(webhook_rig: WebhookRig) -> None:
    """Twilio adds parameters without notice, and signs them like the others."""
    answer = await webhook_rig.asks(INCOMING, {**NEW, "StirVerstat": "TN-Validation-Passed-A", "Ñandú": "sí & no"})
    assert verbs(answer) == ["Gather"]


@pytest.mark.parametrize(
    ("form", "status"), [({}, 400), ({"CallSid": ""}, 400), ({"CallSid": "C" * 65}, 400), ({"x": "y" * 70_000}, 413)]
)
async def test_webhook_without_call_name_or_with_one_that_is_too_long_is_refused(
    webhook_rig: WebhookRig, form: dict[str, str], status: int
) -> None:
    """A webhook without a call's name, or with one that is too long, is refused, signed or not."""
    assert (await webhook_rig.asks(INCOMING, form)).status_code == status
    assert webhook_rig.reception.received == []


async def test_unknown_call_hears_apology(webhook_rig: WebhookRig) -> None:
    """A caller never hears silence; another unknown leg is hung up."""
    answer = await webhook_rig.asks(f"{PATH}/calls/CA9/caller/3", {"CallSid": "CA9"})
    assert verbs(answer) == ["Play", "Dial", "Hangup"]
    assert ET.fromstring(answer.text)[1][0].text == "+576010000000"
    assert verbs(await webhook_rig.asks(f"{PATH}/calls/CA9/advisor-1/0", {"CallSid": "CB9"})) == ["Hangup"]


async def test_a_number_that_is_no_line_is_turned_away(webhook_rig: WebhookRig) -> None:
    """A call whose address names a line belongs to that line, regardless of its number."""
    strange = {**NEW, "To": "+15005550006"}
    assert verbs(await webhook_rig.asks(INCOMING, strange)) == ["Reject"]
    assert verbs(await webhook_rig.asks(f"{INCOMING}?line=bogota", strange)) == ["Gather"]
    assert verbs(await webhook_rig.asks(f"{INCOMING}?line=nadie", {**strange, "CallSid": "CA2"})) == ["Reject"]


async def test_caller_beyond_capacity_is_refused(webhook_rig: WebhookRig) -> None:
    """The log has the reason."""
    for sid in ("CA1", "CA2"):
        await webhook_rig.asks(INCOMING, {**NEW, "CallSid": sid})
    assert verbs(await webhook_rig.asks(INCOMING, {**NEW, "CallSid": "CA3"})) == ["Reject"]
    assert [each.refused for each in webhook_rig.reception.signals(port.CallOffered)] == [None, None, "capacity"]


async def test_other_node_repeats_lost_answer(webhook_rig: WebhookRig) -> None:
    """Twilio did not receive the answer of one node; another node gives it, and the call goes on unchanged."""
    first = await webhook_rig.asks(INCOMING, NEW)
    lost = {"CallSid": "CA1", "ErrorCode": "11200", "ErrorUrl": BASE + f"{PATH}/calls/CA1/caller/0"}
    assert (await webhook_rig.asks(f"{PATH}/fallback", lost)).text == first.text
    assert webhook_rig.reception.signals(port.LegHungUp) == []


async def test_webhook_failure_plays_apology(webhook_rig: WebhookRig) -> None:
    """The webhook cannot be answered: the caller hears the apology, and the log has a failure of the gateway."""
    await webhook_rig.asks(INCOMING, NEW)
    lost = {"CallSid": "CA1", "ErrorCode": "11200", "ErrorUrl": BASE + f"{PATH}/calls/CA1/caller/9"}
    assert verbs(await webhook_rig.asks(f"{PATH}/fallback", lost)) == ["Play", "Dial", "Hangup"]
    assert webhook_rig.reception.signals(port.LegHungUp) == [
        port.LegHungUp(call_id="CA1", leg="caller", cause="shutdown")
    ]


async def test_a_question_over_which_a_node_died_is_answered_by_the_fallback(webhook_rig: WebhookRig) -> None:
    """The request was not answered but still can be: the call goes on, and no failure is reported."""
    await webhook_rig.asks(INCOMING, NEW)
    lost = {"CallSid": "CA1", "ErrorCode": "11200", "ErrorUrl": BASE + f"{PATH}/calls/CA1/caller/1"}
    assert verbs(await webhook_rig.asks(f"{PATH}/fallback", lost)) == ["Play", "Redirect"]
    assert webhook_rig.reception.signals(port.LegHungUp) == []


async def test_repeated_callback_reports_caller_gone_once(webhook_rig: WebhookRig) -> None:
    """The callback may come often; the caller is reported gone once, and the call is held no more."""
    await webhook_rig.asks(INCOMING, NEW)
    over = {**NEW, "CallStatus": "completed"}
    answers = [await webhook_rig.asks(f"{PATH}/status", over) for _ in range(2)]
    assert [each.status_code for each in answers] == [204, 204]
    assert webhook_rig.reception.signals(port.LegHungUp) == [port.LegHungUp(call_id="CA1", leg="caller")]
    assert not webhook_rig.gateway.holds("CA1")


async def test_another_node_goes_on_with_the_call(webhook_rig: WebhookRig, redis: Redis) -> None:
    """One node begins the call and another answers it, since neither holds the state."""
    await webhook_rig.asks(INCOMING, NEW)
    other = WebhookRig(redis, Reception())
    await other.gateway.start(other.reception)
    answer = await other.asks(f"{PATH}/calls/CA1/caller/1", {"CallSid": "CA1", "Digits": "1"})
    assert verbs(answer) == ["Play", "Redirect"]
    assert [type(each) for each in other.reception.received] == [port.PlaybackEnded, port.DigitsCollected]
    await other.gateway.stop()
    await other.client.aclose()


async def test_while_valkey_is_away_the_caller_hears_the_apology() -> None:
    """The call cannot be read, so the answer itself has the closing words of the line."""
    redis = connect("redis://127.0.0.1:1", timeout_s=0.2)
    desk = WebhookRig(redis, Reception())
    assert verbs(await desk.asks(INCOMING, NEW)) == ["Play", "Dial", "Hangup"]
    await desk.client.aclose()
    await redis.aclose()


async def test_address_of_each_callback_names_recording(webhook_rig: WebhookRig) -> None:
    """The address of each callback names the recording."""
    target = f"{PATH}/calls/CA1/recordings/CA1.0-3"
    completed = {"CallSid": "CA1", "RecordingSid": "RE1", "RecordingStatus": "completed"}
    assert (await webhook_rig.asks(target, completed)).status_code == 204
    assert webhook_rig.recorded == [("CA1.0-3", "CA1", "RE1")]
    await webhook_rig.asks(target, {"CallSid": "CA1", "RecordingSid": "RE1", "RecordingStatus": "absent"})
    assert webhook_rig.reception.received == [port.NotRecorded(call_id="CA1", recording_id="CA1.0-3", leg="caller")]


async def test_a_sound_is_a_wave_file_that_need_not_be_fetched_twice(webhook_rig: WebhookRig) -> None:
    """A client that already has the file gets 304; a sound that does not exist gets 404."""
    answer = await webhook_rig.client.get(f"{PATH}/sounds/beep.wav")
    with wave.open(io.BytesIO(answer.content)) as sound:
        assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (8000, 1, 2)
        assert sound.getnframes() == 4000
    again = await webhook_rig.client.get(f"{PATH}/sounds/beep.wav", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (await webhook_rig.client.get(f"{PATH}/sounds/nada.wav")).status_code == 404
