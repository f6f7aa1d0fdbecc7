"""The shift of the sample advisors on a real router: they pause, return, and give way to a person."""

import random

import pytest
import pytest_asyncio
import redis.asyncio as redis

from agent_api.roster.domain.merge import seeded_queues
from atencion.demo.processes.advisors import PhoneOf, Shift, Typify
from atencion.phones.sample_phones import sample_phone_of, save_phones
from call_router.acts import AdvisorPhone
from call_router.service import CallRouter
from config.schema.short_forms import Levels
from tests.support.router.campaign_rig import CampaignRig
from tests.support.site_folders import sample_site

pytestmark = pytest.mark.integration
SITE = sample_site()
HALF_AN_HOUR_S = 1800


class SignedIn:
    """Set of the persons who are signed in now."""

    def __init__(self) -> None:
        self.people: frozenset[str] = frozenset()

    async def __call__(self) -> frozenset[str]:
        """Return the persons."""
        return self.people


async def no_persons() -> frozenset[str]:
    """Return the persons for a floor where none is signed in."""
    return frozenset()


@pytest_asyncio.fixture
async def router(valkey: redis.Redis) -> CallRouter:
    """Return the router of an empty campaign."""
    router = CallRouter(valkey, SITE.campaign)
    await router.install()
    return router


async def nowhere(_: str) -> str | None:
    """Return no phone for any advisor."""
    return None


async def seeded_levels(advisor: str) -> Levels:
    """Return the queues of the site, as a roster without changes has them."""
    return seeded_queues(SITE, advisor)


async def ignore(advisor: str, call_id: str) -> None:
    """Record nothing."""


def shift_of(
    router: CallRouter,
    signed_in: SignedIn | None = None,
    *,
    steady: bool = False,
    phone_of: PhoneOf = nowhere,
    typify: Typify = ignore,
    seed: int = 3,
) -> Shift:
    """Return a shift with a fixed random seed."""
    shift = Shift(
        router,
        SITE.sample_advisors,
        tuple(SITE.pauses),
        chance=random.Random(seed).random,
        steady=steady,
        signed_in_advisors=signed_in or no_persons,
        phone_of=phone_of,
        levels_of=seeded_levels,
        typify=typify,
    )
    for each in shift.team:
        each.phone = AdvisorPhone(id=each.id, address=f"sip:{each.id}@127.0.0.1:9", queues=each.sample.queues)
    return shift


async def test_each_queue_has_available_advisor_despite_pauses(router: CallRouter) -> None:
    """In half an hour each advisor pauses several times, and each queue has an available advisor all the time."""
    shift = shift_of(router)
    rested = dict.fromkeys((each.id for each in shift.team), 0)
    for now_s in range(HALF_AN_HOUR_S):
        await shift.update(float(now_s))
        available = [each for each in shift.team if await router.advisor_state(each.id) == "available"]
        assert {queue for each in available for queue in each.sample.queues} == set(SITE.queues)
        for each in shift.team:
            rested[each.id] += each not in available
    assert all(0 < seconds < HALF_AN_HOUR_S / 2 for seconds in rested.values())


async def test_a_rest_that_was_cut_short_does_not_begin_again(router: CallRouter) -> None:
    """A pause ends when a queue has no other advisor, and the advisor then works for a while before the next pause."""
    signed_in = SignedIn()
    shift = shift_of(router, signed_in)
    now_s = 0.0
    while not (resting := [each for each in shift.team if each.state == "paused"]):
        now_s += 1.0
        await shift.update(now_s)
    signed_in.people = frozenset(each.id for each in shift.team) - {resting[0].id}
    await shift.update(now_s + 1.0)
    signed_in.people = frozenset()
    for later_s in range(2, 60):
        assert await router.advisor_state(resting[0].id) == "available"
        await shift.update(now_s + later_s)


async def test_steady_advisors_never_rest(router: CallRouter) -> None:
    """Steady advisors come, stay, and return at the next update from a pause that another user set."""
    shift = shift_of(router, steady=True)
    for now_s in range(HALF_AN_HOUR_S // 10):
        await shift.update(now_s * 10.0)
        assert [await router.advisor_state(each.id) for each in shift.team] == ["available"] * 3
    await router.pause("asesor1", "no_answer")
    await shift.update(float(HALF_AN_HOUR_S))
    assert await router.advisor_state("asesor1") == "available"


@pytest.mark.parametrize("steady", [True, False])
async def test_a_person_decides_alone(router: CallRouter, steady: bool) -> None:
    """A person stays paused or off duty as they chose, answers late, and is replaced after they sign out."""
    signed_in = SignedIn()
    shift = shift_of(router, signed_in, steady=steady)
    await shift.update(0.0)
    signed_in.people = frozenset({"asesor1"})
    for chosen in ("paused", "offline"):
        await (router.pause("asesor1", "almuerzo") if chosen == "paused" else router.go_offline("asesor1"))
        for now_s in range(1, 600):
            await shift.update(float(now_s))
            assert await router.advisor_state("asesor1") == chosen
    assert [shift.behaviour(each).ringing_s >= 6.0 for each in shift.team] == [True, False, False]
    signed_in.people = frozenset()
    await shift.update(601.0)
    assert await router.advisor_state("asesor1") == "available"


async def test_a_person_is_rung_where_their_phone_is_now(router: CallRouter) -> None:
    """The shift corrects the phone of an available advisor, also one left by an earlier demo, and not of a paused one.

    An advisor who becomes available later has named their phone, and the shift keeps it.
    """
    signed_in, places = SignedIn(), {"asesor1": "sip:asesor1@127.0.0.1:7", "asesor2": "sip:asesor2@127.0.0.1:7"}

    async def phone_of(advisor: str) -> str | None:
        return places.get(advisor)

    async def rung_at(advisor: str) -> str:
        address: bytes = (await router._read_row("advisor", advisor))["address"]
        return address.decode()

    signed_in.people = frozenset(places)
    for advisor in places:
        await router.ready(AdvisorPhone(id=advisor, address="sip:old@127.0.0.1:5", queues={"general": 5}))
    await router.pause("asesor2", "almuerzo")
    shift = shift_of(router, signed_in, phone_of=phone_of)
    await shift.update(0.0)
    assert await rung_at("asesor1") == "sip:asesor1@127.0.0.1:7"
    places["asesor1"] = "sip:asesor1@registered"
    await shift.update(1.0)
    assert await rung_at("asesor1") == "sip:asesor1@registered"
    assert await router.advisor_state("asesor2") == "paused"
    await router.ready(AdvisorPhone(id="asesor2", address="sip:said@127.0.0.1:3", queues={"general": 5}))
    await shift.update(2.0)
    assert await rung_at("asesor2") == "sip:said@127.0.0.1:3"


async def test_a_phone_rings_as_soon_as_it_is_registered(router: CallRouter) -> None:
    """A sample advisor is rung at the phone that a person registers, also after that person signs in."""
    signed_in, places = SignedIn(), dict[str, str]()

    async def phone_of(advisor: str) -> str | None:
        return places.get(advisor)

    async def rung_at(advisor: str) -> bytes:
        return bytes((await router._read_row("advisor", advisor))["address"])

    shift = shift_of(router, signed_in, steady=True, phone_of=phone_of)
    await shift.update(0.0)
    assert await rung_at("asesor1") == b"sip:asesor1@127.0.0.1:9"
    places["asesor1"] = "sip:asesor1@registered"
    await shift.update(1.0)
    assert await rung_at("asesor1") == b"sip:asesor1@registered"
    places["asesor2"] = "sip:asesor2@registered"
    signed_in.people = frozenset({"asesor1", "asesor2"})
    await shift.update(2.0)
    assert (await rung_at("asesor1"), await rung_at("asesor2")) == (
        b"sip:asesor1@registered",
        b"sip:asesor2@registered",
    )


async def test_a_call_is_typified_once_before_the_next_one(valkey: redis.Redis) -> None:
    """The advisor records what the call was about in its wrap-up; an advisor who never had a call records nothing."""
    rig, recorded = CampaignRig(valkey, SITE.campaign), list[tuple[str, str]]()

    async def typify(advisor: str, call_id: str) -> None:
        assert await rig.router.advisor_state(advisor) == "wrap_up"
        recorded.append((advisor, call_id))

    await rig.begin()
    shift = shift_of(rig.router, typify=typify, seed=28)  # with seed 3 this call is one of the few that are left
    await shift.update(0.0)
    await rig.arrive("c1", "credito")
    (advisor,) = [name for name, state in (await rig.states()).items() if state == "offered"]
    await rig.answer("c1", advisor, queue="credito")
    await rig.end("c1", "answered")
    for now_s in range(1, 30):
        await shift.update(float(now_s))
    assert recorded == [(advisor, "c1")]


async def test_sample_phones_are_found_while_they_are_there(valkey: redis.Redis) -> None:
    """A sample phone is found by the advisor's id, not for other users, and not after it is closed."""
    await save_phones(valkey, "icetex", {"asesor1": "sip:asesor1@127.0.0.1:9"})
    assert await sample_phone_of(valkey, "icetex", "asesor1") == "sip:asesor1@127.0.0.1:9"
    assert await sample_phone_of(valkey, "icetex", "asesor2") is None
    await save_phones(valkey, "icetex", {})
    assert await sample_phone_of(valkey, "icetex", "asesor1") is None
