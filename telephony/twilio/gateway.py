"""The cloud gateway: calls that Twilio holds, driven by its webhooks.

Owns the handling of a webhook: read the call, note the event, deliver its signals, carry out the resulting commands,
and answer the leg; further changes are requested from Twilio. The calls are in Valkey (`call_store`), so several
nodes form one gateway under one name, and any of them may receive any webhook. `held_call` and `desired_state` decide
what a call does; `app` and `provider` do HTTP.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import NamedTuple

import msgspec
import structlog

from storage.errors import StorageError
from telephony import port
from telephony.fault_trace import describe_fault
from telephony.metrics.meter import SETUP, Counters
from telephony.port import ABILITIES, CALLER, AnyCommand, SignalHandler
from telephony.port.commands import required_sounds
from telephony.twilio.call import desired_state, metrics, webhook_events
from telephony.twilio.call import twiml as documents
from telephony.twilio.call.desired_state import RequestTemplates
from telephony.twilio.call.destinations import dial_target, national_number
from telephony.twilio.call.held_call import KIND, HeldCall
from telephony.twilio.call.twiml import TwimlBuilder
from telephony.twilio.call.webhook_events import Form
from telephony.twilio.call_store import CallStore
from telephony.twilio.outbox import SCAN_INTERVAL_S, CallOutbox, RequestProvider

log = structlog.get_logger(__name__)

DECISION_TIMEOUT_S = 5.0
"""Seconds for which a new caller rings while the first command is awaited."""
_BATCH_WINDOW_S = 0.01
"""Commands within this time are combined into one document."""


class LineFallback(NamedTuple):
    """How a line ends a call without a driver."""

    sound: str
    number: str | None


OnRecordingComplete = Callable[[str, str, str], Awaitable[None]]
"""Called when a recording is complete at Twilio, with its id, the call's, and its name there."""


class CommandBatch:
    """Commands for one call that are not stored yet, and the call with them applied."""

    def __init__(self, call: HeldCall) -> None:
        self.call = call
        self.commands: list[AnyCommand] = []


class TwilioGateway:
    """One node of the gateway.

    Args:
        name: of the gateway, the same on every node.
        max_calls: capacity over all nodes together.
        phones: how advisors' phones are rung, see ``twilio_phones`` of the settings.
        clock: seconds, the same for all nodes.
    """

    kind = KIND

    def __init__(
        self,
        *,
        name: str,
        calls: CallStore,
        provider: RequestProvider,
        twiml_builder: TwimlBuilder,
        sounds: port.Sounds,
        lines: Callable[[str], str | None],
        line_fallback: Callable[[str], LineFallback],
        on_recording_complete: OnRecordingComplete,
        max_calls: int,
        phones: str | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.name = name
        self._calls = calls
        self._twiml_builder = twiml_builder
        self._sounds = sounds
        self._lines = lines
        self._line_fallback = line_fallback
        self._on_recording_complete = on_recording_complete
        self._max_calls = max_calls
        self._phones = phones
        self._clock = clock
        self._templates = ways = RequestTemplates(
            document=twiml_builder.build,
            answered_url=lambda call, leg: twiml_builder.urls.step(call, leg, 0),
            status_url=twiml_builder.urls.status,
            recording_url=twiml_builder.urls.recording,
        )
        self.counts = Counters()
        self._outbox = CallOutbox(calls, provider, ways, clock, self._apply_batch, counts=self.counts)
        self._draining = False
        self._batches: dict[str, CommandBatch] = {}
        self._decisions: dict[str, asyncio.Event] = {}

    # The port

    async def start(self, on_signal: SignalHandler) -> None:
        """Send signals to this handler from now on."""
        self._outbox.handler = on_signal

    async def send(self, command: AnyCommand) -> None:
        """Carry out a command, once per id. Raises as `telephony.port.Gateway.send`."""
        if type(command) not in ABILITIES[KIND]:
            raise port.Unsupported(KIND, type(command))
        for key in required_sounds(command):
            self._sounds.ulaw(key)
        moment = await self._open_batch(command)
        try:
            moment.call.execute(command, self._dial_target(command))
        except port.TelephonyError:
            if not moment.commands:  # the next command must load the call again
                self._batches.pop(command.call_id, None)
            raise
        moment.commands.append(command)
        if len(moment.commands) == 1:
            asyncio.get_running_loop().call_later(_BATCH_WINDOW_S, self._schedule_batch, command.call_id)
        if decided := self._decisions.get(command.call_id):
            decided.set()

    def holds(self, call_id: str, leg: str = "") -> bool:
        """Return whether the call, or this leg, existed when this node last saw it."""
        moment = self._batches.get(call_id)
        legs = moment.call.legs if moment else self._outbox.legs(call_id)
        return leg in legs if leg else bool(legs)

    async def refresh(self, call_id: str) -> None:
        """Load a call as other nodes left it. Raises StorageError."""
        await self._outbox.refresh(call_id)

    @property
    def is_idle(self) -> bool:
        """Whether this node has no commands, signals or requests in progress."""
        return self._outbox.is_idle and not self._batches

    async def drain(self) -> None:
        """Accept no new calls; return when the last one has ended."""
        self._draining = True
        while await self._calls.count():  # noqa: ASYNC110 - other nodes end them, too
            await asyncio.sleep(SCAN_INTERVAL_S / 10)

    async def stop(self) -> None:
        """Stop; other nodes continue the calls, and Twilio continues each until its next webhook."""
        await self._outbox.stop()

    async def run(self) -> None:
        """Continue the calls of failed nodes, until cancelled."""
        await self._outbox.run()

    # Webhooks; each returns a document or None. Raises StorageError.

    async def on_incoming_call(self, form: Form, line: str = "") -> str:
        """Handle an incoming call; ``line`` is empty unless the webhook address names it."""
        call_id, dialled = form["CallSid"], form.get("To", "")
        line_call = (
            line
            if line and self._lines(line) == line
            else self._lines(dialled) or self._lines(national_number(dialled))
        )
        if line_call is None:
            log.warning("no_such_line")
            return documents.reject_document(404)
        number = national_number(form.get("From", ""))
        offer = port.CallOffered(call_id=call_id, line=line_call, caller=number, gateway=self.name, source_listed=True)
        if await self._calls.load(call_id) is None and (refused := await self._refusal_reason()):
            offer = msgspec.structs.replace(offer, refused=refused)
            await self._outbox.emit(offer)
            if await self._calls.first_refusal(call_id):
                metrics.record(self.counts, metrics.DeliveredSignal(offer, line_call))
            return documents.reject_document(503)

        def begin(call: HeldCall | None) -> tuple[HeldCall | None, bool]:
            return call or webhook_events.new_call(offer, call_id, self._clock()), call is None

        decided = self._decisions.setdefault(call_id, asyncio.Event())
        try:
            if not await self._outbox.change(call_id, begin):
                return await self.on_step(call_id, CALLER, 0, form)
            await self._outbox.deliver_signals(call_id)
            with suppress(TimeoutError):
                async with asyncio.timeout(DECISION_TIMEOUT_S):
                    await decided.wait()
            return await self._answer(call_id, CALLER, 0)
        finally:
            self._decisions.pop(call_id, None)

    async def on_step(self, call_id: str, leg: str, step: int, form: Form) -> str:
        """Handle a leg that has finished its step, or was answered, and asks for the next document."""

        def apply_event(call: HeldCall | None) -> tuple[HeldCall | None, str | None]:
            if call is None:
                return None, self._unknown_call_twiml(leg)
            try:
                before = webhook_events.apply_step(call, leg, step, form, self._clock())
            except webhook_events.UnknownStep:
                return call, documents.retry_document(self._twiml_builder.urls.step(call_id, leg, call.legs[leg].step))
            except port.UnknownLeg:
                return call, documents.hangup_document()
            return call, before

        is_known = await self._outbox.change(call_id, apply_event)
        if is_known is not None:
            return is_known
        await self._outbox.deliver_signals(call_id)
        return await self._answer(call_id, leg, step)

    async def on_leg_status(self, call_id: str, leg: str, form: Form) -> None:
        """Handle a status callback of a leg."""

        def apply_event(call: HeldCall | None) -> tuple[HeldCall | None, None]:
            if call is not None:
                webhook_events.apply_status(call, leg, form, self._clock())
            return call, None

        await self._outbox.change(call_id, apply_event)
        if decided := self._decisions.get(call_id):
            decided.set()
        await self._outbox.flush(call_id)

    async def on_recording_status(self, call_id: str, recording_id: str, form: Form) -> None:
        """Handle a status callback of a recording."""
        status = form.get("RecordingStatus", "completed")
        if status == "completed":
            await self._on_recording_complete(recording_id, call_id, form["RecordingSid"])
        elif status in ("absent", "failed"):
            await self._outbox.emit(port.NotRecorded(call_id=call_id, recording_id=recording_id, leg=CALLER))

    async def on_fallback(self, form: Form, line: str = "") -> str:
        """Answer after a failed webhook: repeat the lost answer, handle the event, or play the line's apology."""
        call_id = form.get("CallSid", "")
        _, leg, step = documents.read_step_url(form.get("ErrorUrl", ""))
        call = await self._calls.load(call_id)
        lost = call.legs.get(leg) if call else None
        if lost is not None and step in lost.answers:
            return lost.answers[step]
        try:  # if the first node died over the webhook, this one handles it
            if lost is not None and step == lost.step:
                return await self.on_step(call_id, leg, step, form)
            if form.get("ErrorUrl", "").startswith(self._twiml_builder.urls.incoming()):
                return await self.on_incoming_call(form, line)
        except Exception as error:
            log.error("fallback_failed", call=call_id, **describe_fault(error))
        if call is None:
            return self._unknown_call_twiml(CALLER, line)
        log.warning("fallback_taken", call=call_id, error=form.get("ErrorCode", ""))
        await self._outbox.change(call_id, self._rescue_call)
        await self._outbox.deliver_signals(call_id)
        return await self._answer(call_id, CALLER, -1)

    def _rescue_call(self, call: HeldCall | None) -> tuple[HeldCall | None, None]:
        """Signal a shutdown of the call to its driver, and let the caller hear the apology."""
        if call is not None and call.rescue is None and CALLER in call.legs:
            words = self._line_fallback(call.line)
            call.emit([port.LegHungUp(call_id=call.id, leg=CALLER, cause="shutdown")])
            rescue = port.Rescue(id=f"{call.id}/fallback", call_id=call.id, sounds=(words.sound,))
            call.execute(rescue, dial_target(words.number) if words.number else "")
        return call, None

    def _unknown_call_twiml(self, leg: str, line: str = "") -> str:
        """Answer for an unknown call: an apology for a caller, so that they never hear silence; else hang up."""
        if leg != CALLER:
            return documents.hangup_document()
        return self.apology_twiml(line)

    def apology_twiml(self, line: str = "") -> str:
        """Return the apology document with the line's other number, for a caller of an unknown call."""
        words = self._line_fallback(line)
        return documents.apology_document(
            self._twiml_builder.urls.sound(words.sound), dial_target(words.number) if words.number else ""
        )

    # Answers

    async def _answer(self, call_id: str, leg: str, step: int) -> str:
        """Return the document for a leg, after the commands that follow from its webhook."""

        def answer(call: HeldCall | None) -> tuple[HeldCall | None, tuple[str, float | None]]:
            leg_state = call.legs.get(leg) if call else None
            if call is None or leg_state is None:
                return call, (documents.hangup_document(), None)
            if 0 <= step < leg_state.step:
                return call, (leg_state.answers.get(step, documents.hangup_document()), None)
            is_answered = leg == CALLER and leg_state.state == "up"
            setup_s = leg_state.take_setup_time(self._clock()) if is_answered else None
            return call, (desired_state.answer_step(call, leg_state, self._templates), setup_s)

        await self._apply_batch(call_id)
        document, setup_s = await self._outbox.change(call_id, answer)
        if setup_s is not None:
            self.counts.observe(SETUP, "caller", setup_s)
        self._outbox.tasks.start(self._outbox.flush(call_id), "call to carry on")
        return document

    # Commands

    async def _open_batch(self, command: AnyCommand) -> CommandBatch:
        moment = self._batches.get(command.call_id)
        if moment is None:
            call = await self._load(command.call_id)
            if call is None and isinstance(command, port.Ring) and command.opens:
                call = HeldCall(id=command.call_id)
            if call is None:
                raise port.UnknownLeg(f"the gateway {self.name!r} holds no call {command.call_id!r}")
            moment = self._batches.setdefault(command.call_id, CommandBatch(call))
        return moment

    async def _load(self, call_id: str) -> HeldCall | None:
        try:
            return await self._calls.load(call_id)
        except StorageError as error:
            raise port.TelephonyError("the calls cannot be read now") from error

    def _schedule_batch(self, call_id: str) -> None:
        if call_id in self._batches:
            self._outbox.tasks.start(self._execute_batch(call_id), "batch of commands")

    async def _execute_batch(self, call_id: str) -> None:
        await self._apply_batch(call_id)
        await self._outbox.flush(call_id)

    async def _apply_batch(self, call_id: str) -> None:
        moment = self._batches.pop(call_id, None)
        if moment is None:
            return

        def apply_commands(call: HeldCall | None) -> tuple[HeldCall | None, None]:
            call = call or HeldCall(id=call_id)
            for command in moment.commands:
                with suppress(port.TelephonyError):  # its leg is gone since, and the signal of that is sent
                    call.execute(command, self._dial_target(command))
            return call, None

        await self._outbox.change(call_id, apply_commands)

    def _dial_target(self, command: AnyCommand) -> str:
        match command:
            case port.Ring():
                return dial_target(command.address, command.whose, self._phones)
            case port.Dial():
                return dial_target(command.address)
            case port.Rescue(fallback=str() as number):
                return dial_target(number)
        return ""

    async def _refusal_reason(self) -> str | None:
        if self._draining:
            return "draining"
        return "capacity" if await self._calls.count() >= self._max_calls else None
