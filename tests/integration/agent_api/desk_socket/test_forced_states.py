"""States of advisors set by another user: at once or after the call, with that user as the actor of the fact."""

import dataclasses
from collections.abc import AsyncIterator

import msgspec
import pytest
import pytest_asyncio

from config.site.samples import SampleAdvisor
from eventlog.facts import AdvisorStateChanged, AdvisorWished, Envelope
from tests.support.api.api_rig import ApiRig
from tests.support.desks.advisor_desk import AdvisorDesk

pytestmark = pytest.mark.integration
PAUSE = {"state": "paused", "reason": "reunion"}


@pytest_asyncio.fixture
async def desk(rig: ApiRig) -> AsyncIterator[AdvisorDesk]:
    """Prepare advisors, all with a registered phone except ``mudo`` and with a queue except ``nuevo``."""

    async def phone_of(advisor: str) -> str | None:
        return None if advisor == "mudo" else f"sip:{advisor}@127.0.0.1"

    context = rig.app.state.context
    seats = tuple(SampleAdvisor(id=each, name=each.title(), queues={"credito": 5}) for each in ("ana", "mudo"))
    site = msgspec.structs.replace(context.site, sample_advisors=seats)
    rig.app.state.context = dataclasses.replace(context, site=site, find_phone_address=phone_of)
    desk = AdvisorDesk(rig)
    for advisor in ("ana", "mudo", "nuevo"):
        await desk.ask(advisor, "GET", "/me")  # make them users
    yield desk


async def forced(desk: AdvisorDesk, advisor: str, user: str = "supervisor:jefa", **wish: str) -> tuple[int, str]:
    """Set an advisor's state; return the status, and the new state or the refusal."""
    answer = await desk.ask(user, "PUT", f"/advisors/{advisor}/presence", json=wish)
    body = answer.json()
    return answer.status_code, body.get("state") or body["code"]


async def last(desk: AdvisorDesk) -> Envelope:
    """Return the last fact."""
    return (await desk.campaign_rig.log())[-1]


async def test_supervisor_sets_advisor_state_as_actor(desk: AdvisorDesk) -> None:
    """Available, paused and off duty have the supervisor as their actor."""
    for wish, state, reason in (
        ({"state": "available"}, "available", ""),
        (PAUSE, "paused", "reunion"),
        ({"state": "offline"}, "offline", ""),
    ):
        assert await forced(desk, "ana", **wish) == (200, state)
        envelope = await last(desk)
        assert isinstance(envelope.fact, AdvisorStateChanged)
        assert (envelope.actor, envelope.fact.advisor, envelope.fact.state, envelope.fact.reason) == (
            "user:jefa",
            "ana",
            state,
            reason,
        )


async def test_during_a_call_it_takes_effect_after_it(desk: AdvisorDesk) -> None:
    """The talk goes on, and the pause follows the wrap-up."""
    await desk.talk("c1", "ana")
    assert await forced(desk, "ana", **PAUSE) == (200, "talking")
    wished = await last(desk)
    assert (wished.actor, wished.fact) == (
        "user:jefa",
        AdvisorWished(advisor="ana", wish="paused", reason="reunion"),
    )
    await desk.hang_up("c1")
    await desk.campaign_rig.router.complete("ana")
    assert await desk.campaign_rig.router.advisor_state("ana") == "paused"


async def test_history_of_call_tells_reason_of_pause_only_to_supervisors(desk: AdvisorDesk) -> None:
    """A pause that follows a missed call is in its history; quality reads the state, and not why."""
    await desk.ring("c1", "ana")
    assert await forced(desk, "ana", **PAUSE) == (200, "offered")
    await desk.campaign_rig.decline("c1")
    await desk.rig.record()
    for reader, reason in (("supervisor:jefa", "reunion"), ("calidad:lee", None)):
        story = (await desk.ask(reader, "GET", "/calls/c1")).json()["timeline"]
        last = [each["fact"] for each in story if each["fact"]["type"] == "AdvisorStateChanged"][-1]
        assert (last["state"], last.get("reason")) == ("paused", reason)


@pytest.mark.parametrize(
    ("user", "advisor", "wish", "refused"),
    [
        ("supervisor:jefa", "nadie", PAUSE, (404, "not_found")),
        ("supervisor:jefa", "jefa", PAUSE, (404, "not_found")),
        ("supervisor:jefa", "mudo", {"state": "available"}, (409, "phone_not_registered")),
        ("supervisor:jefa", "nuevo", {"state": "available"}, (409, "no_queues")),
        ("supervisor:jefa", "ana", {"state": "paused", "reason": "siesta"}, (400, "pause_reason_unknown")),
        ("supervisor:jefa", "ana", {"state": "paused", "reason": "no_answer"}, (400, "pause_reason_unknown")),
        ("supervisor:jefa", "ana", {"state": "talking"}, (422, "malformed_body")),
        ("beto", "ana", PAUSE, (403, "forbidden")),
        ("calidad:ojo", "ana", PAUSE, (403, "forbidden")),
    ],
)
async def test_invalid_presence_request_changes_nothing(
    desk: AdvisorDesk, user: str, advisor: str, wish: dict[str, str], refused: tuple[int, str]
) -> None:
    """Unknown advisor, no phone, no queue, unknown reason, no permission: nothing changes."""
    before = await desk.campaign_rig.fact_count()
    assert await forced(desk, advisor, user, **wish) == refused
    assert await desk.campaign_rig.fact_count() == before


async def test_a_coordinator_may_too(desk: AdvisorDesk) -> None:
    """A coordinator has the same permission as a supervisor."""
    assert await forced(desk, "ana", "coordinador:coco", **PAUSE) == (200, "paused")
