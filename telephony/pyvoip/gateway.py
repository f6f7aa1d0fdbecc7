"""The embedded gateway: the telephony port over pyVoIP's messages and calls, our transactions and our media loop.

Owns who may call (lines, capacity, draining) and which calls are held. It must not know menus, queues or the log: it
gives signals and obeys commands. Nothing that it logs says who called.
"""

import asyncio
import secrets
import time
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
        bind: the IPv4 address of all sockets.
        sip_port: UDP port of SIP; 0 takes a free one.
        rtp_ports: where RTP ports come from, the even ones.
        lines: the line of a dialled user part, or None where we have no such line.
        sounds: what can be played.
        max_calls: how many calls are held at once; one more is refused.
        advertised_host: the address that others know us by, when it is not ``bind``.
        trunk: ``host:port`` that takes numbers that are no SIP URI; empty where there is none.
        username: the user of our Contact, and of digest authentication.
        password: for far ends that ask who we are.
        loss_timeout_s: seconds without a packet after which a leg is given up.
        registrar: who registers the phones of advisors; without one, REGISTER is refused and nobody is registered.
        trusted_sources: who is trusted as a trunk, and what holds for others, asked at each call.
        dialogs: the file in which a gateway that dies leaves its calls; without one, they hear nothing of it.
        sessions: how long sessions are (RFC 4028).

    Attributes:
        name: unique to this instance.
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
    ) -> None:
        self.name = f"pyvoip-{secrets.token_hex(4)}"
        self._bind, self._sip_port, self._rtp_ports = bind, sip_port, rtp_ports
        self._lines, self._sounds, self._max_calls, self._trunk = lines, sounds, max_calls, trunk
        self._loss_timeout_s = loss_timeout_s
        credentials = DigestCredentials(username=username, password=password)
        self._dialogs = dialogs
        self._agent = UserAgent(
            self, advertised_host or bind, credentials, registrar, dialogs=dialogs, sessions=sessions
        )
        self._callers = CallerScreening(trusted_sources, max_calls, self._line_of, time.monotonic)
        self._calls: dict[str, HeldCall] = {}
        self._draining = False
        self._empty = asyncio.Event()
        self._empty.set()
        self._media: MediaLoop | None = None
        self._signals: PerCallQueue[AnySignal] | None = None

    # The port

    async def start(self, on_signal: port.SignalHandler) -> None:
        """Open the sockets and begin to give signals.

        Raises:
            TelephonyError: the SIP port cannot be had.
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
        )
        self._media.start()
        log.info("gateway_started", gateway=self.name, sip_port=self.sip_port)

    async def send(self, command: port.AnyCommand) -> None:
        """Carry out a command, once per id; see the port.

        Raises:
            Unsupported: not in this gateway's abilities.
            UnknownLeg: the leg is gone, or not answered though the command needs it answered.
            UnknownSound: nothing was played.
        """
        if type(command) not in port.ABILITIES[self.kind]:
            raise port.Unsupported(self.kind, type(command))
        if isinstance(command, port.Ring) and command.opens and not self.holds(command.call_id):
            self._hold(command.call_id)
        await self._held_call(command.call_id).execute(command)

    def holds(self, call_id: str, leg: str = "") -> bool:
        """Whether the call still has a leg here, or this leg."""
        held_call = self._calls.get(call_id)
        return held_call is not None and (not leg or leg in held_call.legs)

    async def drain(self) -> None:
        """Take no new call; return when the last one has ended."""
        self._draining = True
        await self._empty.wait()

    async def stop(self) -> None:
        """Refuse what waits to be read, hang up what is left, saying so, and close the sockets."""
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

    # What an operator may ask

    @property
    def sip_port(self) -> int:
        """The UDP port of SIP."""
        return self._agent.sip.endpoint.port

    @property
    def malformed_datagrams(self) -> int:
        """How many datagrams were no SIP."""
        return self._agent.sip.endpoint.malformed_count

    @property
    def calls(self) -> int:
        """How many calls are held."""
        return len(self._calls)

    @property
    def call_ids(self) -> tuple[str, ...]:
        """The calls that are held."""
        return tuple(self._calls)

    async def probe(self) -> ProbeResult:
        """What has arrived of every leg that has sound."""
        legs = ((held_call.id, leg) for held_call in self._calls.values() for leg in held_call.legs.values())
        heard = ((f"{call_id} {leg.name}", leg.stream.stats()) for call_id, leg in legs if leg.stream is not None)
        return ProbeResult(
            media=tuple(
                LegMediaStats(leg=name, received=stats.received, lost=stats.lost, jitter_s=stats.jitter_s)
                for name, stats in heard
            )
        )

    def take_refused_traffic(self, *, flush: bool = False) -> tuple[RefusedCalls, ...]:
        """Return the calls that were refused for where they come from and are to be reported now, or all at once."""
        return self._callers.take_refused(flush=flush)

    def restore_refused_traffic(self, reports: Iterable[RefusedCalls]) -> None:
        """Report once more what could not be written."""
        self._callers.restore_refused(reports)

    # The user agent's owner

    def admit(self, invite: Message) -> AcceptedCall | InviteRefusal:
        """Whether a call is taken: from where calls may come, on a line of ours, and while there is room."""
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
        """The SIP call of an admitted leg is there: it rings at once, however long its answer takes."""
        cast(Leg, party).sip = call
        call.ring()

    def on_acknowledged(self, party: LegListener) -> None:
        """The caller acknowledged our answer: the call is one of a person, as far as can be known."""
        self._callers.release(cast(Leg, party).held.id)

    def on_unacknowledged(self, party: LegListener) -> None:
        """The caller never did: a stranger's call is anomalous traffic."""
        leg = cast(Leg, party)
        if isinstance(leg.sip, IncomingCall) and not leg.sip.is_trusted:
            source = source_of(leg.sip.request.source[0])
            self._emit(port.NotAcknowledged(call_id=leg.held.id, source=source))

    # Calls

    def _line_of(self, invite: Message) -> str:
        return self._lines(read_uri(invite.uri).user) or ""

    def _refuse(self, invite: Message, line: str, is_listed: bool, reason: str) -> InviteRefusal:
        """Refuse a call, and say so once, however often its INVITE comes."""
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
        """Call a leg's phone; what goes wrong is the leg's failure, not an error of the command."""
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
        if leg.held.legs.get(leg.name) is not leg:  # hung up while its host was looked up
            leg.sip.hangup()

    async def _call(self, leg: Leg, stream: MediaStream, address: str, timeout_s: float) -> SipCall | Fork:
        """Call an address, or every phone that is registered for it.

        Raises:
            UnreachableAddress: it is no place on the network, or no phone is registered.
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
        """Send BYE in the calls that a gateway left which died at this port."""
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
        """Wait a little for the answers to our BYEs, which are sent again until then."""
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
