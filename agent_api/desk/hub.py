"""The hub: follows the log once for all desk connections of this process, and notifies each of visible changes.

Owns the follower, the encoded entities and the list of connections. It runs only while a client is connected. It must
not interpret facts (`floor`) or decide visibility (`entities`).
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any, Protocol

import msgspec
import structlog

from agent_api.desk.catch_up import facts_between, touched_keys
from agent_api.desk.domain import protocol
from agent_api.desk.domain.entities import (
    DeskView,
    QueueDayEntity,
    ScreenPopEntity,
    ServiceLevelEntity,
    Viewer,
    encode_entity,
    is_redacted,
    may_see,
    visible_keys,
)
from agent_api.desk.domain.floor import EntityKey, EntityKind, Floor
from agent_api.desk.service_levels import measure
from call_router.acts import CallCard
from call_router.errors import RouterError
from call_router.service import CallRouter
from config.site.model import Site
from eventlog.errors import EventlogError
from eventlog.facts import BulletinPublished, BulletinWithdrawn, Envelope, StreamId
from eventlog.journal.codec import read_entry
from eventlog.journal.reader import Journal
from eventlog.stream import Entry, Stream
from storage.errors import StorageError
from storage.timeouts import hard_timeout

READ_COUNT = 1000
BLOCK_TIMEOUT_MS = 1000
RETRY_INTERVAL_S = 0.5
LEVELS_INTERVAL_S = 2.0
DATABASE_TIMEOUT_S = 2.0
"""How long the follower and a reconnecting client wait for PostgreSQL; changes of calls do not need it."""
FindScreenPop = Callable[[str, CallCard, str, datetime], Awaitable[ScreenPopEntity]]
"""Builds the screen pop of a call (id, card, advisor, now)."""
LoadNames = Callable[[], Awaitable[Mapping[str, str]]]
"""Returns the names of people, by user."""

log = structlog.get_logger(__name__)


class Listener(Protocol):
    """A connection, as the hub sees it."""

    @property
    def viewer(self) -> Viewer:
        """Its user's rights."""
        ...

    def touch(self, keys: Iterable[EntityKey], *, at_once: bool) -> None:
        """Mark entities as changed; `at_once` if they must not wait."""
        ...

    def restart(self) -> None:
        """Send a snapshot next, because the state sent before is invalid."""
        ...

    def end(self, code: protocol.ByeCode) -> None:
        """Close the connection."""
        ...


class Hub:
    """One follower for all connections of a process."""

    def __init__(
        self,
        stream: Stream,
        journal: Journal,
        router: CallRouter,
        find_site: Callable[[], Site],
        *,
        find_pop: FindScreenPop | None,
        load_names: LoadNames,
        now: Callable[[], datetime],
    ) -> None:
        """Create a hub that follows nothing yet; without `find_pop` it serves no screen pops."""
        self._stream, self._journal, self._router, self._find_site = stream, journal, router, find_site
        self._pop, self._load_names, self._clock = find_pop, load_names, now
        self._listeners: set[Listener] = set()
        self._tasks: list[asyncio.Task[None]] = []
        self._last_with: dict[str, tuple[str, ...]] = {}
        self._known_names: dict[str, str] = {}
        self._names_due = False
        self._view: DeskView | None = None
        self._awake = asyncio.Event()
        self._pops: dict[str, ScreenPopEntity] = {}
        self._popping: dict[tuple[str, str], asyncio.Task[None]] = {}  # by call and advisor
        self._popped: dict[str, set[str]] = {}  # by call, the advisors who see it; "" before it is offered
        self._levels: dict[str, ServiceLevelEntity] = {}
        self._measured_at: float | None = None  # of the event loop's clock
        self._tallies: dict[str, QueueDayEntity] = {}
        self._bulletins: dict[str, str] = {}
        self._encoded: dict[tuple[EntityKey, bool], msgspec.Raw | None] = {}

    @property
    def _site(self) -> Site:
        return self._find_site()

    @property
    def connections(self) -> int:
        """Number of connections."""
        return len(self._listeners)

    @property
    def seq(self) -> StreamId | None:
        """Last fact in the view; None while there is no current view."""
        return self._view.floor.seq if self._view else None

    def now(self) -> datetime:
        """Return the time that messages carry."""
        return self._clock()

    async def current_view(self) -> DeskView:
        """Return the followed floor, or read it once if no client is connected."""
        if self._view is not None:
            return self._view
        floor = await self.current_floor()
        return DeskView(floor=floor, site=self._site, names=await self._load_names(), pops={}, levels={}, tallies={})

    async def current_floor(self) -> Floor:
        """Return the followed floor, or read it once if no client is connected."""
        return self._view.floor if self._view is not None else Floor(await self._router.floor(), self._site)

    async def current_levels(self) -> Mapping[str, ServiceLevelEntity]:
        """Return the service levels, measured at most `LEVELS_INTERVAL_S` ago.

        Raises:
            StorageError: PostgreSQL is unavailable.
        """
        measured_at = self._measured_at
        if measured_at is None or asyncio.get_running_loop().time() - measured_at >= LEVELS_INTERVAL_S:
            await self._measure()
        return self._levels

    def connections_of(self, user: str) -> int:
        """Count the connections of a user."""
        return sum(listener.viewer.user == user for listener in self._listeners)

    def queues(self) -> list[EntityKey]:
        """Return the keys of all queues."""
        return [("queue", name) for name in self._view.floor.queues] if self._view else []

    # Connections

    async def join(self, listener: Listener) -> None:
        """Add a connection and wait until there is a current view."""
        self._listeners.add(listener)
        if not self._tasks:
            self._tasks = [asyncio.create_task(self._follow()), asyncio.create_task(self._measure_levels())]
        await self._awake.wait()
        self._request_pops_of(listener.viewer.user)

    async def leave(self, listener: Listener) -> None:
        """Remove a connection; stop the tasks after the last one."""
        self._listeners.discard(listener)
        if not self._listeners:
            await self._stop()

    async def close(self, timeout_s: float = 2.0) -> None:
        """Close all connections because this process stops; clients reconnect."""
        for listener in tuple(self._listeners):
            listener.end("restarting")
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                while self._listeners:  # noqa: ASYNC110 - each connection removes itself
                    await asyncio.sleep(0.02)

    async def _stop(self) -> None:
        tasks, self._tasks = [*self._tasks, *self._popping.values()], []
        self._clear()
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task

    def _clear(self) -> None:
        self._view, self._measured_at = None, None
        self._awake.clear()
        counts: tuple[dict[Any, Any], ...] = (self._levels, self._tallies)
        caches: tuple[dict[Any, Any], ...] = (*counts, self._pops, self._popped, self._popping, self._encoded)
        for cache in caches:
            cache.clear()

    def visible_entities(self, viewer: Viewer) -> dict[EntityKey, msgspec.Raw]:
        """Return all entities that a user may see, encoded."""
        view = self._view
        if view is None:
            return {}
        entities = {key: self._encoded_entity(view, viewer, key) for key in visible_keys(view, viewer)}
        return {key: value for key, value in entities.items() if value is not None}

    def split_visible(
        self, viewer: Viewer, keys: Iterable[EntityKey]
    ) -> tuple[dict[EntityKey, msgspec.Raw], list[EntityKey]]:
        """Split keys into the entities that a user may see, encoded, and the other keys."""
        visible: dict[EntityKey, msgspec.Raw] = {}
        hidden: list[EntityKey] = []
        for key in keys:
            seen = self._view and may_see(self._view, viewer, key)
            value = self._encoded_entity(self._view, viewer, key) if self._view and seen else None
            if value is None:
                hidden.append(key)
            else:
                visible[key] = value
        return visible, hidden

    async def touched_since(self, after: StreamId, viewer: Viewer) -> set[EntityKey] | None:
        """Return the keys changed after a fact; None if the client needs a snapshot."""
        if self._view is None:
            return None
        facts = await self._facts_since(after, self._view.floor.seq)
        touched = None if facts is None else touched_keys(facts)
        if touched is None:
            return None
        own = {key for key in visible_keys(self._view, viewer) if key[0] in ("pop", "level", "tally")}
        return touched | own | (set() if viewer.board else set(self.queues()))

    async def _facts_since(self, after: StreamId, last: StreamId) -> list[Envelope] | None:
        try:
            facts = facts_between(self._stream, self._journal, self._site.campaign, after, last)
            return await hard_timeout(DATABASE_TIMEOUT_S, facts)
        except (StorageError, EventlogError, TimeoutError) as error:
            log.warning("desk.facts_not_read", error=repr(error))
            return None

    def _encoded_entity(self, view: DeskView, viewer: Viewer, key: EntityKey) -> msgspec.Raw | None:
        redacted = is_redacted(viewer, key)
        if (key, redacted) not in self._encoded:
            self._encoded[key, redacted] = encode_entity(view, key, redacted=redacted)
        return self._encoded[key, redacted]

    # The follower

    async def _follow(self) -> None:
        while True:
            try:
                view = self._view or await self._load_floor()
                entries = await self._stream.read_after(view.floor.seq, READ_COUNT, BLOCK_TIMEOUT_MS)
                await self._apply(view, entries)
            except (RouterError, StorageError, EventlogError) as error:
                log.warning("desk.log_away", code=error.code)
                self._invalidate()
                await asyncio.sleep(RETRY_INTERVAL_S)
            except Exception:
                log.exception("desk.follower_failed")
                self._invalidate()
                await asyncio.sleep(RETRY_INTERVAL_S)

    def change_site(self) -> None:
        """Load the floor again, with the names and rules of the version of the site that is now in force."""
        if self._view is not None:
            self._invalidate()

    def _invalidate(self) -> None:
        """Drop the view: until a new floor is loaded, clients get neither changes nor heartbeats."""
        self._view = None
        self._awake.clear()

    async def _load_floor(self) -> DeskView:
        """Load a new floor and send every connection a snapshot."""
        floor = Floor(await self._router.floor(), self._site)
        await self._refresh_names()
        caches: tuple[dict[Any, Any], ...] = (self._encoded, self._pops, self._popped, self._last_with, self._bulletins)
        for cache in caches:
            cache.clear()
        view = DeskView(
            floor=floor,
            site=self._site,
            names=self._known_names,
            pops=self._pops,
            levels=self._levels,
            tallies=self._tallies,
            bulletins=self._bulletins,
        )
        self._view = view
        self._awake.set()
        for listener in self._listeners:
            listener.restart()
            self._request_pops_of(listener.viewer.user)
        return view

    async def _apply(self, view: DeskView, entries: list[Entry]) -> None:
        touched: set[EntityKey] = set()
        for entry in entries:
            envelope = read_entry(self._site.campaign, *entry)
            if not view.floor.is_next(envelope):
                log.info("desk.log_jumped", after=str(view.floor.seq), found=envelope.id)
                self._invalidate()
                return
            touched |= view.floor.apply(envelope) | self._touch_bulletins(envelope)
        touched |= await self._load_queues(view.floor)
        await self._load_new_names(touched)
        if touched:
            pops = self._touch_pops(view.floor, touched)
            self._notify(touched)
            for pop in pops:
                self._request_pop(*pop)

    def _touch_bulletins(self, envelope: Envelope) -> set[EntityKey]:
        """Return the keys of the connected users whom a change of a message or announcement concerns."""
        fact = envelope.fact
        if not isinstance(fact, BulletinPublished | BulletinWithdrawn):
            return set()
        users = {listener.viewer.user for listener in self._listeners}
        if isinstance(fact, BulletinPublished) and fact.audience_kind == "users":
            users &= {*fact.audience.split()}
        self._bulletins |= dict.fromkeys(users, envelope.id)
        return {("bulletin", user) for user in users}

    async def _load_queues(self, floor: Floor) -> set[EntityKey]:
        """Ask the router for the queues of advisors, because facts of presence do not name them."""
        queues_by_advisor = {advisor: await self._router.queues_of(advisor) for advisor in tuple(floor.unsure)}
        return {key for advisor, queues in queues_by_advisor.items() for key in floor.set_queues(advisor, queues)}

    async def _load_new_names(self, touched: set[EntityKey]) -> None:
        """Load the names if an unknown advisor appears."""
        if any(kind == "advisor" and name not in self._known_names for kind, name in touched):
            self._known_names |= {name: name for kind, name in touched if kind == "advisor"}
            await self._refresh_names()

    async def _refresh_names(self) -> None:
        """Update the names; while PostgreSQL is unavailable, keep the known ones and retry later."""
        try:
            self._known_names |= await hard_timeout(DATABASE_TIMEOUT_S, self._load_names())
            self._names_due = False
        except (StorageError, TimeoutError) as error:
            log.warning("desk.names_not_read", error=repr(error))
            self._names_due = True

    def _notify(self, touched: set[EntityKey]) -> None:
        for key in touched:
            for redacted in (False, True):
                self._encoded.pop((key, redacted), None)
        concerned = self._keys_by_user(touched)
        for listener in self._listeners:
            own = concerned.get(listener.viewer.user, set())
            if keys := touched if listener.viewer.board else own:
                listener.touch(keys, at_once=any(kind != "queue" for kind, _ in own))

    def _keys_by_user(self, touched: set[EntityKey]) -> dict[str, set[EntityKey]]:
        """Group keys by the users they concern: themselves, their calls (also former ones), their queues."""
        concerned: dict[str, set[EntityKey]] = {}
        users = {listener.viewer.user for listener in self._listeners}
        queues = {name for kind, name in touched if kind == "queue"}
        for key in touched:
            for user in self._users_of(key) & users:
                concerned.setdefault(user, set()).add(key)
        if self._view:
            self._remember_users(touched, self._view.floor)
            for user in users if queues else ():
                for queue in queues.intersection(self._view.floor.queues_of(user)):
                    concerned.setdefault(user, set()).add(("queue", queue))
        return concerned

    def _users_of(self, key: EntityKey) -> set[str]:
        """Return the advisors of a key, now and at the last notification."""
        kind, name = key
        if kind in ("advisor", "bulletin"):
            return {name}
        if kind not in ("call", "pop", "refusal") or self._view is None:
            return set()
        return {*self._last_with.get(name, ()), *self._view.floor.advisors_of(name)}

    def _remember_users(self, touched: set[EntityKey], floor: Floor) -> None:
        for kind, name in touched:
            if kind == "call" and (now := floor.advisors_of(name)):
                self._last_with[name] = now
            elif kind == "call":
                self._last_with.pop(name, None)

    # Screen pops: looked up while the call is in the menu, so that they are ready when it rings

    def _touch_pops(self, floor: Floor, touched: set[EntityKey]) -> list[tuple[str, CallCard, str]]:
        """Add to `touched` the pops of the touched calls; return those to look up after the notification."""
        users = {listener.viewer.user for listener in self._listeners}
        requests: list[tuple[str, CallCard, str]] = []
        for kind, name in tuple(touched):
            if kind != "call":
                continue
            card = floor.calls.get(name)
            if card is None:
                self._drop_pop(name)
                touched.add(("pop", name))
                continue
            advisors = users.intersection(floor.advisors_of(name))
            if advisors or name in self._pops or self._may_reach(users, floor, name, card):
                touched.add(("pop", name))
                requests += [(name, card, advisor) for advisor in advisors or ("",)]
        return requests

    def _may_reach(self, users: set[str], floor: Floor, name: str, card: CallCard) -> bool:
        """Return whether the call may soon reach an advisor connected to this process."""
        served = {queue for user in users for queue in floor.queues_of(user)}
        return not floor.advisors_of(name) and bool(served) and card.queue in ("", *served)

    def _request_pops_of(self, user: str) -> None:
        floor = self._view.floor if self._view else None
        call = floor.advisors[user].call if floor and user in floor.advisors else ""
        if floor and call in floor.calls:
            self._request_pop(call, floor.calls[call], user)

    def _request_pop(self, name: str, card: CallCard, advisor: str) -> None:
        """Look up a pop once before the call rings, and once for each advisor, whose view is recorded."""
        recipients = self._popped.setdefault(name, set())
        if self._pop is None or advisor in recipients or (not advisor and recipients):
            return
        recipients.add(advisor)
        self._popping[name, advisor] = asyncio.create_task(self._find_pop(self._pop, name, card, advisor))

    def _drop_pop(self, name: str) -> None:
        self._pops.pop(name, None)
        for advisor in self._popped.pop(name, ()):
            if (name, advisor) in self._popping:
                self._popping[name, advisor].cancel()

    async def _find_pop(self, pop: FindScreenPop, name: str, card: CallCard, advisor: str) -> None:
        try:
            entity = await pop(name, card, advisor, self.now())
            if name in self._popped and entity != self._pops.get(name):
                self._pops[name] = entity
                self._notify({("pop", name)})
        except Exception as error:  # the call continues without a pop; the pop's own route reports the cause
            log.warning("desk.pop_failed", error=type(error).__name__)
        finally:
            self._popping.pop((name, advisor), None)

    # Levels and tallies: the recorder's counts, read at intervals while a connection may see them

    async def _measure_levels(self) -> None:
        while True:
            await self._awake.wait()
            try:
                await self._retry_names()
                if any(listener.viewer.board for listener in self._listeners):
                    await self._measure()
            except StorageError as error:
                log.warning("desk.levels_wait", code=error.code)
            except Exception:
                log.exception("desk.levels_failed")
            await asyncio.sleep(LEVELS_INTERVAL_S)

    async def _measure(self) -> None:
        levels, tallies = await measure(self._journal, self._site, self._clock())
        self._measured_at = asyncio.get_running_loop().time()
        self._replace_counts("level", self._levels, levels)
        self._replace_counts("tally", self._tallies, tallies)

    async def _retry_names(self) -> None:
        """Retry a failed look-up of names, and restart the connections after it succeeds."""
        if not self._names_due:
            return
        await self._refresh_names()
        if not self._names_due:
            self._encoded.clear()
            for listener in self._listeners:
                listener.restart()

    def _replace_counts(self, kind: EntityKind, current: dict[str, Any], measured: Mapping[str, Any]) -> None:
        changed = {name for name in (*measured, *current) if measured.get(name) != current.get(name)}
        current.clear()
        current |= measured
        if changed:
            self._notify({(kind, name) for name in changed})
