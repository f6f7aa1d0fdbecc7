"""The contract suite's rig for the cloud gateway: a Twilio emulator, real webhooks, real client, real Valkey.

Owns the surroundings of one node. Time in the emulator passes when the test says so.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import uvicorn
from redis.asyncio import Redis
from starlette.applications import Starlette
from starlette.routing import Mount

from storage.valkey import connect
from telephony.twilio.api.client import create_client
from telephony.twilio.api.executor import TwilioExecutor
from telephony.twilio.api.metrics import ApiMetrics
from telephony.twilio.api.provider import Provider
from telephony.twilio.api.rate_limit import CallRateLimiter
from telephony.twilio.call.requests import AnyRequest, BeginRecording, RequestOutcome
from telephony.twilio.call.twiml import PATH, TwimlBuilder, WebhookUrls
from telephony.twilio.call_store import CallStore
from telephony.twilio.gateway import LineFallback, TwilioGateway
from telephony.twilio.recording.collector import RecordingCollector
from telephony.twilio.recording.download import RecordingDownloader
from telephony.twilio.recording.pending_recording import PendingRecording
from telephony.twilio.recording.pending_store import PendingRecordings
from telephony.twilio.webhooks.app import SignatureValidator, create_app
from tests.support.facts.call_logs import SEALER
from tests.support.gateways.gateway_rig import SignalLog
from tests.support.gateways.sip_party import Tones
from tests.support.memory_folder import memory_folder
from tests.support.programs import free_ports
from tests.support.twilio import RINGING_TONE, Caller, Party, Phone, TwilioEmulator

NUMBERS = {"bogota": "+576015550100", "nacional": "+576015550101", "quejas": "+576015550199"}
CAMPAIGN = "contrato"
_REQUEST_TIMEOUT_S = 0.3
_STATUS = {"busy": 486, "rejected": 480}


class _Party:
    """The far end of a leg in the emulator; it acts once no request or callback for it is pending."""

    def __init__(self, rig: "TwilioRig", party: Party) -> None:
        self.rig, self.party = rig, party

    async def hears(self, *names: str) -> None:
        """Wait for what the emulator plays; a leg that calls another party hears ringing instead of its music."""
        leg, instead = self.party.leg, {RINGING_TONE} if len(names) == 1 else set(names)
        so = await self.rig.twilio.wait_until(lambda: leg.hears() in (set(names), instead))
        assert so, f"{self.party.label} hears {sorted(leg.hears())}, not {sorted(names)}; {self.rig.twilio.faults}"

    async def press(self, digits: str) -> None:
        """Press each key once the gateway has taken the one before and asks for the next."""
        leg = self.party.leg
        for key in digits:
            await self.rig.quiet()
            await self.rig.twilio.wait_until(
                lambda: leg.gathering is not None and not leg.gathering.done, _REQUEST_TIMEOUT_S
            )
            await self.party.press(key)

    async def received_digits(self, digits: str) -> None:
        """Wait until the emulator has received these digits."""
        await self.party.received_digits(digits)

    async def hang_up(self) -> None:
        """Hang up and wait for the callbacks."""
        await self.rig.quiet()
        await self.party.hang_up()
        await self.rig.twilio.wait_for_callbacks()
        await self.rig.quiet()

    async def ended(self) -> int:
        """Wait for the end of the leg and its callbacks."""
        await self.party.ended()
        await self.rig.twilio.wait_for_callbacks()
        await self.rig.quiet()
        return 0


class _Caller(_Party):
    def __init__(self, rig: "TwilioRig", caller: Caller) -> None:
        super().__init__(rig, caller)
        self.caller, self.call_id = caller, caller.call_sid

    async def ended(self) -> int:
        await super().ended()
        return _STATUS.get(self.caller.rejected, 0)


class _Phone(_Party):
    def __init__(self, rig: "TwilioRig", phone: Phone) -> None:
        super().__init__(rig, phone)
        self.phone, self.address = phone, phone.address

    async def rings(self) -> None:
        await self.phone.rings()

    async def answers(self) -> None:
        await self.phone.answers()

    async def refuses(self, status: int) -> None:
        await self.phone.refuses(status)

    async def stays_unanswered(self) -> None:
        await self.phone.stays_unanswered()


class _DiscardingStore:
    """A store that deletes every recording left in it."""

    async def has_recording(self, recording_id: str) -> bool:
        return False


class _Account(Provider):
    """The real client of the emulator, for an account that can be refused recording."""

    records = True

    async def execute(self, request: AnyRequest) -> RequestOutcome:
        if isinstance(request, BeginRecording) and not self.records:
            return RequestOutcome(refused=20003)
        return await super().execute(request)


class TwilioRig:
    """The rig of the cloud gateway; see `gateway_rig.GatewayRig`.

    Args:
        twilio: the emulator.
        redis: Valkey.
        recordings: the intake's folder.
    """

    def __init__(self, twilio: TwilioEmulator, redis: Redis, recordings: Path) -> None:
        self.twilio = twilio
        self.heard = SignalLog()
        counted = ApiMetrics()
        wire = TwilioExecutor(lambda: create_client(twilio.account, twilio.token, twilio.base))
        self._due = PendingRecordings(redis, CAMPAIGN)
        self.recordings = RecordingCollector(
            pending=self._due,
            downloader=RecordingDownloader(twilio.account, twilio.token, twilio.base),
            executor=wire,
            archive=_DiscardingStore(),
            intake=recordings,
            emit=self.heard,
            now=lambda: datetime.now(UTC),
            metrics=counted,
        )
        self._account = _Account(wire, CallRateLimiter(redis, CAMPAIGN, 100), NUMBERS["bogota"], counted)
        self.gateway = TwilioGateway(
            name="twilio-contrato",
            calls=CallStore(redis, CAMPAIGN, SEALER),
            provider=self._account,
            twiml_builder=TwimlBuilder(urls=WebhookUrls(base_url=twilio.public_url), caller_id=NUMBERS["bogota"]),
            sounds=Tones(),
            lines={number: line for line, number in NUMBERS.items()}.get,
            line_fallback=lambda line: LineFallback("apology", None),
            on_recording_complete=self._recorded,
            max_calls=2,
        )

    def app(self) -> Starlette:
        """Build the application that Twilio calls."""
        signatures = SignatureValidator(self.twilio.token, self.twilio.public_url)
        return Starlette(routes=[Mount(PATH, create_app(self.gateway, signatures, Tones()))])

    async def _recorded(self, recording_id: str, call_id: str, sid: str) -> None:
        await self._due.add(
            recording_id, PendingRecording(sid=sid, call_id=call_id, leg="caller", completed_at=datetime.now(UTC))
        )
        await self.recordings.run_once()

    async def quiet(self) -> None:
        """Wait until no request between the gateway and Twilio is pending."""
        async with asyncio.timeout(25):
            while not self.gateway.is_idle:  # noqa: ASYNC110 - many conditions
                await asyncio.sleep(0.005)

    async def dial(self, line: str = "bogota") -> _Caller:
        """Dial a number of the account."""
        caller = _Caller(self, await self.twilio.dial(NUMBERS[line]))
        assert await self.heard.next_offered() == caller.call_id
        return caller

    async def dial_refused(self) -> _Caller:
        """Dial as a caller whom the gateway will refuse."""
        return await self.dial()

    async def phone(self, name: str) -> _Phone:
        """Add a phone at a SIP address, or at a number for the caller."""
        address = "+573009998877" if name == "caller" else f"sip:{name}@phones.example"
        return _Phone(self, self.twilio.add_phone(address, name))

    def unreachable_address(self) -> str:
        """Return an address that the emulator does not know."""
        return "sip:nobody@phones.example"

    async def let_address_fail(self, call_id: str, leg: str) -> None:
        """Do nothing: the emulator detects the failure itself."""

    async def finish_sound(self, caller: _Caller) -> None:
        """Finish the sound by command."""
        await self.quiet()
        await self.twilio.finish_sound(caller.party)

    async def let_collect_time_out(self, caller: _Caller) -> None:
        """Time the Gather out by command."""
        await self.quiet()
        await self.twilio.let_gather_time_out(caller.party)

    def refusal_status(self, status: int) -> int:
        """Return one of Twilio's two statuses of a refusal."""
        return 486 if status in (486, 503) else 480

    def disable_recording(self) -> None:
        """Forbid the account to record."""
        self._account.records = False


@asynccontextmanager
async def twilio_rig(valkey_url: str) -> AsyncIterator[TwilioRig]:
    """Start a node of the cloud gateway, and an emulator that calls it over HTTP."""
    port = next(iter(free_ports(1)))
    base = f"http://127.0.0.1:{port}"
    redis = connect(valkey_url)
    async with TwilioEmulator(base, manual=True) as twilio:
        for number in NUMBERS.values():
            twilio.add_wired_number(number)
        with memory_folder() as recordings:
            rig = TwilioRig(twilio, redis, recordings)
            server = uvicorn.Server(
                uvicorn.Config(rig.app(), host="127.0.0.1", port=port, log_config=None, lifespan="off")
            )
            serving = asyncio.create_task(server.serve())
            while not server.started:  # noqa: ASYNC110 - a flag has no event
                await asyncio.sleep(0.005)
            await rig.gateway.start(rig.heard)
            yield rig
            await rig.quiet()
            await twilio.end_all()
            async with asyncio.timeout(25):
                while server.server_state.tasks or not rig.gateway.is_idle:  # noqa: ASYNC110 - another's state
                    await asyncio.sleep(0.005)
            await twilio.end_all()  # a webhook that was in progress can have begun a call
            await twilio.wait_for_callbacks()
            await rig.gateway.stop()
            server.should_exit = server.force_exit = True
            await serving
        assert not twilio.faults, twilio.faults
    await redis.flushdb()
    await redis.aclose()
