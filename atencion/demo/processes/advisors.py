"""The sample advisors of the demo: softphones that answer automatically, with shifts and pauses.

When a person signs in as an advisor, the sample advisor only lends the phone. Supervisors are lent a silent phone,
where the gateway supports supervision. Another phone answers callbacks (`atencion.demo.phone_network`). No other module
may depend on them. Their behaviour is in `atencion.demo.advisor_behaviour`.
"""

import asyncio
import math
import random
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import msgspec
import structlog
from redis.exceptions import RedisError

from agent_api.access.sessions import signed_in_users
from agent_api.roster.queries import find_assigned_queues
from atencion.demo import advisor_behaviour, phone_network
from atencion.demo.dispositions import record_sample_disposition
from atencion.demo.users import SUPERVISORS
from atencion.gateways.parts import supported_commands
from atencion.phones.addresses import phone_of
from atencion.phones.sample_phones import save_phones
from atencion.runtime.context import Context, Database
from call_router.acts import AdvisorPhone
from call_router.errors import RouterAway
from call_router.service import CallRouter
from calls.transitions.supervision import REQUIRED_COMMANDS
from config.schema.short_forms import Levels
from config.site.model import Site
from config.site.samples import ADVISOR_KEY, CALLER_KEY
from config.site.samples import SampleAdvisor as Sample
from eventlog.facts import AdvisorState
from ivr.sounds import load_sounds
from storage.errors import StorageError
from storage.postgres.engine import snapshot
from storage.timeouts import wait_for_event
from telephony.pyvoip.media.loop import MediaLoop, steady_interpreter
from telephony.softphone.behaviour import AnswerBehaviour
from telephony.softphone.phone import RTP_PORTS, Softphone
from telephony.softphone.scripted_users import ScriptedAdvisor

log = structlog.get_logger(__name__)

_UPDATE_INTERVAL_S = 1.0

SignedInAdvisors = Callable[[], Awaitable[frozenset[str]]]
"""Returns the advisors as whom a person has signed in; the process does not change the presence of those."""
PhoneOf = Callable[[str], Awaitable[str | None]]
LevelsOf = Callable[[str], Awaitable[Levels]]
"""Returns an advisor's queues with their levels, as the roster has them now."""
Typify = Callable[[str, str], Awaitable[None]]
"""Records what a call was about, for an advisor and a call; raises StorageError if PostgreSQL is away."""


async def run(context: Context, stop: asyncio.Event) -> None:
    """Answer calls until `stop` is set; then go off duty.

    Raises:
        TelephonyError: no port is available for a phone.
    """
    site, loop = context.sites.current, asyncio.get_running_loop()
    shift = Shift(
        context.router,
        site.sample_advisors,
        tuple(site.pauses),
        chance=random.Random().random,
        steady=not context.settings.demo_traffic,
        signed_in_advisors=partial(_signed_in, context.database),
        phone_of=partial(phone_of, context.settings, context.redis, context.campaign),
        levels_of=partial(_levels_of, context.database, site),
        typify=partial(_typify, context),
    )
    sounds = await asyncio.to_thread(load_sounds, site, context.settings.site, context.sounds_folder)
    bind = str(context.settings.bind)
    media = MediaLoop(bind=bind, ports=RTP_PORTS, sounds=sounds, deliver=loop.call_soon_threadsafe)
    steady_interpreter()
    media.start()
    async with AsyncExitStack() as stack:
        stack.push_async_callback(asyncio.to_thread, media.stop)
        supervisors = SUPERVISORS if supported_commands(context.settings) >= REQUIRED_COMMANDS else ()
        addresses = await _lend_phones(stack, partial(Softphone, bind=bind, media=media), shift, supervisors)
        await save_phones(context.redis, context.campaign, addresses)
        voices = [f"{CALLER_KEY}{each.id}" for each in site.sample_callers if not each.queues]
        chance = random.Random().random
        await stack.enter_async_context(
            phone_network.answer_callbacks(
                context.redis, context.campaign, media=media, bind=bind, voices=voices, chance=chance
            )
        )
        log.info("sample_advisors_up", phones=len(addresses))
        await shift.run(stop)
        with suppress(RedisError):
            await save_phones(context.redis, context.campaign, {})


async def _lend_phones(
    stack: AsyncExitStack, make: Callable[..., Softphone], shift: "Shift", supervisors: Iterable[str]
) -> dict[str, str]:
    """Open a phone for each user until the stack ends; return the addresses by user.

    Raises:
        TelephonyError: no port is available for a phone.
    """
    addresses: dict[str, str] = {}

    async def lend(user: str, voice: str, manner: Callable[[], AnswerBehaviour]) -> None:
        answering = ScriptedAdvisor(make(user=user, voice=voice), manner)
        await answering.start()
        stack.push_async_callback(answering.stop)
        addresses[user] = answering.uri

    for each in shift.team:
        await lend(each.id, f"{ADVISOR_KEY}{each.id}", partial(shift.behaviour, each))
        each.phone = AdvisorPhone(id=each.id, address=addresses[each.id], queues=each.sample.queues)
    for user in supervisors:
        await lend(user, "", advisor_behaviour.supervisor_behaviour)
    return addresses


async def _signed_in(database: Database) -> frozenset[str]:
    async with snapshot(database.engine) as connection:
        return await signed_in_users(connection, datetime.now(UTC))


async def _levels_of(database: Database, site: Site, advisor: str) -> Levels:
    return (await find_assigned_queues(database.engine, site, (advisor,)))[advisor]


async def _typify(context: Context, advisor: str, call_id: str) -> None:
    await record_sample_disposition(
        context.database.engine,
        context.cipher,
        context.sites.current,
        advisor,
        call_id,
        chance=random.random,
        now=datetime.now(UTC),
    )


@dataclass
class DemoAdvisor:
    """One advisor, as last seen.

    Attributes:
        since_s: start of the state, on the loop's clock.
        next_break: the next pause, or the current one.
        typing_s: duration of this wrap-up; infinite to leave it to the site.
        ring_address: the address at which the router rings them, if known; empty before the first look.
    """

    sample: Sample
    phone: AdvisorPhone
    state: AdvisorState = "offline"
    since_s: float = 0.0
    next_break: advisor_behaviour.AdvisorBreak | None = None
    typing_s: float = math.inf
    ring_address: str = ""

    @property
    def id(self) -> str:
        """Routing id."""
        return self.sample.id


class Shift:
    """All sample advisors and their actions.

    Args:
        router: of the campaign.
        samples: the advisors.
        reasons: of a pause.
        chance: see `advisor_behaviour.Chance`.
        steady: always answer at once and never pause.
        signed_in_advisors: see `SignedInAdvisors`.
        phone_of: returns the address of an advisor's phone; None if it has none.
        levels_of: see `LevelsOf`.
        typify: see `Typify`.
    """

    def __init__(
        self, router: CallRouter, samples: Sequence[Sample], reasons: Sequence[str], *,
        chance: advisor_behaviour.Chance, steady: bool, signed_in_advisors: SignedInAdvisors, phone_of: PhoneOf,
        levels_of: LevelsOf, typify: Typify,
    ) -> None:  # fmt: skip
        self.team = [DemoAdvisor(each, AdvisorPhone(id=each.id, address="", queues=each.queues)) for each in samples]
        self._router, self._reasons, self._chance, self._steady = router, reasons, chance, steady
        self._fetch_signed_in, self._phone_of, self._levels_of = signed_in_advisors, phone_of, levels_of
        self._typify = typify
        self._signed_in_advisors: frozenset[str] = frozenset()
        self._pressing = self._has_snapshot = False

    def behaviour(self, advisor: DemoAdvisor) -> AnswerBehaviour:
        """Choose how an advisor answers the call that rings now."""
        return advisor_behaviour.next_behaviour(
            self._chance,
            steady=self._steady,
            by_person=advisor.id in self._signed_in_advisors,
            may_miss=self._may_go(advisor),
            long_wait=self._pressing,
        )

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set; then go off duty."""
        loop = asyncio.get_running_loop()
        while not stop.is_set():
            with suppress(RouterAway):
                await self.update(loop.time())
            await wait_for_event(stop, _UPDATE_INTERVAL_S)
        with suppress(RouterAway):
            for each in self.team:
                if each.id not in self._signed_in_advisors:
                    await self._router.go_offline(each.id)

    async def update(self, now_s: float) -> None:
        """Read every advisor's state and take the next actions; skip advisors controlled by a person.

        `now_s` is the loop's clock.

        Raises:
            RouterAway: try again later.
        """
        with suppress(StorageError):
            self._signed_in_advisors = await self._fetch_signed_in()
        waits = [queue.longest_s for queue in (await self._router.snapshot()).queues if queue.waiting]
        self._pressing = not self._steady and max(waits, default=0.0) >= advisor_behaviour.LONG_WAIT_S
        for each in self.team:
            self._observe(each, await self._router.advisor_state(each.id), now_s)
        for each in self.team:
            if each.id not in self._signed_in_advisors:
                await self._act(each, now_s)
            await self._update_phone(each)
        self._has_snapshot = True

    async def _update_phone(self, advisor: DemoAdvisor) -> None:
        """Ring an available advisor at their current phone: one registered since, or the lent one.

        A person who was available before the first look may still have an earlier demo's address; a person who becomes
        available later has set their own.
        """
        with suppress(StorageError):
            address = await self._phone_of(advisor.id)
            if address is None or address == advisor.ring_address:
                return
            if advisor.state == "available" and (advisor.ring_address or not self._has_snapshot):
                queues = await self._levels_of(advisor.id)
                await self._router.ready(AdvisorPhone(id=advisor.id, address=address, queues=queues))
                advisor.ring_address = address
            advisor.ring_address = advisor.ring_address or address

    def _observe(self, advisor: DemoAdvisor, state: AdvisorState, now_s: float) -> None:
        if not self._steady:
            if advisor.state == "offered" and state == "paused":
                advisor.next_break = advisor_behaviour.break_after_missed_call(now_s)
            if advisor.next_break is None or advisor.next_break.ends_s <= now_s:
                advisor.next_break = advisor_behaviour.next_break(self._chance, now_s, self._reasons)
            if state == "wrap_up" != advisor.state:
                advisor.typing_s = advisor_behaviour.wrap_up_duration(self._chance)
        self._become(advisor, state, now_s)

    async def _act(self, advisor: DemoAdvisor, now_s: float) -> None:
        action = advisor_behaviour.next_action(
            advisor.state,
            advisor.since_s,
            now_s,
            planned_break=advisor.next_break,
            typing_s=advisor.typing_s,
            may_rest=self._may_go(advisor),
            long_wait=self._pressing,
        )
        if action == "come":
            if advisor.state == "wrap_up":
                await self._record_call(advisor.id)
            advisor.next_break = (
                None if advisor.state == "paused" else advisor.next_break
            )  # an interrupted pause is not resumed
            with suppress(StorageError):
                advisor.phone = msgspec.structs.replace(advisor.phone, queues=await self._levels_of(advisor.id))
            self._become(advisor, await self._router.ready(advisor.phone), now_s)
            advisor.ring_address = advisor.phone.address
        elif action == "rest" and advisor.next_break is not None:
            self._become(advisor, await self._router.pause(advisor.id, advisor.next_break.reason), now_s)

    async def _record_call(self, advisor: str) -> None:
        """Record what the call of a wrap-up was about, nearly always."""
        call_id = await self._router.current_call(advisor)
        if call_id and advisor_behaviour.is_typified(self._chance):
            with suppress(StorageError):
                await self._typify(advisor, call_id)

    def _become(self, advisor: DemoAdvisor, state: AdvisorState, now_s: float) -> None:
        if state != advisor.state:
            advisor.state, advisor.since_s = state, now_s

    def _may_go(self, advisor: DemoAdvisor) -> bool:
        away = advisor_behaviour.absent_advisors({each.id: each.state for each in self.team}, self._signed_in_advisors)
        return advisor_behaviour.may_leave(advisor.sample, [each.sample for each in self.team], away)
