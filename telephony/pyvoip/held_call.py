"""A call as the embedded gateway holds it: its legs, their commands and their signals.

Owns the port's rules for one call: its legs and their state, the effect of each command, and the rescue of a call
without a driver. It must not know SIP or RTP beyond a leg's call and stream.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from telephony import port
from telephony.port import AnySignal, CollectEnd, HangupCause, LegFailure, PlaybackEnd
from telephony.port.legs import find_leg, unanswered_leg_error
from telephony.pyvoip.library import CallState
from telephony.pyvoip.media.loop import MediaStream
from telephony.pyvoip.sip.calls.forks import Fork
from telephony.pyvoip.sip.calls.incoming_call import IncomingCall
from telephony.pyvoip.sip.calls.sip_call import SipCall

FALLBACK = "fallback"
_APOLOGY = "rescue"
_FALLBACK_TIMEOUT_S = 30.0
_MAX_REMEMBERED = 512
_REFUSALS: dict[HangupCause, int] = {"busy": 486, "rejected": 603, "failed": 500, "media_lost": 500, "shutdown": 503}

DialLeg = Callable[["Leg", str, float], Awaitable[None]]


class Leg:
    """A leg: the listener of its SIP call and its stream. Either is None before it exists; ``sip`` may be a fork."""

    def __init__(self, held_call: "HeldCall", name: str) -> None:
        self.held, self.name = held_call, name
        self.sip: SipCall | Fork | None = None
        self.stream: MediaStream | None = None

    @property
    def is_up(self) -> bool:
        """Whether it is answered."""
        return self.sip is not None and self.sip.state is CallState.ANSWERED

    def on_trying(self) -> None:
        """Do nothing: no signal reports that the phone has our INVITE."""

    def on_ringing(self) -> None:
        """Signal that the phone rings."""
        self.held.emit(port.LegRinging(call_id=self.held.id, leg=self.name))

    def on_answered(self) -> None:
        """Signal that the phone was answered."""
        self.held.emit(port.LegAnswered(call_id=self.held.id, leg=self.name))
        self.held.on_leg_answered(self)

    def on_failed(self, cause: LegFailure) -> None:
        """Signal that the phone was not answered."""
        self.held.on_leg_gone(self, port.LegFailed(call_id=self.held.id, leg=self.name, cause=cause))

    def on_ended(self, cause: HangupCause) -> None:
        """Signal that the far end is gone."""
        self.held.on_leg_gone(self, port.LegHungUp(call_id=self.held.id, leg=self.name, cause=cause))

    def on_playback_ended(self, command_id: str, reason: PlaybackEnd) -> None:
        """Handle the end of a Play."""
        if command_id == _APOLOGY:
            self.held.on_apology_end()
        else:
            self.held.emit(port.PlaybackEnded(call_id=self.held.id, command_id=command_id, ended=reason))

    def on_digits_collected(self, command_id: str, digits: str, reason: CollectEnd) -> None:
        """Signal the end of a Collect."""
        self.held.emit(port.DigitsCollected(call_id=self.held.id, command_id=command_id, digits=digits, ended=reason))

    def on_media_lost(self) -> None:
        """End the leg: nothing is received from the far end any more."""
        self.hang_up()
        self.on_ended("media_lost")

    def hang_up(self, cause: HangupCause = "normal") -> None:
        """End the SIP call by BYE, CANCEL or a refusal, as its state needs."""
        if isinstance(self.sip, IncomingCall) and self.sip.state is CallState.RINGING:
            self.sip.deny(_REFUSALS.get(cause, 603))
        elif self.sip is not None:
            self.sip.hangup()


class HeldCall:
    """One call. A failure of ``dial`` is reported to the leg."""

    def __init__(
        self,
        call_id: str,
        *,
        on_signal: Callable[[AnySignal], None],
        dial: DialLeg,
        on_end: Callable[["HeldCall"], None],
    ) -> None:
        self.id = call_id
        self._on_signal = on_signal
        self.legs: dict[str, Leg] = {}
        self._dial, self._on_end = dial, on_end
        self._executed_commands: dict[str, None] = {}
        self._fallback: str | None = None
        self._apology: tuple[str, ...] | None = None
        self._dial_future: asyncio.Future[None] | None = None

    # Legs

    def leg(self, name: str) -> Leg:
        """Return the leg of that name.

        Raises:
            UnknownLeg: it is gone, or never existed.
        """
        return find_leg(self.legs, self.id, name)

    def stream_of(self, name: str) -> MediaStream:
        """Return the stream of an answered leg.

        Raises:
            UnknownLeg: no answered leg has that name.
        """
        leg = self.leg(name)
        if not leg.is_up or leg.stream is None:
            raise unanswered_leg_error(self.id, name)
        return leg.stream

    def add_leg(self, name: str) -> Leg:
        """Add a leg.

        Raises:
            TelephonyError: the name is taken.
        """
        if name in self.legs:
            raise port.TelephonyError(f"the call {self.id!r} already has a leg {name!r}")
        leg = self.legs[name] = Leg(self, name)
        return leg

    def emit(self, signal: AnySignal) -> None:
        """Deliver a signal to the driver; a rescued call has none."""
        if self._apology is None:
            self._on_signal(signal)

    def on_leg_gone(self, leg: Leg, signal: AnySignal) -> None:
        """Handle a leg that is gone without our Hangup; a rescued call ends with any of its legs."""
        if self.legs.get(leg.name) is not leg:
            return
        self.emit(signal)
        self._remove(leg)
        if self._apology is not None:
            for other in list(self.legs.values()):
                self.end(other, "failed" if isinstance(signal, port.LegFailed) else "normal")

    def end(self, leg: Leg, cause: HangupCause) -> None:
        """End a leg on the gateway's initiative, with its signal."""
        was_up = leg.is_up or leg.name == port.CALLER
        leg.hang_up(cause)
        if was_up:
            self.on_leg_gone(leg, port.LegHungUp(call_id=self.id, leg=leg.name, cause=cause))
        else:
            self.on_leg_gone(leg, port.LegFailed(call_id=self.id, leg=leg.name, cause="cancelled"))

    def _remove(self, leg: Leg) -> None:
        if self.legs.pop(leg.name, None) is not None and not self.legs:
            self._on_end(self)

    # Commands

    async def execute(self, command: port.AnyCommand) -> None:
        """Carry out a command, once per id.

        Raises:
            Unsupported: this kind of gateway cannot do it.
            UnknownLeg: the leg is gone, or is not answered and the command requires it.
            UnknownSound: nothing was played.
        """
        if command.id in self._executed_commands:
            return
        carry_out = _COMMANDS.get(type(command))
        if carry_out is None:
            raise port.Unsupported("pyvoip", type(command))
        self._executed_commands[command.id] = None
        try:
            await carry_out(self, command)
        except (port.TelephonyError, ValueError):
            self._executed_commands.pop(command.id, None)
            raise
        if len(self._executed_commands) > _MAX_REMEMBERED:
            del self._executed_commands[next(iter(self._executed_commands))]

    async def _answer(self, command: port.Answer) -> None:
        leg = self.leg(command.leg)
        if isinstance(leg.sip, IncomingCall):
            leg.sip.answer()

    async def _reject(self, command: port.Reject) -> None:
        leg = self.leg(command.leg)
        if not isinstance(leg.sip, IncomingCall) or leg.is_up:
            raise port.UnknownLeg(f"the leg {command.leg!r} of the call {self.id!r} has already been answered")
        leg.sip.deny(command.status)
        self._remove(leg)

    async def _play(self, command: port.Play) -> None:
        self.stream_of(command.leg).play(command.id, command.sounds, command.interruptible)

    async def _stop_play(self, command: port.StopPlay) -> None:
        self.stream_of(command.leg).stop_play()

    async def _collect(self, command: port.Collect) -> None:
        self.stream_of(command.leg).collect(
            command.id,
            command.most,
            command.first_digit_s,
            command.between_digits_s,
            command.terminator,
            afresh=command.afresh,
        )

    async def _music(self, command: port.Music) -> None:
        self.stream_of(command.leg).music(command.sound)

    async def _call_phone(self, command: port.Ring | port.Dial) -> None:
        await self._dial(self.add_leg(command.leg), command.address, command.timeout_s)

    async def _bridge(self, command: port.Bridge) -> None:
        self.stream_of(command.leg).bridge(self.stream_of(command.other))
        self.emit(port.LegBridged(call_id=self.id, leg=command.other))

    async def _unbridge(self, command: port.Unbridge) -> None:
        self.stream_of(command.leg).unbridge()

    async def _hold(self, command: port.Hold) -> None:
        self.stream_of(command.leg).hold(command.held, command.sound)

    async def _mute(self, command: port.Mute) -> None:
        self.stream_of(command.leg).mute(command.muted)

    async def _send_digits(self, command: port.SendDigits) -> None:
        self.stream_of(command.leg).send_digits(command.digits)

    async def _hangup(self, command: port.Hangup) -> None:
        leg = self.leg(command.leg)
        leg.hang_up(command.cause)
        self._remove(leg)

    async def _rescue(self, command: port.Rescue) -> None:
        self.rescue(command.sounds, command.fallback)

    # Rescue

    def rescue(self, sounds: tuple[str, ...], fallback: str | None) -> None:
        """Take the call from its driver: play the apology, then call the fallback or end; once.

        Args:
            sounds: the apology; empty to end every leg at once, even during a rescue.
            fallback: the address of last resort, or None.

        Raises:
            UnknownLeg: the caller is gone.
        """
        if not sounds:
            self._apology = ()
            self._hang_up_others(None)
            return
        caller = self.leg(port.CALLER)
        if self._apology is not None:
            return
        self._apology, self._fallback = sounds, fallback
        self._hang_up_others(caller)
        if isinstance(caller.sip, IncomingCall):
            caller.sip.answer()
        if caller.stream is not None and port.CALLER in self.legs:
            self._play_apology(caller.stream, sounds)

    def on_apology_end(self) -> None:
        """Call the fallback after the apology, which repeats while it rings; without a fallback end the call."""
        caller = self.legs.get(port.CALLER)
        if caller is None or caller.stream is None:
            return
        if self._fallback is None:
            self.end(caller, "normal")
            return
        if self._apology:
            caller.stream.music(self._apology[0])
        self._call_fallback(self._fallback)

    def on_leg_answered(self, leg: Leg) -> None:
        """Connect the fallback of a rescued call to its caller."""
        caller = self.legs.get(port.CALLER)
        if self._apology is not None and caller is not None and caller.stream is not None and leg.stream is not None:
            caller.stream.bridge(leg.stream)

    def _hang_up_others(self, survivor: Leg | None) -> None:
        """End every other leg; not by `on_leg_gone`, which would end this one too."""
        for leg in [leg for leg in self.legs.values() if leg is not survivor]:
            leg.hang_up("shutdown")
            self._remove(leg)

    def _play_apology(self, stream: MediaStream, sounds: tuple[str, ...]) -> None:
        try:
            stream.hold(False)
            stream.play(_APOLOGY, sounds, False)
        except port.UnknownSound:
            self._apology = ()
            self.on_apology_end()

    def _call_fallback(self, address: str) -> None:
        if FALLBACK not in self.legs:
            leg = self.add_leg(FALLBACK)
            self._dial_future = asyncio.ensure_future(self._dial(leg, address, _FALLBACK_TIMEOUT_S))


_COMMANDS: dict[type[port.Command], Callable[[HeldCall, Any], Awaitable[None]]] = {
    port.Answer: HeldCall._answer,
    port.Reject: HeldCall._reject,
    port.Play: HeldCall._play,
    port.StopPlay: HeldCall._stop_play,
    port.Collect: HeldCall._collect,
    port.Music: HeldCall._music,
    port.Ring: HeldCall._call_phone,
    port.Dial: HeldCall._call_phone,
    port.Bridge: HeldCall._bridge,
    port.Unbridge: HeldCall._unbridge,
    port.Hold: HeldCall._hold,
    port.Mute: HeldCall._mute,
    port.SendDigits: HeldCall._send_digits,
    port.Hangup: HeldCall._hangup,
    port.Rescue: HeldCall._rescue,
}
