"""What an advisor asks for in a call and after it, over real servers."""

from contextlib import AsyncExitStack

import pytest

from call_router.acts import CallCard
from tests.integration.agent_api.live import LiveDesk

pytestmark = pytest.mark.integration
CARD = CallCard(line="nacional", caller_ref="r", menu="nacional", choices=())


async def test_an_advisor_asks_in_their_own_call_and_ends_their_wrap_up(desk: LiveDesk) -> None:
    """Only who talks in a call is heard in it; the rest is refused by name."""
    world, client = desk.office.world, desk.office.client
    app_client = type(client)(base_url=f"http://127.0.0.1:{desk.port}")

    async def post(path: str, user: str, body: object = None) -> tuple[int, str]:
        answer = await app_client.post(f"/api/v1{path}", json=body, headers=desk.known(user))
        return answer.status_code, answer.json().get("code", "") if answer.content else ""

    await world.ready("ana")
    await world.open("c1", card=CARD)
    await world.enqueue("c1")
    await world.answer("c1", "ana")
    hold = {"action": "hold"}
    assert await post("/calls/c1/control", "ana", hold) == (202, "")
    assert await post("/calls/c1/control", "beto", hold) == (409, "not_talking")
    assert await post("/calls/c1/control", "jefa", hold) == (403, "forbidden")
    assert await post("/calls/c1/control", "nadie", hold) == (401, "session_required")
    assert await post("/calls/c1/control", "ana", {"action": "sing"}) == (422, "malformed_body")
    assert await post("/me/wrap-up/end", "ana") == (204, "")
    assert await world.router.state_of("ana") == "talking"
    await world.end("c1", "answered")
    assert await post("/me/wrap-up/end", "ana") == (204, "")
    assert await post("/me/wrap-up/end", "ana") == (204, "")
    assert await world.router.state_of("ana") == "available"
    await app_client.aclose()


async def test_a_call_is_handed_to_a_queue_or_to_an_advisor_who_is_available(desk: LiveDesk) -> None:
    """The gateway is told whither; a target that is missing, unwanted, unknown or busy is refused by name."""
    world, client = desk.office.world, desk.office.client
    app_client = type(client)(base_url=f"http://127.0.0.1:{desk.port}", headers=desk.known("ana"))
    await world.ready("ana")
    await world.open("c1", card=CARD)
    await world.enqueue("c1")
    await world.answer("c1", "ana")
    await world.ready("beto", "pagos")
    await world.router.pause("carla", "almuerzo")
    before = len(await world.mail())
    for action, target, answered in (
        ("transfer", "queue:pagos", (202, "")),
        ("consult", "advisor:beto", (202, "")),
        ("take_back", "", (202, "")),
        ("transfer", "", (400, "target_missing")),
        ("hold", "queue:pagos", (400, "target_unwanted")),
        ("transfer", "queue:nada", (400, "target_unknown")),
        ("transfer", "pagos", (400, "target_unknown")),
        ("transfer", "advisor:ana", (400, "target_unknown")),
        ("consult", "queue:pagos", (400, "target_unknown")),
        ("transfer", "advisor:carla", (409, "advisor_not_available")),
        ("transfer", "advisor:nadie", (409, "advisor_not_available")),
    ):
        wish = {"action": action, "target": target} if target else {"action": action}
        answer = await app_client.post("/api/v1/calls/c1/control", json=wish)
        assert (answer.status_code, answer.json().get("code", "")) == answered, wish
    told = [(signal.action, signal.target) for signal in (await world.mail())[before:]]  # type: ignore[union-attr]
    assert told == [("transfer", "queue:pagos"), ("consult", "advisor:beto"), ("take_back", "")]
    await app_client.aclose()


@pytest.mark.parametrize("watched", [True, False])
async def test_an_advisor_sees_whither_a_call_may_go(desk: LiveDesk, watched: bool) -> None:
    """Every queue with who is free in it, and who is on duty, those available first; not oneself, nor who went home."""
    world, client = desk.office.world, desk.office.client
    app_client = type(client)(base_url=f"http://127.0.0.1:{desk.port}", headers=desk.known("ana"))
    await world.ready("ana")
    await world.ready("beto", "pagos")
    await world.router.pause("alba", "almuerzo")
    await world.ready("carla")
    await world.router.leave("carla")
    await world.arrive("c1", "quejas")
    async with AsyncExitStack() as stack:
        if watched:
            board = await stack.enter_async_context(desk.client("jefa"))
            await board.hear()
        told = (await app_client.get("/api/v1/transfer-targets")).json()
    queues = {each["id"]: (each["waiting"], each["available"]) for each in told["queues"]}
    assert queues == {
        **dict.fromkeys(desk.office.site.queues, (0, 0)),
        "pagos": (0, 1),
        "quejas": (1, 0),
    }
    assert [(each["id"], each["state"]) for each in told["advisors"]] == [("beto", "available"), ("alba", "paused")]
    assert told["advisors"][0]["name"] == "Beto Rojas"
    await app_client.aclose()
