"""Deaths of a driver at each line: the call goes on with the next driver, or ends once with its right outcome."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from itertools import count
from typing import Any

import msgspec
import pytest
import redis.asyncio as redis

from call_router.acts import AdvisorPhone
from call_router.service import CallRouter
from call_router.signals import AdvisorAction, SupervisorAction
from calls.driver.driver import CallDriver
from calls.driver.sites import Sites
from calls.transitions.conversation import TalkFact
from config.site.calls.queues import Overflow, OverflowTarget
from config.site.loader import with_open_hours
from config.site.model import Site
from eventlog.facts import (
    AnyFact,
    CallAnswered,
    CallBackDialled,
    CallEnded,
    CallIngressed,
    OfferEnded,
    SupervisionEnded,
)
from eventlog.person import make_person
from telephony.fake.gateway import FakeGateway
from telephony.port import CALLER, Dial, Hold, LegAnswered, Mute
from tests.support.site_folders import sample_site

pytestmark = pytest.mark.integration
SITE = with_open_hours(sample_site())
CALL = "fake-1-1"
CALL_BACK = f"{CALL}-cb"
NUMBER = "3001234567"
_OVERFLOWING = msgspec.structs.replace(SITE.queues["credito"], overflow=Overflow(nobody=OverflowTarget(call_back=True)))
CALLS_BACK = msgspec.structs.replace(SITE, queues={**SITE.queues, "credito": _OVERFLOWING})
LEASE_MS = 3_600_000


class Killed(BaseException):
    """Raised where the driver's process dies."""


class Fate:
    """Counts the moments at which a driver may die, and kills it at one of them."""

    def __init__(self, dies_at: int = 0) -> None:
        self.dies_at = dies_at
        self.moments = 0
        self.dying: Callable[[], None] = lambda: None

    def moment(self) -> None:
        """Kill the driver if this is its moment."""
        self.moments += 1
        if self.moments == self.dies_at:
            self.dying()
            raise Killed(f"at moment {self.moments}")


class Mortal:
    """A router or gateway as a driver sees it, where the driver may die before and after each of some calls."""

    def __init__(self, real: Any, fate: Fate, deadly: str) -> None:
        self._real, self._fate, self._deadly = real, fate, deadly

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self._real, name)
        return self._around(attribute) if name == self._deadly else attribute

    def _around(self, method: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def perilous(*args: Any) -> Any:
            self._fate.moment()
            answer = await method(*args)
            self._fate.moment()
            return answer

        return perilous


class DriverDeathRig:
    """One campaign, one fake gateway that outlives its drivers, and the call that is played on it."""

    def __init__(self, client: redis.Redis, site: Site, fate: Fate) -> None:
        self.redis = client
        self.site = site
        self.fate = fate
        self.router = CallRouter(client, site.campaign)
        self.gateway = FakeGateway("fake-1")
        fate.dying = self.gateway.disconnect_handler
        self.deaths = 0
        self._ids: Iterator[int] = count()
        self._mail_seen = "0"

    async def begin(self) -> None:
        """Prepare an empty campaign, two advisors who are ready, and a driver."""
        await self.redis.flushall()
        await self.router.install()
        await self.router.acquire_lease(self.gateway.name, LEASE_MS)
        for name in ("asesor1", "asesor2"):
            await self.router.ready(AdvisorPhone(id=name, address=f"sip:{name}@127.0.0.1", queues={"credito": 5}))
        await self._new_driver()

    async def _new_driver(self) -> None:
        driver = CallDriver(
            router=Mortal(self.router, self.fate, "commit"),
            gateway=Mortal(self.gateway, self.fate, "send"),
            sites=Sites(self.site, self._no_other_site),
            make_person=lambda number: make_person(number, bytes(range(32))),
            new_id=lambda: f"act-{next(self._ids)}",
            number_of=self._number_of,
        )
        self.driver = driver
        self._mail_seen = "0"
        await driver.resume()
        await self.gateway.start(driver.on_signal)

    async def _number_of(self, ref: str) -> str | None:
        return NUMBER

    async def _no_other_site(self, version: str) -> Site:
        raise AssertionError(f"no call has the site {version}")

    async def play(self, *happenings: Callable[[], Awaitable[Any]]) -> None:
        """Run steps one after another, each until a living driver has finished it."""
        for happening in happenings:
            await self._survives(happening)
            while not await self._survives(self._quiet):
                pass

    async def _survives(self, happening: Callable[[], Awaitable[Any]]) -> bool:
        with suppress(Killed):
            await happening()
            self._raise_hidden_death()
            return True
        self.deaths += 1
        self.gateway.failures.clear()
        await self._new_driver()
        return False

    def _raise_hidden_death(self) -> None:
        for failure in self.gateway.failures:
            if isinstance(failure, Killed):
                raise failure

    async def _quiet(self) -> None:
        """Read the mailbox and deliver each signal, until no more arrive."""
        while True:
            for _ in range(3):
                await asyncio.sleep(0)
            for call in (CALL, CALL_BACK):
                await self.gateway.wait_delivered(call)
            mail = await self.router.read_mailbox(self.gateway.name, self._mail_seen)
            if not mail and not self.gateway.undelivered(CALL) and not self.gateway.undelivered(CALL_BACK):
                return
            for entry_id, signal in mail:
                self._mail_seen = entry_id
                await self.driver.post(signal, entry_id)

    async def facts(self) -> list[AnyFact]:
        """Return the facts of the log so far."""
        entries = await self.redis.xrange(f"{{{self.site.campaign}}}:log")
        return [msgspec.json.decode(fields[b"fact"], type=AnyFact) for _, fields in entries]

    async def states(self) -> list[str]:
        """Return the states of the advisors."""
        return [await self.router.advisor_state(name) for name in ("asesor1", "asesor2")]


def answered(death_rig: DriverDeathRig) -> tuple[Callable[[], Awaitable[Any]], ...]:
    """Play notice and menu, press 1, let an advisor answer and the caller hang up."""
    gateway = death_rig.gateway
    return (
        lambda: gateway.dial_in("bogota", "3001234567"),
        lambda: gateway.finish_playing(CALL),
        lambda: gateway.finish_playing(CALL),
        lambda: gateway.press(CALL, "1"),
        lambda: gateway.phone_rings(CALL, "advisor-1"),
        lambda: gateway.finish_playing(CALL),
        lambda: gateway.phone_answers(CALL, "advisor-1"),
        lambda: gateway.hang_up(CALL, CALLER),
    )


def held_and_muted(death_rig: DriverDeathRig) -> tuple[Callable[[], Awaitable[Any]], ...]:
    """Let the advisor in talk mute, hold twice, retrieve, unmute, hold, and hang up."""

    def asks(action: AdvisorAction, request: str) -> Callable[[], Awaitable[Any]]:
        return lambda: death_rig.router.request_advisor_action(CALL, "asesor1", action, request)

    return (
        *answered(death_rig)[:7],
        asks("mute", "1"),
        asks("hold", "2"),
        asks("hold", "3"),
        asks("retrieve", "4"),
        asks("unmute", "5"),
        asks("hold", "6"),
        asks("hang_up", "7"),
    )


def answered_by_the_second(death_rig: DriverDeathRig) -> tuple[Callable[[], Awaitable[Any]], ...]:
    """Let the first advisor miss the call; the second answers and hangs up."""
    gateway = death_rig.gateway
    return (
        lambda: gateway.dial_in("bogota", "3001234567"),
        lambda: gateway.finish_playing(CALL),
        lambda: gateway.finish_playing(CALL),
        lambda: gateway.press(CALL, "1"),
        lambda: gateway.phone_fails(CALL, "advisor-1", "no_answer"),
        lambda: gateway.phone_answers(CALL, "advisor-2"),
        lambda: gateway.hang_up(CALL, "advisor-2"),
    )


def gone_before_the_bridge(death_rig: DriverDeathRig) -> tuple[Callable[[], Awaitable[Any]], ...]:
    """Let the first advisor answer and leave at once; the caller waits on, and the second one answers."""
    gateway = death_rig.gateway
    return (
        *answered(death_rig)[:4],
        lambda: gateway.phone_answers_and_leaves(CALL, "advisor-1"),
        lambda: gateway.phone_answers(CALL, "advisor-2"),
        lambda: gateway.hang_up(CALL, "advisor-2"),
    )


def abandoned_while_ringing(death_rig: DriverDeathRig) -> tuple[Callable[[], Awaitable[Any]], ...]:
    """Let the caller leave while the advisor's phone rings."""
    return (*answered(death_rig)[:5], lambda: death_rig.gateway.hang_up(CALL))


def informed(death_rig: DriverDeathRig) -> tuple[Callable[[], Awaitable[Any]], ...]:
    """Press a wrong key, hear an information, and hear the goodbye."""
    gateway = death_rig.gateway
    return (
        lambda: gateway.dial_in("bogota", "3001234567"),
        lambda: gateway.finish_playing(CALL),
        lambda: gateway.finish_playing(CALL),
        lambda: gateway.press(CALL, "7"),
        lambda: gateway.press(CALL, "3"),
        lambda: gateway.finish_playing(CALL),
        lambda: gateway.finish_playing(CALL),
    )


def asks(
    death_rig: DriverDeathRig, action: AdvisorAction, target: str = "", advisor: str = "asesor1"
) -> Callable[[], Awaitable[Any]]:
    """Return a step in which an advisor sends a request once."""
    return lambda: death_rig.router.request_advisor_action(CALL, advisor, action, f"{advisor}-{action}", target)


def handed_on(death_rig: DriverDeathRig) -> tuple[Callable[[], Awaitable[Any]], ...]:
    """Put the call on hold, and transfer it to one advisor, who answers and hangs up."""
    return (
        *answered(death_rig)[:7],
        asks(death_rig, "hold"),
        asks(death_rig, "transfer", "advisor:asesor2"),
        lambda: death_rig.gateway.phone_answers(CALL, "advisor-2"),
        lambda: death_rig.gateway.hang_up(CALL, "advisor-2"),
    )


def handed_over(death_rig: DriverDeathRig) -> tuple[Callable[[], Awaitable[Any]], ...]:
    """Consult the second advisor, and hand the call over."""
    return (
        *answered(death_rig)[:7],
        asks(death_rig, "consult", "advisor:asesor2"),
        lambda: death_rig.gateway.phone_answers(CALL, "advisor-2"),
        asks(death_rig, "hand_over"),
        lambda: death_rig.gateway.hang_up(CALL),
    )


def supervised(death_rig: DriverDeathRig) -> tuple[Callable[[], Awaitable[Any]], ...]:
    """Let a supervisor listen, whisper and join, and still be there when the caller hangs up."""

    def wants(action: SupervisorAction) -> Callable[[], Awaitable[Any]]:
        return lambda: death_rig.router.supervise(CALL, "jefa", action, f"jefa-{action}", "sip:jefa@127.0.0.1")

    def picks_up() -> Awaitable[Any]:
        [leg] = (leg for leg in death_rig.gateway.legs(CALL) if leg.startswith("supervisor-"))
        return death_rig.gateway.phone_answers(CALL, leg)

    return (
        *answered(death_rig)[:7],
        wants("listen"),
        picks_up,
        wants("whisper"),
        wants("barge"),
        lambda: death_rig.gateway.hang_up(CALL),
    )


def all_three(death_rig: DriverDeathRig) -> tuple[Callable[[], Awaitable[Any]], ...]:
    """Consult the second advisor, let all three talk, and let the first one hang up."""
    return (
        *answered(death_rig)[:7],
        asks(death_rig, "consult", "advisor:asesor2"),
        lambda: death_rig.gateway.phone_answers(CALL, "advisor-2"),
        asks(death_rig, "join"),
        lambda: death_rig.gateway.hang_up(CALL, "advisor-1"),
        lambda: death_rig.gateway.hang_up(CALL),
    )


def called_back(death_rig: DriverDeathRig) -> tuple[Callable[[], Awaitable[Any]], ...]:
    """Let the caller ask for a call-back with no advisor on duty, and be called back once one comes."""
    gateway = death_rig.gateway
    phone = AdvisorPhone(id="asesor1", address="sip:asesor1@127.0.0.1", queues={"credito": 5})
    return (
        lambda: death_rig.router.go_offline("asesor1"),
        lambda: death_rig.router.go_offline("asesor2"),
        lambda: gateway.dial_in("bogota", NUMBER),
        lambda: gateway.finish_playing(CALL),
        lambda: gateway.finish_playing(CALL),
        lambda: gateway.press(CALL, "1"),
        lambda: gateway.finish_playing(CALL),
        lambda: gateway.press(CALL, "1"),
        lambda: gateway.finish_playing(CALL),
        lambda: death_rig.router.ready(phone),
        lambda: gateway.phone_answers(CALL_BACK, "advisor-1"),
        lambda: gateway.finish_playing(CALL_BACK, "advisor-1"),
        lambda: gateway.phone_answers(CALL_BACK, CALLER),
        lambda: gateway.hang_up(CALL_BACK),
    )


SCRIPTS = {
    "answered": (answered, "answered", ["wrap_up", "available"]),
    "held_and_muted": (held_and_muted, "answered", ["wrap_up", "available"]),
    "answered_by_the_second": (answered_by_the_second, "answered", ["paused", "wrap_up"]),
    "gone_before_the_bridge": (gone_before_the_bridge, "answered", ["paused", "wrap_up"]),
    "abandoned_while_ringing": (abandoned_while_ringing, "abandoned_queue", ["available", "available"]),
    "handed_on": (handed_on, "answered", ["wrap_up", "wrap_up"]),
    "handed_over": (handed_over, "answered", ["wrap_up", "wrap_up"]),
    "supervised": (supervised, "answered", ["wrap_up", "available"]),
    "all_three": (all_three, "answered", ["wrap_up", "wrap_up"]),
    "called_back": (called_back, "callback", ["wrap_up", "offline"]),
    "informed": (informed, "self_served", ["available", "available"]),
}


async def played(client: redis.Redis, script: str, fate: Fate) -> DriverDeathRig:
    stage = DriverDeathRig(client, CALLS_BACK if script == "called_back" else SITE, fate)
    await stage.begin()
    await stage.play(*SCRIPTS[script][0](stage))
    return stage


@pytest.mark.parametrize("script", list(SCRIPTS))
async def test_a_driver_that_dies_at_any_moment_changes_nothing(valkey: redis.Redis, script: str) -> None:
    """A death before and after each commit and command leaves the same facts and outcome, each command done once."""
    unharmed = await played(valkey, script, Fate())
    expected = await unharmed.facts()
    _, outcome, states = SCRIPTS[script]
    assert [fact.outcome for fact in expected if isinstance(fact, CallEnded)] == [outcome]
    assert unharmed.deaths == 0
    for dies_at in range(1, unharmed.fate.moments + 1):
        stage = await played(valkey, script, Fate(dies_at))
        assert stage.deaths == 1, dies_at
        assert without_secrets(await stage.facts()) == without_secrets(expected), dies_at
        assert await stage.states() == states, dies_at
        assert stage.gateway.calls() == (), dies_at
        ids = [command.id for command in stage.gateway.executed_commands]
        assert len(ids) == len(set(ids)), dies_at
        dialled = sum(isinstance(command, Dial) for command in stage.gateway.executed_commands)
        assert dialled == sum(isinstance(fact, CallBackDialled) for fact in expected), dies_at


def without_secrets(facts: list[AnyFact]) -> list[AnyFact]:
    """Return the facts without the values that chance made."""
    return [
        msgspec.structs.replace(fact, caller_ref="", caller_commitment="") if isinstance(fact, CallIngressed) else fact
        for fact in facts
    ]


async def test_hold_and_mute_are_carried_out_once_each_and_written(valkey: redis.Redis) -> None:
    """In the script with hold and mute, each effective request has one fact and one command, in order."""
    stage = await played(valkey, "held_and_muted", Fate())
    talk = [type(fact).__name__ for fact in await stage.facts() if isinstance(fact, TalkFact)]
    assert talk == ["CallMuted", "CallHeld", "CallRetrieved", "CallUnmuted", "CallHeld"]
    commands = [command for command in stage.gateway.executed_commands if isinstance(command, Hold | Mute)]
    assert [
        (c.leg, c.held if isinstance(c, Hold) else c.muted) for c in commands
    ] == [("advisor-1", True), (CALLER, True), (CALLER, False), ("advisor-1", False), (CALLER, True)]  # fmt: skip


async def test_phone_without_bridge_has_not_answered(valkey: redis.Redis) -> None:
    """The log has one answer, the second advisor's, and the first one's offer as failed."""
    facts = await (await played(valkey, "gone_before_the_bridge", Fate())).facts()
    assert [fact.advisor for fact in facts if isinstance(fact, CallAnswered)] == ["asesor2"]
    ends = [(fact.advisor, fact.reason) for fact in facts if isinstance(fact, OfferEnded)]
    assert ends == [("asesor1", "failed")]


async def test_phone_that_hung_up_while_disconnected_was_not_bridged(valkey: redis.Redis) -> None:
    """The driver dies over the bridge and the advisor hangs up meanwhile: the next driver offers the call again."""
    stage = DriverDeathRig(valkey, SITE, Fate())
    await stage.begin()
    await stage.play(*answered(stage)[:4])
    stage.gateway.disconnect_handler()
    await stage.gateway.phone_answers(CALL, "advisor-1")
    await stage.driver.post(LegAnswered(call_id=CALL, leg="advisor-1"))
    await stage.gateway.hang_up(CALL, "advisor-1")
    stage.gateway.lose_signals()
    await stage._new_driver()
    assert not any(isinstance(fact, CallAnswered) for fact in await stage.facts())
    assert await stage.states() == ["paused", "offered"]


async def test_a_supervisors_leg_that_went_unheard_is_ended_by_the_next_driver(valkey: redis.Redis) -> None:
    """The supervisor hung up, or did not answer, while no driver ran: the log records it, and the talk goes on."""
    for script, result in ((supervised, "left"), (lambda stage: (*supervised(stage)[:8], None), "no_answer")):
        stage = DriverDeathRig(valkey, SITE, Fate())
        await stage.begin()
        await stage.play(*script(stage)[:-1])
        [leg] = (leg for leg in stage.gateway.legs(CALL) if leg.startswith("supervisor-"))
        stage.gateway.disconnect_handler()
        if result == "left":
            await stage.gateway.hang_up(CALL, leg)
        else:
            await stage.gateway.phone_fails(CALL, leg, "no_answer")
        stage.gateway.lose_signals()
        await stage._new_driver()
        assert [fact.result for fact in await stage.facts() if isinstance(fact, SupervisionEnded)] == [result]
        assert stage.gateway.audible_to(CALL).voices == {"advisor-1"}


async def test_call_lost_by_gateway_ends_at_next_driver_start(valkey: redis.Redis) -> None:
    """A call whose signals were lost, and which the gateway no longer holds, ends at the next driver's start."""
    stage = DriverDeathRig(valkey, SITE, Fate())
    await stage.begin()
    await stage.play(*answered(stage)[:7])
    assert any(isinstance(fact, CallAnswered) for fact in await stage.facts())
    stage.gateway.disconnect_handler()
    await stage.gateway.hang_up(CALL)
    stage.gateway.lose_signals()
    for leg in list(stage.gateway.legs(CALL)):
        await stage.gateway.hang_up(CALL, leg)
    stage.gateway.lose_signals()
    await stage._new_driver()
    ends = [fact for fact in await stage.facts() if isinstance(fact, CallEnded)]
    assert [end.outcome for end in ends] == ["answered"]
