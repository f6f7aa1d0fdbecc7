"""The embedded gateway: the telephony port over pyVoIP's messages and calls, our transactions and our media loop.

Owns the admission of calls (lines, capacity, draining) and the held calls. It must not know menus, queues or the
event log. Its log entries hold no caller number.
"""

import asyncio
import secrets
from collections.abc import Callable, Iterable
from typing import cast

import structlog

from config.site.calls.sources import OPEN_SOURCES
from telephony import port
from telephony.fault_trace import describe_fault
from telephony.metrics.meter import LegMediaStats, ProbeResult
from telephony.ordering import PerCallQueue, log_failed_signal
from telephony.port import AnySignal, Sounds, TelephonyError
from telephony.port.commands import registered_user
from telephony.pyvoip.held_call import HeldCall, Leg
from telephony.pyvoip.media.loop import MediaLoop, MediaStream, OutOfPorts
from telephony.pyvoip.media.pacer import Pacer, ThreadPacer
from telephony.pyvoip.sip.calls.caller_screening import RETRY_AFTER, CallerScreening, TrustedSources
from telephony.pyvoip.sip.calls.forks import Fork
from telephony.pyvoip.sip.calls.incoming_call import IncomingCall
from telephony.pyvoip.sip.calls.predecessor import hang_up_calls
from telephony.pyvoip.sip.calls.sip_call import AcceptedCall, LegListener, SipCall
from telephony.pyvoip.sip.calls.user_agent import InviteRefusal, UnreachableAddress, UserAgent
from telephony.pyvoip.sip.digest import DigestCredentials
from telephony.pyvoip.sip.messages import Message, read_uri
from telephony.pyvoip.sip.registration.bindings import Binding, BindingsAway
from telephony.pyvoip.sip.registration.registrar import Registrar
from telephony.pyvoip.sip.session.dialog_file import DialogFile, DialogFileUnusable
from telephony.pyvoip.sip.session.session_timer import DEFAULT_POLICY, SessionPolicy
from telephony.screening.refused_traffic import RefusedCalls
from telephony.screening.source_limits import source_of

log = structlog.get_logger(__name__)

_STOP_TIMEOUT_S = 1.0


class PyVoipGateway:
    """One embedded gateway.

    Args:
        sip_port: UDP port of SIP; 0 takes a free one.
        lines: returns the line of a dialled user part, or None.
        advertised_host: our public address, if it is not ``bind``.
        trunk: ``host:port`` for numbers that are not SIP URIs, or empty.
        loss_timeout_s: seconds without a packet after which a leg is ended.
        registrar: registers advisors' phones; None refuses REGISTER.
        trusted_sources: returns the trusted sources and the limits of others, at each call.
        dialogs: the file of dialogs for a successor; None if its far ends get no BYE after a crash.
        sessions: session timers (RFC 4028).
        pacer: makes the clock and rhythm of the media.
    """

    kind = "pyvoip"

    def __init__(
        self,
        *,
        bind: str = "127.0.0.1",
        sip_port: int = 5060,
        rtp_ports: range = range(16384, 32768),
        lines: Callable[[str], str | None],
        sounds: Sounds,
        max_calls: int = 200,
        advertised_host: str = "",
        trunk: str = "",
        username: str = "atencion",
        password: str = "",
        loss_timeout_s: float = 30.0,
        registrar: Registrar | None = None,
        trusted_sources: Callable[[], TrustedSources] = lambda: TrustedSources(sources=OPEN_SOURCES),
        dialogs: DialogFile | None = None,
        sessions: SessionPolicy = DEFAULT_POLICY,
        pacer: Callable[[], Pacer] = ThreadPacer,
    ) -> None:
        self.name = f"pyvoip-{secrets.token_hex(4)}"
        self._bind, self._sip_port, self._rtp_ports = bind, sip_port, rtp_ports
        self._lines, self._sounds, self._max_calls, self._trunk = lines, sounds, max_calls, trunk
        self._loss_timeout_s, self._make_pacer = loss_timeout_s, pacer
        credentials = DigestCredentials(username=username, password=password)
        self._dialogs = dialogs
        self._agent = UserAgent(
            self, advertised_host or bind, credentials, registrar, dialogs=dialogs, sessions=sessions
        )
        self._callers = CallerScreening(trusted_sources, max_calls, self._line_of, self._agent.sip.endpoint.now)
        self._calls: dict[str, HeldCall] = {}
        self._draining = False
        self._empty = asyncio.Event()
        self._empty.set()
        self._media: MediaLoop | None = None
        self._signals: PerCallQueue[AnySignal] | None = None

    # The port

    async def start(self, on_signal: port.SignalHandler) -> None:
        """Open the sockets and begin to send signals.

        Raises:
            TelephonyError: the SIP port cannot be opened.
        """
        await self._agent.open(self._bind, self._sip_port)
        self._hang_up_predecessor()
        self._signals = PerCallQueue(on_signal, log_failed_signal)
        self._media = MediaLoop(
            bind=self._bind,
            ports=self._rtp_ports,
            sounds=self._sounds,
            deliver=asyncio.get_running_loop().call_soon_threadsafe,
            loss_timeout_s=self._loss_timeout_s,
            pacer=self._make_pacer(),
        )
        self._media.start()
        log.info("gateway_started", gateway=self.name, sip_port=self.sip_port)

    async def send(self, command: port.AnyCommand) -> None:
        """Carry out a command, once per id; see the port.

        Raises:
            Unsupported: not in this gateway's abilities.
            UnknownLeg: the leg is gone, or is not answered and the command requires it.
            UnknownSound: nothing was played.
        """
        if type(command) not in port.ABILITIES[self.kind]:
            raise port.Unsupported(self.kind, type(command))
        if isinstance(command, port.Ring) and command.opens and not self.holds(command.call_id):
            self._hold(command.call_id)
        await self._held_call(command.call_id).execute(command)

    def holds(self, call_id: str, leg: str = "") -> bool:
        """Return whether the call, or this leg of it, is held here."""
        held_call = self._calls.get(call_id)
        return held_call is not None and (not leg or leg in held_call.legs)

    async def drain(self) -> None:
        """Accept no new calls; return when the last one has ended."""
        self._draining = True
        await self._empty.wait()

    async def stop(self) -> None:
        """Refuse unread requests, hang up the remaining calls with their signals, and close the sockets."""
        self._draining = True
        if self._media is not None:
            await self._agent.sip.endpoint.drain()
        for held_call in list(self._calls.values()):
            for leg in list(held_call.legs.values()):
                held_call.end(leg, "shutdown")
        await self._wait_for_byes()
        self._agent.close()
        if self._dialogs is not None:
            self._dialogs.close()
        if self._signals is not None:
            await self._signals.join()
        if self._media is not None:
            await asyncio.to_thread(self._media.stop)
            self._media = None

    # State for operators

    @property
    def sip_port(self) -> int:
        """The UDP port of SIP."""
        return self._agent.sip.endpoint.port

    @property
    def malformed_datagrams(self) -> int:
        """The number of datagrams that were not SIP."""
        return self._agent.sip.endpoint.malformed_count

    @property
    def calls(self) -> int:
        """The number of held calls."""
        return len(self._calls)

    @property
    def call_ids(self) -> tuple[str, ...]:
        """The ids of the held calls."""
        return tuple(self._calls)

    async def probe(self) -> ProbeResult:
        """Return the media statistics of every leg that has a stream."""
        legs = ((held_call.id, leg) for held_call in self._calls.values() for leg in held_call.legs.values())
        heard = ((f"{call_id} {leg.name}", leg.stream.stats()) for call_id, leg in legs if leg.stream is not None)
        return ProbeResult(
            media=tuple(
                LegMediaStats(leg=name, received=stats.received, lost=stats.lost, jitter_s=stats.jitter_s)
                for name, stats in heard
            )
        )

    def take_refused_traffic(self, *, flush: bool = False) -> tuple[RefusedCalls, ...]:
        """Return the due reports of calls refused because of their source; ``flush`` returns all of them."""
        return self._callers.take_refused(flush=flush)

    def restore_refused_traffic(self, reports: Iterable[RefusedCalls]) -> None:
        """Add back reports that could not be written."""
        self._callers.restore_refused(reports)

    # Callbacks of the user agent

    def admit(self, invite: Message) -> AcceptedCall | InviteRefusal:
        """Decide whether to accept a call: its source is permitted, its line is ours, and there is room."""
        listed = self._callers.screen(invite)
        if isinstance(listed, InviteRefusal):
            return listed
        line = self._line_of(invite)
        if not line:
            return InviteRefusal(404)
        if self._draining or self._media is None:
            return self._refuse(invite, line, listed, "draining")
        if len(self._calls) >= self._max_calls:
            return self._refuse(invite, line, listed, "capacity")
        held_call = self._hold(_new_id())
        leg = held_call.add_leg(port.CALLER)
        try:
            leg.stream = self._media.open(leg)
        except OutOfPorts:
            self._remove_call(held_call)
            return self._refuse(invite, line, listed, "capacity")
        if not listed:
            self._callers.track(held_call.id, invite)
        self._emit(_offer(held_call.id, line, invite, self.name, listed))
        return AcceptedCall(leg, leg.stream, is_trusted=listed)

    def on_offered(self, party: LegListener, call: IncomingCall) -> None:
        """Ring an admitted call at once, however late its answer comes."""
        cast(Leg, party).sip = call
        call.ring()

    def on_acknowledged(self, party: LegListener) -> None:
        """Stop counting a call as unacknowledged: its caller is presumably a person."""
        self._callers.release(cast(Leg, party).held.id)

    def on_unacknowledged(self, party: LegListener) -> None:
        """Signal that the ACK is missing, which makes the call of an unlisted source anomalous traffic."""
        leg = cast(Leg, party)
        if isinstance(leg.sip, IncomingCall) and not leg.sip.is_trusted:
            source = source_of(leg.sip.request.source[0])
            self._emit(port.NotAcknowledged(call_id=leg.held.id, source=source))

    # Calls

    def _line_of(self, invite: Message) -> str:
        return self._lines(read_uri(invite.uri).user) or ""

    def _refuse(self, invite: Message, line: str, is_listed: bool, reason: str) -> InviteRefusal:
        """Refuse a call; signal it once, however often its INVITE is repeated."""
        refusal = self._callers.previous_refusal(invite)
        if refusal is None:
            log.warning("call_refused", gateway=self.name, line=line, refused=reason)
            self._emit(_offer(_new_id(), line, invite, self.name, is_listed, reason))
        return refusal or self._callers.remember_refusal(invite, InviteRefusal(503, RETRY_AFTER))

    def _hold(self, call_id: str) -> HeldCall:
        held_call = HeldCall(call_id, on_signal=self._emit, dial=self._dial, on_end=self._remove_call)
        self._calls[held_call.id] = held_call
        self._empty.clear()
        return held_call

    def _remove_call(self, held_call: HeldCall) -> None:
        self._calls.pop(held_call.id, None)
        self._callers.release(held_call.id)
        if not self._calls:
            self._empty.set()

    def _held_call(self, call_id: str) -> HeldCall:
        try:
            return self._calls[call_id]
        except KeyError:
            raise port.UnknownLeg(f"the gateway {self.name!r} holds no call {call_id!r}") from None

    def _emit(self, signal: AnySignal) -> None:
        if self._signals is not None:
            self._signals.put(signal.call_id, signal)

    async def _dial(self, leg: Leg, address: str, timeout_s: float) -> None:
        """Call a leg's phone; an error becomes the leg's failure, not the command's."""
        try:
            if self._media is None:
                raise OutOfPorts("the gateway is stopped")
            leg.stream = self._media.open(leg)
        except OutOfPorts:
            leg.on_failed("failed")
            return
        try:
            leg.sip = await self._call(leg, leg.stream, address, timeout_s)
        except UnreachableAddress:
            leg.stream.close()
            leg.on_failed("unreachable")
            return
        if leg.held.legs.get(leg.name) is not leg:  # hung up while its host was resolved
            leg.sip.hangup()

    async def _call(self, leg: Leg, stream: MediaStream, address: str, timeout_s: float) -> SipCall | Fork:
        """Call an address, or every phone that is registered for it.

        Raises:
            UnreachableAddress: the address is malformed, or no phone is registered.
        """
        user = registered_user(address)
        if user is None:
            return await self._agent.dial(self._uri(address), stream, leg, timeout_s)
        return Fork(self._agent, await self._phones_of(user), stream, leg, timeout_s)

    async def _phones_of(self, user: str) -> tuple[Binding, ...]:
        try:
            bindings = () if self._agent.registrar is None else await self._agent.registrar.bindings_of(user)
        except BindingsAway as error:
            log.warning("phones_unknown", gateway=self.name, **describe_fault(error))
            bindings = ()
        if not bindings:
            raise UnreachableAddress("no phone is registered")
        return bindings

    def _hang_up_predecessor(self) -> None:
        if self._dialogs is None:
            return
        try:
            dialogs = self._dialogs.open()
        except DialogFileUnusable as error:
            log.warning("dialogs_not_kept", gateway=self.name, error=str(error))
            return
        if dialogs:
            log.warning("predecessor_hung_up", gateway=self.name, legs=len(dialogs))
            hang_up_calls(self._agent.sip, self._dialogs, dialogs)

    def _uri(self, address: str) -> str:
        if ":" in address or not self._trunk:
            return address
        return f"sip:{address}@{self._trunk}"

    async def _wait_for_byes(self) -> None:
        deadline = asyncio.get_running_loop().time() + _STOP_TIMEOUT_S
        while self._agent.sip.endpoint.has_pending_requests and asyncio.get_running_loop().time() < deadline:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def _new_id() -> str:
    return secrets.token_hex(16)


def _offer(  # noqa: PLR0917
    call_id: str, line: str, invite: Message, gateway: str, is_listed: bool, refusal_reason: str | None = None
) -> port.CallOffered:
    caller = invite.headers["From"]["number"] or ""
    return port.CallOffered(
        call_id=call_id, line=line, caller=caller, gateway=gateway, refused=refusal_reason, source_listed=is_listed
    )


__all__ = ["PyVoipGateway", "TelephonyError"]
