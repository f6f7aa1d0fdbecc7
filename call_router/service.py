"""The router as the rest of the house sees it: one object for one campaign, over the function library in Valkey.

Owns the calls to Valkey and nothing that lasts: any number of these, in any number of processes, are one router. It
must not decide anything: what happens to calls and advisors is decided in `library/`, at once and in one place.
"""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

import msgspec
from redis.asyncio import Redis
from redis.exceptions import RedisError

from call_router import codec, library
from call_router.acts import (
    Act,
    AdvisorPhone,
    CommitResult,
    FloorSnapshot,
    LoadedCall,
    LogEntry,
    LogHead,
    Snapshot,
    TickResult,
)
from call_router.floor import read_floor
from call_router.memory_guard import memory_bounds
from call_router.routing import QueueRules
from call_router.signals import (
    ADVISOR_ACTIONS,
    SUPERVISOR_ACTIONS,
    AdvisorAction,
    RouterSignal,
    SupervisorAction,
)
from config.milliseconds import from_milliseconds, to_milliseconds
from eventlog.facts import AdvisorState, AnyFact, SiteImported, StreamId
from eventlog.outbox_row import OutboxRow
from storage.valkey import read_memory, replies_by_server

# A blocking read is cut into slices shorter than any sensible socket timeout: a dead server is noticed.
MAX_BLOCK_MS = 2000
MAILBOX_BATCH = 100


class CallRouter:
    """One campaign's router.

    Every method raises RouterAway when Valkey cannot be reached or does not write. Every change may be sent again after
    that: what was done already is not done twice.
    """

    def __init__(self, redis: Redis, campaign: str) -> None:
        """Say where.

        Args:
            redis: a client that gives bytes (``decode_responses=False``).
            campaign: the routing domain; its keys are tagged ``{campaign}``.
        """
        self._redis = redis
        self._tag = f"{{{campaign}}}"

    async def install(self) -> None:
        """Load the function library, unless it is there already, to the letter: on every master of a cluster.

        Run it once at every start.
        """
        text = library.library_text()
        libraries = await _translate_errors(self._redis.function_list(library.NAME, withcode=True))
        if not all(text.encode() in codec.flatten(reply) for reply in replies_by_server(libraries)):
            await _translate_errors(self._redis.function_load(text, replace=True))

    # Calls

    async def load(self, call_id: str) -> LoadedCall:
        """A call as it is now; version 0 when there is no such call (any more)."""
        return codec.read_loaded_call(await self._call_read_only("load", call_id))

    async def commit(self, act: Act, request_id: str) -> CommitResult:
        """Carry out one act on a call: state, facts, counts and routing, together or not at all.

        Args:
            act: what changes.
            request_id: unique to this act; the same id again returns the first answer and changes nothing.

        Raises:
            VersionConflict: the call is not at the expected version, or ended.
            OfferGone: the offer that is answered or declined is no longer the call's.
            LeaseLost: the act is a gateway's, and its lease ran out or the call is another's.
            MemoryScarce: the act opens a call, and `judge_memory` found Valkey nearly full.
            WrongPhase: the call begins to wait, but already is in the router.
            ValueError: the act brings facts that only the library writes.
        """
        return codec.read_commit(await self._call(codec.function_name(act), *codec.act_arguments(act, request_id)))

    async def first_arrival(self, call_id: str) -> datetime | None:
        """When a call's caller first began to wait, in whatever queue, call or campaign; None if they never did."""
        row = await self._read_row("call", call_id)
        return from_milliseconds(row["first_at"]) if row.get("first_at") else None

    async def calls_of(self, gateway: str) -> list[str]:
        """The ids of the open calls that a gateway holds."""
        row = await _translate_errors(self._redis.smembers(f"{self._tag}:calls:{gateway}"))
        return sorted(call_id.decode() for call_id in row)

    async def read_mailbox(
        self, gateway: str, after_id: str = "0", block_ms: int = 0
    ) -> list[tuple[str, RouterSignal]]:
        """Signals of the router for a gateway's calls. They stay until an act answers them, or `ack`.

        Args:
            gateway: the instance.
            after_id: only entries behind this one; ``0`` for all that are unanswered.
            block_ms: how long to wait for one, at most 2 seconds; 0 not to wait. It holds a connection of the pool.

        Returns:
            Pairs of entry id and signal, in order; empty when none came.
        """
        block = min(block_ms, MAX_BLOCK_MS) if block_ms > 0 else None
        reply = await _translate_errors(
            self._redis.xread({self._mailbox_key(gateway): after_id}, count=MAILBOX_BATCH, block=block)
        )
        return codec.read_mail(reply)

    async def has_mail(self, gateway: str, mailbox_id: str) -> bool:
        """Whether nobody has answered or deleted a mailbox entry yet."""
        return bool(await _translate_errors(self._redis.xrange(self._mailbox_key(gateway), mailbox_id, mailbox_id)))

    async def acknowledge(self, gateway: str, mailbox_id: str) -> None:
        """Delete a mailbox entry that no act answers: it no longer fitted its call."""
        await _translate_errors(self._redis.xdel(self._mailbox_key(gateway), mailbox_id))

    async def request_advisor_action(
        self, call_id: str, advisor: str, action: AdvisorAction, request_id: str, target: str = ""
    ) -> None:
        """An advisor asks for something in the call that they talk in; its gateway's process then does it.

        Args:
            call_id: the call.
            advisor: who asks.
            action: what for; asking for what already is changes nothing.
            request_id: unique to this wish; the same id again within a minute asks nothing more.
            target: of a transfer or a consultation, `AdvisorAsked.target`; else empty.

        Raises:
            NotTalking: the advisor does not talk in that call, or the call's gateway is dead.
            ValueError: no such action.
        """
        if action not in ADVISOR_ACTIONS:
            raise ValueError(f"nobody can ask for {action!r}")
        await self._call("ask", call_id, advisor, action, request_id, target)

    async def supervise(
        self, call_id: str, supervisor: str, action: SupervisorAction, request_id: str, address: str = ""
    ) -> None:
        """A supervisor wants to take part in a talk, or not any more; the call's gateway's process then does it.

        Args:
            call_id: the call.
            supervisor: the user.
            action: how; asking for what already is changes nothing.
            request_id: as of `ask`.
            address: where the supervisor's phone is rung; empty to stop.

        Raises:
            NotTalking: nobody talks in that call, or the call's gateway is dead.
            ValueError: no such action.
        """
        if action not in SUPERVISOR_ACTIONS:
            raise ValueError(f"nobody can ask for {action!r}")
        await self._call("supervise", call_id, supervisor, action, request_id, address)

    # Queues and advisors

    async def configure(self, rules: Mapping[str, QueueRules]) -> None:
        """Let queues choose by these rules from now on; what is in force already changes nothing.

        It walks through every advisor, and every call of a queue whose rules changed: meant for a change of site.

        Args:
            rules: by queue; one that is not named keeps its own, one that never was named has `QueueRules()`.
        """
        if rules:
            await self._call("configure", *codec.rules_arguments(rules))

    async def ready(self, phone: AdvisorPhone, actor: str = "") -> AdvisorState:
        """The advisor takes calls from now on, at this address, for these queues; an asked-for pause is forgotten.

        Args:
            phone: whose, where, and which queues.
            actor: who wants it; the advisor unless said otherwise. So it is with `pause`, `leave` and `complete`.

        Returns:
            The state now: ``available``, or ``offered`` if a call was waiting; during a call, still that call's.

        Raises:
            ValueError: a level outside 1 to 10.
        """
        return await self._change_presence("ready", *codec.phone_arguments(phone), actor or _advisor_actor(phone.id))

    async def pause(self, advisor: str, reason: str, actor: str = "") -> AdvisorState:
        """The advisor takes no calls for a while; during a call, once it (and its wrap-up) is over.

        Returns:
            The state now.
        """
        return await self._change_presence("pause", advisor, reason, actor or _advisor_actor(advisor))

    async def go_offline(self, advisor: str, actor: str = "") -> AdvisorState:
        """The advisor goes off duty; during a call, once it (and its wrap-up) is over.

        Returns:
            The state now.
        """
        return await self._change_presence("leave", advisor, actor or _advisor_actor(advisor))

    async def complete(self, advisor: str, call_id: str = "", actor: str = "") -> AdvisorState:
        """The advisor is done with the wrap-up before its time; a wish of the call takes effect. Again does no harm.

        Args:
            advisor: whose.
            call_id: which wrap-up; when the advisor is in another's by now, that one goes on. Empty: whichever it is.
            actor: who says so; the advisor unless said otherwise.

        Returns:
            The state now, whether or not there was a wrap-up to end.

        Raises:
            NotInWrapUp: the advisor still is in that call.
        """
        return await self._change_presence("complete", advisor, call_id, actor or _advisor_actor(advisor))

    async def advisor_state(self, advisor: str) -> AdvisorState:
        """What an advisor does now; ``offline`` when never seen."""
        row = await self._read_row("advisor", advisor)
        return cast(AdvisorState, row.get("state", b"offline").decode())

    async def current_call(self, advisor: str) -> str:
        """The call that rings at an advisor, is talked in or is being wrapped up; empty when there is none."""
        row = await self._read_row("advisor", advisor)
        return cast(str, row.get("call", b"").decode())

    async def consulted_advisor(self, call_id: str) -> str:
        """Return the advisor who is consulted in a call, ringing or talking; empty when there is none."""
        row = await self._read_row("call", call_id)
        return cast(str, row.get("consulted", b"").decode())

    async def queues_of(self, advisor: str) -> tuple[str, ...]:
        """The queues that an advisor serves; which ones no fact says."""
        row = await self._read_row("advisor", advisor)
        return tuple(msgspec.json.decode(row.get("queues", b"{}")))

    # Time and leases

    async def tick(self, last_look: datetime | None = None) -> TickResult:
        """Do what is due, at most 100 items: offers and wrap-ups that ran out, leases that nobody renewed.

        Args:
            last_look: the clock at the tick before; when that is more than 2 s ago no lease runs out, for the pause may
                have kept gateways from renewing. None lets them run out all the same.
        """
        looked = () if last_look is None else (to_milliseconds(last_look),)
        return codec.read_tick(await self._call("tick", *looked))

    async def acquire_lease(self, gateway: str, ttl_ms: int) -> None:
        """Begin to hold calls.

        Args:
            gateway: a name that no instance ever had before.
            ttl_ms: how long the lease lives unless renewed.

        Raises:
            LeaseLost: the name lived once and is used up.
        """
        await self._call("acquire_lease", gateway, ttl_ms)

    async def renew_lease(self, gateway: str, ttl_ms: int) -> None:
        """Live on for so long from now.

        Raises:
            LeaseLost: it ran out and its calls were taken away; send no more commands.
        """
        await self._call("renew_lease", gateway, ttl_ms)

    async def release_lease(self, gateway: str) -> None:
        """End an instance that was drained. Calls that it still holds become orphans; the name is used up."""
        await self._call("release_lease", gateway)

    async def gateways(self, after_ms: int = 0) -> list[str]:
        """The gateways that hold a lease; of those that no router has buried yet, only what lasted to a moment."""
        row = await _translate_errors(self._redis.zrangebyscore(f"{self._tag}:leases", after_ms, "+inf"))
        return [name.decode() for name in row]

    async def mark_draining(self, gateway: str, ttl_ms: int) -> None:
        """Say that a gateway takes no new call, for so long: before its lease begins, or as often as it is renewed."""
        await _translate_errors(self._redis.set(self._draining_key(gateway), 1, px=ttl_ms))

    async def mark_accepting(self, gateway: str) -> None:
        """Say that a gateway takes calls from now on."""
        await _translate_errors(self._redis.delete(self._draining_key(gateway)))

    async def draining_gateways(self) -> list[str]:
        """Of the gateways that hold a lease, those that take no new call."""
        return [gateway for gateway, drains in await self._draining_by_gateway() if drains]

    async def accepting_gateways(self) -> list[str]:
        """The others."""
        return [gateway for gateway, drains in await self._draining_by_gateway() if not drains]

    async def _draining_by_gateway(self) -> list[tuple[str, bool]]:
        """Leases first: who begins has said before that it takes no call yet, and who left has said so, too."""
        living = await self.gateways()
        values = await _translate_errors(self._redis.mget(map(self._draining_key, living))) if living else ()
        return [(gateway, bool(drains)) for gateway, drains in zip(living, values, strict=True)]

    async def judge_memory(self, ttl_ms: int) -> bool:
        """Refuse new calls while the server of this campaign is nearly full; see `call_router.memory_guard`.

        Args:
            ttl_ms: how long the refusal lasts unless this is asked again.

        Returns:
            Whether new calls are refused.
        """
        used, limit = await _translate_errors(read_memory(self._redis, self._tag))
        return bool(await self._call("judge_memory", used, *memory_bounds(limit), ttl_ms))

    async def set_clock(self, now: datetime) -> None:
        """Let the campaign's clock stand at a moment, until it is set again: for tests and simulations alone."""
        await self._call("set_clock", to_milliseconds(now))

    # The log as a whole

    async def append(self, facts: Sequence[AnyFact], actor: str, site_version: str) -> datetime:
        """Append facts that are about no call. A SiteImported makes the site the one in force.

        Returns:
            The campaign's clock at the act.
        """
        entries = [LogEntry(fact=fact, actor=actor, site_version=site_version) for fact in facts]
        in_force = site_version if any(isinstance(fact, SiteImported) for fact in facts) else ""
        arguments = codec.entry_arguments(entries, uuid.uuid4().hex, site=in_force)
        return from_milliseconds(await self._call("append", *arguments))

    async def publish(self, rows: Sequence[OutboxRow]) -> None:
        """Append the facts of the outbox's rows, and count them; those that were appended before are passed over.

        Args:
            rows: in the order of their turns.
        """
        await self._call("publish", *codec.publish_arguments(rows))

    async def snapshot(self) -> Snapshot:
        """Queues, advisors and open calls at this moment."""
        return codec.read_snapshot(await self._call_read_only("snapshot"))

    async def floor(self) -> FloorSnapshot:
        """Queues, advisors and calls as people on the floor see them, at one instant of the log.

        It reads every advisor and every open call in one go: meant for who then follows the log, not for polling.
        """
        return read_floor(await self._call_read_only("floor"))

    async def totals(self) -> dict[str, int]:
        """Every counter that was ever counted; see `eventlog.folds.counts`."""
        row = await _translate_errors(self._redis.hgetall(f"{self._tag}:totals"))
        return {name.decode(): int(value) for name, value in row.items()}

    async def head(self) -> LogHead:
        """How far the log has come, and the site in force; epoch 0 when there is no log."""
        row = await self._read_row("campaign")
        stream = StreamId(row.get("epoch", 0), row.get("seq", 0))
        return LogHead(stream=stream, site_version=row.get("site", b"").decode())

    async def restore(
        self,
        epoch: int,
        totals: Mapping[str, int],
        entries: Sequence[LogEntry],
        *,
        not_before: datetime,
        site_version: str,
        request_id: str,
        outbox_turn: int = 0,
    ) -> datetime:
        """Begin a new epoch of the log when the journal holds more than Valkey does.

        Forgets every call, queue, advisor, timer, lease and person, and what the stream still held: the journal has it.
        Gateways that live lose their lease. The journal's open calls and working advisors are ended by the entries.

        Args:
            epoch: greater than the journal's and the log's.
            totals: the fold of the journal.
            entries: what to append: CallEnded of open calls, advisors off duty, StateRestored. They are counted.
            not_before: the journal's last `at`, which the clock must not fall behind.
            site_version: the site in force.
            request_id: of this recovery; the same again changes nothing.
            outbox_turn: turns of the outbox up to this one are never taken again; see `eventlog.outbox.reset_turns`.

        Returns:
            The campaign's clock at the act.

        Raises:
            EpochPassed: somebody else began that epoch, or a later one.
        """
        since = to_milliseconds(not_before)
        more: dict[str, Any] = {
            "totals": dict(totals),
            "not_before": since,
            "site": site_version,
            "carried": outbox_turn,
        }
        arguments = codec.entry_arguments(entries, request_id, epoch=epoch, **more)
        return from_milliseconds(await self._call("restore", *arguments))

    # The wire

    async def _read_row(self, *row: str) -> dict[str, Any]:
        items = iter(await self._call_read_only("look", *row))
        return {name.decode(): value for name, value in zip(items, items, strict=True)}

    def _mailbox_key(self, gateway: str) -> str:
        return f"{self._tag}:mailbox:{gateway}"

    def _draining_key(self, gateway: str) -> str:
        return f"{self._tag}:draining:{gateway}"

    async def _change_presence(self, function: str, *arguments: str | bytes) -> AdvisorState:
        return cast(AdvisorState, (await self._call(function, *arguments)).decode())

    async def _call(self, function: str, *arguments: str | bytes | int) -> Any:
        return await _translate_errors(self._redis.fcall(f"{library.NAME}_{function}", 1, self._tag, *arguments))

    async def _call_read_only(self, function: str, *arguments: str | bytes | int) -> Any:
        return await _translate_errors(self._redis.fcall_ro(f"{library.NAME}_{function}", 1, self._tag, *arguments))


def _advisor_actor(advisor: str) -> str:
    return f"advisor:{advisor}"


async def _translate_errors(reply: Any) -> Any:
    """Await the reply; Valkey's errors become ours here and nowhere else."""
    try:
        return await reply
    except RedisError as error:
        raise codec.translate_error(error) from error
