"""The router as other rooms use it: one object for one campaign, over the function library in Valkey.

Owns the calls to Valkey and no state: any number of instances, in any number of processes, act as one router. It must
decide nothing: `library/` decides atomically, in one place.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
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

# Blocking reads are shorter than any sensible socket timeout, so that a dead server is detected.
MAX_BLOCK_MS = 2000
MAILBOX_BATCH = 100


class CallRouter:
    """One campaign's router, whose changes may be sent again after RouterAway: each takes effect once.

    Every method raises RouterAway if Valkey cannot be reached or does not write.
    """

    def __init__(self, redis: Redis, campaign: str) -> None:
        """Create the router of a campaign, whose keys have the tag ``{campaign}``; ``redis`` must return bytes."""
        self._redis = redis
        self._tag = f"{{{campaign}}}"

    async def install(self) -> None:
        """Load the function library on every master that lacks exactly this text. Call it at every start."""
        text = library.library_text()
        libraries = await _translate_errors(self._redis.function_list(library.NAME, withcode=True))
        if not all(text.encode() in codec.flatten(reply) for reply in replies_by_server(libraries)):
            await _translate_errors(self._redis.function_load(text, replace=True))

    # Calls

    async def load(self, call_id: str) -> LoadedCall:
        """Return the current state of a call; its version is 0 if it does not exist."""
        return codec.read_loaded_call(await self._call_read_only("load", call_id))

    async def commit(self, act: Act, request_id: str) -> CommitResult:
        """Commit an act on a call: state, facts, counts and routing, together or not at all.

        Repeating a ``request_id`` returns the first answer and changes nothing.

        Raises:
            VersionConflict: the call is not at the expected version, or ended.
            OfferGone: the answered or declined offer is no longer the call's.
            LeaseLost: a gateway acts and its lease expired, or the call is another's.
            MemoryScarce: the act opens a call, and `judge_memory` found Valkey nearly full.
            WrongPhase: the call begins to wait, but is already in the router.
            ValueError: the act has facts that only the library writes.
        """
        return codec.read_commit(await self._call(codec.function_name(act), *codec.act_arguments(act, request_id)))

    async def first_arrival(self, call_id: str) -> datetime | None:
        """Return when the caller first began to wait, in any queue, call or campaign; None if never."""
        row = await self._read_row("call", call_id)
        return from_milliseconds(row["first_at"]) if row.get("first_at") else None

    async def calls_of(self, gateway: str) -> list[str]:
        """Return the ids of the open calls that a gateway holds."""
        row = await _translate_errors(self._redis.smembers(f"{self._tag}:calls:{gateway}"))
        return sorted(call_id.decode() for call_id in row)

    async def read_mailbox(
        self, gateway: str, after_id: str = "0", block_ms: int = 0
    ) -> list[tuple[str, RouterSignal]]:
        """Return (entry id, signal) pairs of a gateway, in order; they stay until an act or `acknowledge` deletes them.

        ``after_id`` excludes earlier entries (``0``: none). ``block_ms``, at most 2 seconds, occupies a connection.
        """
        block = min(block_ms, MAX_BLOCK_MS) if block_ms > 0 else None
        reply = await _translate_errors(
            self._redis.xread({self._mailbox_key(gateway): after_id}, count=MAILBOX_BATCH, block=block)
        )
        return codec.read_mail(reply)

    async def has_mail(self, gateway: str, mailbox_id: str) -> bool:
        """Return whether a mailbox entry is still unanswered."""
        return bool(await _translate_errors(self._redis.xrange(self._mailbox_key(gateway), mailbox_id, mailbox_id)))

    async def acknowledge(self, gateway: str, mailbox_id: str) -> None:
        """Delete a mailbox entry that no act answers because it no longer fits its call."""
        await _translate_errors(self._redis.xdel(self._mailbox_key(gateway), mailbox_id))

    async def request_advisor_action(
        self, call_id: str, advisor: str, action: AdvisorAction, request_id: str, target: str = ""
    ) -> None:
        """Request an action in the call that an advisor talks in; its gateway's process carries it out.

        A request for the current condition changes nothing, nor does the same ``request_id`` within a minute.
        ``target`` is `AdvisorAsked.target`.

        Raises:
            NotTalking: the advisor does not talk in that call, or the call's gateway is dead.
        """
        if action not in ADVISOR_ACTIONS:
            raise ValueError(f"unknown action {action!r}")
        await self._call("ask", call_id, advisor, action, request_id, target)

    async def supervise(
        self, call_id: str, supervisor: str, action: SupervisorAction, request_id: str, address: str = ""
    ) -> None:
        """Request that a supervisor joins a talk, changes mode or leaves; the gateway's process carries it out.

        Repetition is as in `request_advisor_action`. ``address`` is the supervisor's phone; empty to stop.

        Raises:
            NotTalking: the call has no talk, or its gateway is dead.
        """
        if action not in SUPERVISOR_ACTIONS:
            raise ValueError(f"unknown action {action!r}")
        await self._call("supervise", call_id, supervisor, action, request_id, address)

    # Queues and advisors

    async def configure(self, rules: Mapping[str, QueueRules]) -> None:
        """Set the rules of queues; unchanged rules have no effect.

        It visits every advisor and every call of a changed queue, so use it only when the site changes. Queues that are
        not named keep their rules; the default is `QueueRules()`.
        """
        if rules:
            await self._call("configure", *codec.rules_arguments(rules))

    async def ready(self, phone: AdvisorPhone, actor: str = "") -> AdvisorState:
        """Put an advisor on duty at a phone, drop a requested pause, and return the state.

        It is ``offered`` if a call was waiting, and unchanged during a call. ``actor`` is who requests it, by default
        the advisor; the same holds for `pause`, `go_offline` and `complete`.
        """
        return await self._change_presence("ready", *codec.phone_arguments(phone), actor or _advisor_actor(phone.id))

    async def set_queues(self, advisor: str, queues: Mapping[str, int], actor: str) -> AdvisorState:
        """Set the queues of a known advisor in any state, without a change of the call or offer; return the state."""
        return await self._change_presence("set_queues", *codec.queues_arguments(advisor, queues), actor)

    async def levels_of(self, advisor: str) -> dict[str, int]:
        """Return an advisor's level in each queue; empty if never seen."""
        row = await self._read_row("advisor", advisor)
        return cast(dict[str, int], msgspec.json.decode(row.get("queues", b"{}")))

    async def pause(self, advisor: str, reason: str, actor: str = "") -> AdvisorState:
        """Pause an advisor, during a call once it and its wrap-up are over; return the current state."""
        return await self._change_presence("pause", advisor, reason, actor or _advisor_actor(advisor))

    async def go_offline(self, advisor: str, actor: str = "") -> AdvisorState:
        """Take an advisor off duty, during a call once it and its wrap-up are over; return the current state."""
        return await self._change_presence("leave", advisor, actor or _advisor_actor(advisor))

    async def complete(self, advisor: str, call_id: str = "", actor: str = "") -> AdvisorState:
        """End an advisor's wrap-up early and apply a requested pause or exit; return the state. Repeating it is safe.

        If the advisor is already in another call's wrap-up, that one continues. An empty ``call_id`` ends any wrap-up.

        Raises:
            NotInWrapUp: the advisor is still in that call.
        """
        return await self._change_presence("complete", advisor, call_id, actor or _advisor_actor(advisor))

    async def advisor_state(self, advisor: str) -> AdvisorState:
        """Return an advisor's state; ``offline`` if never seen."""
        row = await self._read_row("advisor", advisor)
        return cast(AdvisorState, row.get("state", b"offline").decode())

    async def current_call(self, advisor: str) -> str:
        """Return the advisor's call, ringing, in progress or in wrap-up; empty if there is none."""
        row = await self._read_row("advisor", advisor)
        return cast(str, row.get("call", b"").decode())

    async def consulted_advisor(self, call_id: str) -> str:
        """Return the consulted advisor of a call, ringing or talking; empty if there is none."""
        row = await self._read_row("call", call_id)
        return cast(str, row.get("consulted", b"").decode())

    async def queues_of(self, advisor: str) -> tuple[str, ...]:
        """Return the queues that an advisor serves."""
        return tuple(await self.levels_of(advisor))

    async def levels_on_duty(self) -> dict[str, dict[str, int]]:
        """Return the levels of each advisor on duty."""
        members = await _translate_errors(self._redis.smembers(f"{self._tag}:advisors"))
        names = sorted(name.decode() for name in members)
        rows = await self._read_rows("advisor", names)
        return {
            name: msgspec.json.decode(row.get("queues", b"{}"))
            for name, row in zip(names, rows, strict=True)
            if row.get("state", b"offline") != b"offline"
        }

    # Time and leases

    async def tick(self, last_look: datetime | None = None) -> TickResult:
        """Run at most 100 due timers: expired offers, wrap-ups and leases.

        ``last_look`` is the clock at the previous tick. If it is over 2 s ago no lease expires, since the pause may
        have kept gateways from renewing; None expires leases anyway.
        """
        looked = () if last_look is None else (to_milliseconds(last_look),)
        return codec.read_tick(await self._call("tick", *looked))

    async def acquire_lease(self, gateway: str, ttl_ms: int) -> None:
        """Acquire a gateway's lease for ``ttl_ms``; raise LeaseLost if an instance already used this name."""
        await self._call("acquire_lease", gateway, ttl_ms)

    async def renew_lease(self, gateway: str, ttl_ms: int) -> None:
        """Renew a lease for ``ttl_ms`` from now.

        Raises:
            LeaseLost: it expired and its calls were released; send no more commands.
        """
        await self._call("renew_lease", gateway, ttl_ms)

    async def release_lease(self, gateway: str) -> None:
        """End a drained instance. Calls that it still holds become orphans, and its name cannot be used again."""
        await self._call("release_lease", gateway)

    async def gateways(self, after_ms: int = 0) -> list[str]:
        """Return the gateways whose lease lasts until ``after_ms`` or later; a tick removes expired leases."""
        row = await _translate_errors(self._redis.zrangebyscore(f"{self._tag}:leases", after_ms, "+inf"))
        return [name.decode() for name in row]

    async def mark_draining(self, gateway: str, ttl_ms: int) -> None:
        """Mark a gateway as accepting no new call for ``ttl_ms``, before its lease begins or at each renewal."""
        await _translate_errors(self._redis.set(self._draining_key(gateway), 1, px=ttl_ms))

    async def mark_accepting(self, gateway: str) -> None:
        """Mark a gateway as accepting calls."""
        await _translate_errors(self._redis.delete(self._draining_key(gateway)))

    async def draining_gateways(self) -> list[str]:
        """Return the gateways with a lease that accept no new call."""
        return [gateway for gateway, drains in await self._draining_by_gateway() if drains]

    async def accepting_gateways(self) -> list[str]:
        """Return the gateways with a lease that accept new calls."""
        return [gateway for gateway, drains in await self._draining_by_gateway() if not drains]

    async def _draining_by_gateway(self) -> list[tuple[str, bool]]:
        """Read the leases first: a starting or leaving gateway marks itself as draining before its lease changes."""
        living = await self.gateways()
        values = await _translate_errors(self._redis.mget(map(self._draining_key, living))) if living else ()
        return [(gateway, bool(drains)) for gateway, drains in zip(living, values, strict=True)]

    async def judge_memory(self, ttl_ms: int) -> bool:
        """Refuse new calls for ``ttl_ms`` if this campaign's server is nearly full; return whether they are refused."""
        used, limit = await _translate_errors(read_memory(self._redis, self._tag))
        return bool(await self._call("judge_memory", used, *memory_bounds(limit), ttl_ms))

    async def set_clock(self, now: datetime) -> None:
        """Stop the campaign's clock at a moment until the next call; for tests and simulations only."""
        await self._call("set_clock", to_milliseconds(now))

    # The log as a whole

    async def append(self, facts: Sequence[AnyFact], actor: str, site_version: str) -> datetime:
        """Append facts about no call, and return their time. A SiteImported puts its site in force."""
        entries = [LogEntry(fact=fact, actor=actor, site_version=site_version) for fact in facts]
        in_force = site_version if any(isinstance(fact, SiteImported) for fact in facts) else ""
        arguments = codec.entry_arguments(entries, uuid.uuid4().hex, site=in_force)
        return from_milliseconds(await self._call("append", *arguments))

    async def publish(self, rows: Sequence[OutboxRow]) -> None:
        """Append and count the outbox's rows, in the order of their turns; skip those already appended."""
        await self._call("publish", *codec.publish_arguments(rows))

    async def snapshot(self) -> Snapshot:
        """Return the current queues, advisors and open calls."""
        return codec.read_snapshot(await self._call_read_only("snapshot"))

    async def floor(self) -> FloorSnapshot:
        """Return queues, advisors and calls of the floor at one instant of the log.

        It reads every advisor and every open call. Use it once before following the log, not for polling.
        """
        return read_floor(await self._call_read_only("floor"))

    async def totals(self) -> dict[str, int]:
        """Return all counters; see `eventlog.folds.counts`."""
        row = await _translate_errors(self._redis.hgetall(f"{self._tag}:totals"))
        return {name.decode(): int(value) for name, value in row.items()}

    async def head(self) -> LogHead:
        """Return the end of the log and the site in force; epoch 0 if there is no log."""
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
        """Begin a new epoch of the log when the journal is ahead of Valkey; return the campaign's clock.

        Deletes every call, queue, advisor, timer, lease and person, and the rest of the stream, which the journal has.
        Live gateways lose their leases. The counted ``entries`` end the journal's open calls, take its working advisors
        off duty and append a StateRestored. ``totals`` are the fold of the journal, and ``not_before`` is its last
        `at`, a lower bound for the clock. ``epoch`` must be greater than the journal's and the log's. Outbox turns up
        to ``outbox_turn`` are never accepted again; see `eventlog.outbox.reset_turns`. Repeating ``request_id`` changes
        nothing.

        Raises:
            EpochPassed: another process began that epoch or a later one.
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
        return _fields_of(await self._call_read_only("look", *row))

    async def _read_rows(self, kind: str, names: Sequence[str]) -> list[dict[str, Any]]:
        """Return rows of one kind over one round trip."""
        async with self._redis.pipeline(transaction=False) as pipeline:
            for name in names:
                pipeline.fcall_ro(f"{library.NAME}_look", 1, self._tag, kind, name)
            return [_fields_of(items) for items in await _translate_errors(pipeline.execute())]

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


def _fields_of(items: Iterable[Any]) -> dict[str, Any]:
    pairs = iter(items)
    return {name.decode(): value for name, value in zip(pairs, pairs, strict=True)}


def _advisor_actor(advisor: str) -> str:
    return f"advisor:{advisor}"


async def _translate_errors(reply: Any) -> Any:
    try:
        return await reply
    except RedisError as error:
        raise codec.translate_error(error) from error
