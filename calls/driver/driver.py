"""The call driver: takes each signal through `calls.flow.step`, one atomic act, and the resulting commands.

Owns the order load, step, commit, send, and the reaction to a failure of each. Its only state of a call can be read
again: a driver may stop between any two lines, and the next one continues. It must not decide anything about a call;
that is `calls.flow`.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

import msgspec
import structlog

from call_router.acts import LoadedCall
from call_router.errors import (
    AdvisorUnavailable,
    CallBackOpen,
    CapReached,
    LeaseLost,
    MemoryScarce,
    NotHeld,
    OfferGone,
    RouterAway,
    RouterError,
    VersionConflict,
)
from call_router.service import CallRouter
from call_router.signals import AdvisorAsked, OfferLapsed, SupervisorAsked
from calls import flow
from calls.call import (
    FENCED,
    Call,
    CallArrived,
    CallResumed,
    LineMessage,
    PromiseRefused,
    Stage,
    StepResult,
    SystemFailure,
    TransferAccepted,
    TransferRejected,
    decode,
)
from calls.driver import failure_policy
from calls.driver.callback_numbers import (
    CallerNumbers,
    NumberUnavailable,
    command_failure,
    no_blind_index,
    no_number,
    same_address,
)
from calls.driver.caller_marks import no_mark
from calls.driver.inbound import refuse_for_memory
from calls.driver.lease import RENEWAL_LIMIT_S, Lease
from calls.driver.line_messages import no_message
from calls.driver.menu_lookups.queue_loads import QueueLoads
from calls.driver.menu_lookups.runner import MenuLookups
from calls.driver.priority_numbers import no_priority
from calls.driver.rescue import rescue_command
from calls.driver.retry import AWAY_TIMEOUT_S, RouterWait, remaining_timeout
from calls.driver.sites import Sites
from calls.keys_cipher import no_keys
from calls.peers.port import NO_PEERS, PeerCampaigns
from calls.transitions import supervision
from calls.transitions.common import required_legs
from calls.transitions.menus import awaits_entry
from calls.transitions.rejections import refuse
from config.site.model import Site
from eventlog.facts.calls.routing import Obstacle
from eventlog.person import Person
from ivr.menu_steps import needs_client
from telephony.background_tasks import BackgroundTasks
from telephony.ordering import PerCallQueue
from telephony.port import (
    ABILITIES,
    CALLER,
    AnyCommand,
    AnySignal,
    CallOffered,
    Command,
    DigitsCollected,
    Gateway,
    LegHungUp,
    NotRecorded,
    Record,
    RecordingStored,
    Signal,
    TelephonyError,
    UnknownLeg,
)

log = structlog.get_logger(__name__)
Result = TypeVar("Result")
QueuedSignal = tuple[Signal, str, asyncio.Future[None]]
"""A signal, its mailbox entry, and the future that completes once it is handled."""

_UNLOGGED_RETRY_INTERVAL_S = 1.0


async def same_sounds(site: Site, command: AnyCommand) -> AnyCommand:
    """Return the command: every version of the site has the same sounds."""
    return command


class CallDriver:
    """Drives the calls of one gateway.

    Args:
        router: the campaign's router.
        gateway: holds the calls' legs.
        sites: the site versions.
        make_person: turns a caller's number into a reference with its salted commitment.
        mark_of: returns the mark of a caller's number in this month, or empty; it never raises.
        has_priority: returns whether a caller's number is of a large client; it never raises.
        message_of: returns the last known contingency message of a line, or None; it never raises.
        menu_lookups: runs the look-ups of the menus; without it each fails.
        new_id: returns a new id for each act, so that a repeated send is recognised.
        number_of: returns the number of a caller's reference, or None; called when a call-back is dialled.
        blind_index_of: returns the blind index of a number.
        route: returns the real address of a number's address; only a demo changes it.
        decrypt_keys: returns the keys of an advisor's request in a call, or None if it cannot be decrypted.
        away_timeout_s: how long a step waits for Valkey before the caller hears the apology.
        lease: the gateway's, if not one of its own.
        peers: the other campaigns, which receive transferred calls.
        with_sounds: returns a command with the sounds of a version of the site, which may no longer be current.
        refresh_call: updates the gateway's view of a call, if several processes drive its calls and read its mailbox.
    """

    def __init__(
        self,
        *,
        router: CallRouter,
        gateway: Gateway,
        sites: Sites,
        make_person: Callable[[str], Person],
        new_id: Callable[[], str],
        mark_of: Callable[[str], Awaitable[str]] = no_mark,
        has_priority: Callable[[str], Awaitable[bool]] = no_priority,
        message_of: Callable[[str], Awaitable[LineMessage | None]] = no_message,
        menu_lookups: MenuLookups | None = None,
        number_of: Callable[[str], Awaitable[str | None]] = no_number,
        blind_index_of: Callable[[str], str] = no_blind_index,
        route: Callable[[str], Awaitable[str]] = same_address,
        decrypt_keys: Callable[[str, str], str | None] = no_keys,
        with_sounds: Callable[[Site, AnyCommand], Awaitable[AnyCommand]] = same_sounds,
        away_timeout_s: float = AWAY_TIMEOUT_S,
        lease: Lease | None = None,
        peers: PeerCampaigns = NO_PEERS,
        refresh_call: Callable[[str], Awaitable[None]] | None = None,
    ) -> None:
        self._router, self._gateway, self._sites = router, gateway, sites
        self._mark_of, self._has_priority, self._message_of = mark_of, has_priority, message_of
        self._with_sounds = with_sounds
        self._menu_lookups = menu_lookups or MenuLookups()
        self._queue_loads = QueueLoads(router)
        self._new_id = new_id
        self._numbers = CallerNumbers(make_person, number_of, blind_index_of, route, decrypt_keys)
        self._away_timeout_s = away_timeout_s
        self.lease = lease or Lease(router, gateway.name)
        self._peers = peers
        self._refresh_call = refresh_call
        self._queue = PerCallQueue(self._handle, _resolve)
        self._sent_versions: dict[str, int] = {}
        self._unlogged_signals: dict[str, list[tuple[Signal, dict[str, bytes]]]] = {}
        self._tasks = BackgroundTasks()
        self.fenced = asyncio.Event()
        """Set when the gateway's lease is lost; no command may be sent after that."""

    async def on_signal(self, signal: Signal) -> None:
        """Process one signal of the gateway; return when it is done."""
        await self.post(signal)

    def post(self, signal: Signal, mailbox_id: str = "") -> asyncio.Future[None]:
        """Queue one signal in its order among those of its call, and return a future that is done after it.

        `mailbox_id` is its entry in the router's mailbox, deleted in the same act.
        """
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        future.add_done_callback(_retrieve_exception)
        self._queue.put(signal.call_id, (signal, mailbox_id, future))
        return future

    async def resume(self) -> None:
        """Resume the calls of another driver of this gateway: send missing commands, end calls without legs."""
        for call_id in await self._retry(lambda: self._router.calls_of(self._gateway.name)):
            await self.resume_call(call_id)

    async def resume_call(self, call_id: str) -> None:
        """Resume one of them."""
        loaded = await self._retry(partial(self._router.load, call_id))
        call = decode(loaded.state)
        if self._refresh_call is not None:
            await self._refresh_call(call_id)
        begins_here = call is not None and call.stage in (Stage.TO_CALL, Stage.SUMMONING)  # no leg is up yet
        if not self._gateway.holds(call_id) and not begins_here:
            await self.post(LegHungUp(call_id=call_id, leg=CALLER))
        elif call is not None:
            await self._send(call, self._begin_wait())
            for leg in required_legs(call):
                if not self._gateway.holds(call_id, leg):
                    await self.post(LegHungUp(call_id=call_id, leg=leg))

    async def wait_until_idle(self, timeout_s: float = 2.0) -> None:
        """Wait until every queued signal is processed, or until the timeout."""
        if tasks := self._tasks.running | self._queue.tasks | self._menu_lookups.tasks:
            await asyncio.wait(tasks, timeout=timeout_s)

    async def _handle(self, item: QueuedSignal) -> None:
        """Process one signal; after any failure the caller hears something."""
        signal, mailbox_id, _ = item
        if isinstance(signal, RecordingStored):  # the process that stores it finds the file itself
            return
        if self.fenced.is_set() and not isinstance(signal, CallOffered):
            return
        arrival, person = await self._with_reference(signal)
        if self.fenced.is_set():
            await self._record_missed_call(arrival, person)
            return
        try:
            await self._advance(arrival, mailbox_id, person)
        except LeaseLost:
            self.fenced.set()
            await self._record_missed_call(arrival, person)
        except RouterAway:
            if failure_policy.is_optional(arrival):
                log.warning("set_aside", call=signal.call_id, signal=type(signal).__name__)
                self._tasks.start(
                    self._post_later(failure_policy.deferred_signal(arrival), mailbox_id), "deferred signal"
                )
            else:
                await self._handle_without_log(arrival, person)
        except Exception as error:
            if isinstance(arrival, AdvisorAsked) and isinstance(error, RouterError):  # the library refuses it
                log.warning("wish_refused", call=signal.call_id, action=arrival.action, code=error.code)
                reason: Obstacle = "not_available" if isinstance(error, AdvisorUnavailable) else "failed"
                self.post(refuse(arrival, reason), mailbox_id)
                return
            log.exception("step_failed", call=signal.call_id, signal=type(signal).__name__)
            if not failure_policy.is_optional(arrival):
                await self._apologise(arrival)

    async def _record_missed_call(self, signal: Signal, person: dict[str, bytes]) -> None:
        """Log a call that only a fenced gateway received: it was presented, and ends as a technical failure.

        Its INVITE waited while the process was stopped, and the gateway rejects it as it closes. If other processes
        drive the gateway's calls, one of them has it.
        """
        if not isinstance(signal, CallArrived) or self._refresh_call is not None:
            return
        missed = msgspec.structs.replace(signal, refused=FENCED)
        try:
            loaded = await self._retry(partial(self._router.load, signal.call_id))
            result = flow.step(None, missed, loaded.now, self._sites.current)
            if result is not None and decode(loaded.state) is None:
                act, request_id = result.to_act(by_gateway=False, person=person), self._new_id()
                await self._retry(lambda: self._router.commit(act, request_id))
                log.warning("missed_call_counted", call=signal.call_id, line=signal.line)
        except RouterError as error:
            log.warning("missed_call_not_counted", call=signal.call_id, error=repr(error))

    async def _post_later(self, signal: Signal, mailbox_id: str) -> None:
        """Post a signal again after a pause, when the log may be writable."""
        await asyncio.sleep(min(_UNLOGGED_RETRY_INTERVAL_S, self._away_timeout_s))
        if not self.fenced.is_set():
            self.post(signal, mailbox_id)

    async def _apologise(self, signal: Signal) -> None:
        try:
            await self._advance(SystemFailure(call_id=signal.call_id), "", {})
        except LeaseLost:
            self.fenced.set()
        except Exception:
            log.exception("apology_failed", call=signal.call_id)
            await self._handle_without_log(signal, {})

    def _begin_wait(self) -> RouterWait:
        """Begin the wait of a step for the router; it is shorter if the lease was not renewed for a while."""
        away_s = self.lease.since_renewal_s - RENEWAL_LIMIT_S
        return RouterWait(remaining_timeout(self._away_timeout_s, away_s))

    async def _retry(self, request: Callable[[], Awaitable[Result]]) -> Result:
        """Make a request that is a step of its own."""
        return await self._begin_wait().retry(request)

    async def _with_reference(self, signal: Signal) -> tuple[Signal, dict[str, bytes]]:
        """Replace the caller's number with a reference; return the reference's content too."""
        if not isinstance(signal, CallOffered):
            return signal, {}
        mark, site = await self._mark_of(signal.caller), self._sites.current
        arrival, person = self._numbers.to_arrival(signal, mark, self._abilities, site)
        head_start_s = site.large_clients.queue_head_start_s
        if (head_start_s or needs_client(site)) and await self._has_priority(signal.caller):
            arrival = msgspec.structs.replace(arrival, head_start_s=head_start_s, large_client=True)
        if site.contingency is not None and (message := await self._message_of(signal.line)) is not None:
            arrival = msgspec.structs.replace(arrival, contingency=message)
        return arrival, person

    # --- load, step, commit, send -----------------------------------------------------------------------------------

    async def _advance(self, signal: Signal, mailbox_id: str, person: dict[str, bytes]) -> None:
        if isinstance(signal, SupervisorAsked) and not self._abilities >= supervision.REQUIRED_COMMANDS:
            log.warning("supervision_unsupported", call=signal.call_id, gateway=self._gateway.kind)
            await self._ack(mailbox_id)
            return
        try:
            await self._step(signal, mailbox_id, person, self._begin_wait())
        except NotHeld:  # another gateway has this call-back now, so the signal here is obsolete
            await self._ack(mailbox_id)

    @property
    def _abilities(self) -> frozenset[type[Command]]:
        return ABILITIES[self._gateway.kind]

    async def _step(self, signal: Signal, mailbox_id: str, person: dict[str, bytes], wait: RouterWait) -> None:
        while True:
            loaded = await wait.retry(partial(self._router.load, signal.call_id))
            if await self._is_acknowledged(mailbox_id, wait):
                return
            call = self._owned_call(loaded)
            if call is not None:
                await self._send(call, wait)
            site = await self._sites.by_version(call.site_version if call else "")
            if call is not None and await self._transfer_to_peer(call, signal, site, wait):
                continue
            signal, named = await self._numbers.replace_numbers(call, signal, self._sites.current)
            person = person | named
            entered, loads = self._seal_entry(call, signal, site), await self._queue_loads.count_waiting(site)
            result = flow.step(call, entered, loaded.now, site, loads)
            if result is None:
                await self._ack(mailbox_id)
                await self._forward_unhandled(call, signal)
                return
            if isinstance(signal, AdvisorAsked) and (lacking := result.unsupported_commands(self._abilities)):
                log.warning("wish_unsupported", call=signal.call_id, action=signal.action, commands=lacking)
                signal = refuse(signal, "unsupported")
                continue
            is_end = result.call.stage is Stage.ENDED  # then only the mailbox leads to unsent commands
            instead = await self._commit_or_replace(result, signal, "" if is_end else mailbox_id, person, wait)
            if instead is not None:
                signal = instead
                continue
            await self._send(result.call, wait)
            if is_end:
                await self._ack(mailbox_id)
            return

    async def _commit_or_replace(
        self, result: StepResult, signal: Signal, mailbox_id: str, person: dict[str, bytes], wait: RouterWait
    ) -> Signal | None:
        """Commit a step; return None, or the signal to take instead once the call is loaded again."""
        try:
            await self._commit(result, mailbox_id, person, wait)
        except VersionConflict:
            return signal
        except OfferGone:
            return OfferLapsed(call_id=signal.call_id, offer=result.offer)
        except MemoryScarce:
            return refuse_for_memory(signal)
        except (CallBackOpen, CapReached) as error:
            return PromiseRefused(call_id=signal.call_id, cap=error.cap)
        return None

    def _seal_entry(self, call: Call | None, signal: Signal, site: Site) -> Signal:
        """Replace what the caller keyed in for a step of a menu."""
        if isinstance(signal, DigitsCollected) and call is not None and awaits_entry(call, signal.command_id):
            return self._menu_lookups.seal_entry(call, signal, site)
        return signal

    async def _is_acknowledged(self, mailbox_id: str, wait: RouterWait) -> bool:
        """Return whether another driver has processed an entry of the mailbox.

        Runs after the call is loaded: if another driver processes the entry later, it writes a new version, and our
        commit fails.
        """
        if not mailbox_id or self._refresh_call is None:
            return False
        return not await wait.retry(lambda: self._router.has_mail(self._gateway.name, mailbox_id))

    def _owned_call(self, loaded: LoadedCall) -> Call | None:
        """Return the call as this gateway has it; raise NotHeld for a call-back that another gateway has."""
        call = decode(loaded.state)
        if call is None or call.call_back is None:
            return call
        if loaded.gateway != self._gateway.name:
            raise NotHeld
        return msgspec.structs.replace(call, gateway=self._gateway.name)

    async def _transfer_to_peer(self, call: Call, signal: Signal, site: Site, wait: RouterWait) -> bool:
        """Transfer a call with that intent before anything else; return whether the call has changed.

        A caller who hangs up or was released is not transferred, unless the other campaign already has the call.
        """
        if call.stage is not Stage.SENDING_ON or isinstance(signal, TransferAccepted | TransferRejected):
            return False
        leaves = isinstance(signal, LegHungUp | SystemFailure) or call.id in self._unlogged_signals
        answer = await wait.retry(lambda: self._peers.receive(call, site, may_begin=not leaves))
        if answer is not None:
            await self._advance(answer, "", {})
        return answer is not None

    def _commit(
        self, result: StepResult, mailbox_id: str, person: dict[str, bytes], wait: RouterWait
    ) -> Awaitable[None]:
        act = result.to_act(mailbox_id=mailbox_id, person=person)
        return self.lease.commit(partial(self._router.commit, act, self._new_id()), wait.retry)

    async def _send(self, call: Call, wait: RouterWait) -> None:
        """Send the commands of this version, unless this driver already did; the gateway ignores repeated ones.

        A call with the intent of a transfer is transferred next.
        """
        if (
            self._sent_versions.get(call.id) == call.version
            or self.fenced.is_set()
            or call.id in self._unlogged_signals
        ):
            return
        if not self.lease.is_fresh:  # we may have been stopped since the commit and have lost our calls
            await wait.retry(self.lease.renew)
        site = await self._sites.by_version(call.site_version)
        for command in call.commands:
            try:
                filled = await self._with_sounds(site, self._menu_lookups.fill_answer(call, command, site))
                await self._gateway.send(await self._numbers.fill_command(call, filled, self._sites.current))
            except NumberUnavailable:
                self.post(command_failure(call, command))
            except UnknownLeg:
                log.debug("leg_gone", call=call.id, command=type(command).__name__, leg=command.leg)
            except TelephonyError as error:
                if not isinstance(command, Record):
                    raise
                log.warning("not_recorded", call=call.id, recording=command.recording_id, error=repr(error))
                self.post(NotRecorded(call_id=call.id, recording_id=command.recording_id, leg=command.leg))
        self._sent_versions[call.id] = call.version
        if call.stage is Stage.ENDED:
            self._sent_versions.pop(call.id, None)
        elif call.stage is Stage.LOOKING_UP:
            self._menu_lookups.begin(call, site, self.post)
        elif call.stage is Stage.SENDING_ON:
            self.post(CallResumed(call_id=call.id))

    async def _forward_unhandled(self, call: Call | None, signal: Signal) -> None:
        """Forward a signal without a row to the campaign that received the call, if it ends the call.

        If several processes drive the gateway's calls, another one may have transferred it: then every signal is
        forwarded.
        """
        if call is None or not call.next_campaign:
            await self._rescue_unknown_call(call, signal)
            return
        is_end = isinstance(signal, SystemFailure) or (isinstance(signal, LegHungUp) and signal.leg == CALLER)
        if is_end or (self._refresh_call is not None and isinstance(signal, AnySignal)):
            self._peers.post(call.next_campaign, signal)

    async def _rescue_unknown_call(self, call: Call | None, signal: Signal) -> None:
        """End a call that the gateway holds but Valkey has lost, because no other process will."""
        if call is None and signal.call_id not in self._unlogged_signals and self._gateway.holds(signal.call_id):
            log.warning("stranger_seen_out", call=signal.call_id)
            await self._gateway.send(rescue_command(signal, self._sites.current))

    async def _ack(self, mailbox_id: str) -> None:
        if mailbox_id:
            await self._retry(lambda: self._router.acknowledge(self._gateway.name, mailbox_id))

    # --- without the log --------------------------------------------------------------------------------------------

    async def _handle_without_log(self, signal: Signal, person: dict[str, bytes]) -> None:
        """Let the gateway release the caller with an apology, and write the signals later: the log is not writable."""
        signals = self._unlogged_signals.setdefault(signal.call_id, [])
        signals.append((signal, person))
        if len(self._unlogged_signals) == 1 and len(signals) == 1:
            self._tasks.start(self._write_unlogged(), "replay of signals")
        if len(signals) > 1 and not isinstance(signal, LegHungUp):
            return
        try:
            await self._gateway.send(rescue_command(signal, self._sites.current))
        except TelephonyError:
            log.debug("nobody_to_rescue", call=signal.call_id)

    async def _write_unlogged(self) -> None:
        """Write the signals that Valkey missed, in order, then a failure of the call."""
        while self._unlogged_signals and not self.fenced.is_set():
            await asyncio.sleep(min(_UNLOGGED_RETRY_INTERVAL_S, self._away_timeout_s))
            for call_id, signals in list(self._unlogged_signals.items()):
                if not await self._replay(call_id, signals):
                    break

    async def _replay(self, call_id: str, signals: list[tuple[Signal, dict[str, bytes]]]) -> bool:
        try:
            while signals:
                signal, person = signals[0]
                await self._advance(signal, "", person)
                signals.pop(0)
            await self._advance(SystemFailure(call_id=call_id), "", {})
        except LeaseLost:
            self.fenced.set()
        except RouterAway:
            return False
        except Exception:
            log.exception("replay_failed", call=call_id)
        del self._unlogged_signals[call_id]
        return True


def _resolve(item: QueuedSignal, error: BaseException | None) -> None:
    """Report the result of a signal; an error stops the queue of its call, because the signal was not processed."""
    future = item[2]
    if not future.done():
        if error is None:
            future.set_result(None)
        else:
            future.set_exception(error)
    if error is not None:
        raise error


def _retrieve_exception(future: asyncio.Future[None]) -> None:
    """Mark the error as retrieved if nothing awaits the future; the queue's task reports it."""
    if not future.cancelled():
        future.exception()
