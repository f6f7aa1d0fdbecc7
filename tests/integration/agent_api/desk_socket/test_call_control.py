"""An advisor's requests in a call and after it, over real servers."""

from contextlib import AsyncExitStack

import pytest

from call_router.acts import Act, CallCard
from call_router.routing import AnswerOffer, Receive
from call_router.signals import AdvisorAsked
from calls.keys_cipher import decrypt_keys
from eventlog.facts import CallAnswered, CallQueued, CallReceived
from telephony.port import ABILITIES
from tests.integration.agent_api.desk_socket.test_supervision import change_context
from tests.support.api.live_desk import LiveDesk
from tests.support.facts.call_logs import SEALER
from tests.support.router.campaign_rig import (
    GATEWAY,
    LINE,
    QUEUE,
    RING_MS,
    START_MS,
    THRESHOLD_MS,
    WRAP_UP_MS,
    CampaignRig,
)

pytestmark = pytest.mark.integration
FROM_CALI = CallCard(line=LINE, received_from="cali")
CARD = CallCard(line="nacional", caller_ref="r", menu="nacional", choices=())


TRANSFERS: tuple[tuple[str, str, tuple[int, str]], ...] = (
    ("transfer", "queue:pagos", (202, "")),
    ("consult", "advisor:beto", (202, "")),
    ("take_back", "", (202, "")),
    ("join", "", (409, "not_consulting")),
    ("hand_over", "", (409, "not_consulting")),
    ("transfer", "campaign:cali/vida", (202, "")),
    ("transfer", "", (400, "target_missing")),
    ("hold", "queue:pagos", (400, "target_unwanted")),
    ("transfer", "queue:nada", (400, "target_unknown")),
    ("transfer", "campaign:cali/nada", (400, "target_unknown")),
    ("transfer", "campaign:sur/pagos", (400, "target_unknown")),
    ("transfer", "campaign:norte/pagos", (400, "target_unknown")),
    ("transfer", "campaign:cali", (400, "target_unknown")),
    ("consult", "campaign:cali/vida", (400, "target_unknown")),
    ("transfer", "pagos", (400, "target_unknown")),
    ("transfer", "advisor:ana", (400, "target_unknown")),
    ("consult", "queue:pagos", (400, "target_unknown")),
    ("transfer", "advisor:carla", (409, "advisor_not_available")),
    ("transfer", "advisor:nadie", (409, "advisor_not_available")),
)
"""Request, target, and answer."""


async def test_an_advisor_asks_in_their_own_call_and_ends_their_wrap_up(desk: LiveDesk) -> None:
    """Only the advisor who talks in a call may send requests in it; others are refused by name."""
    rig, client = desk.rig.campaign_rig, desk.rig.client
    app_client = type(client)(base_url=f"http://127.0.0.1:{desk.port}")

    async def post(path: str, user: str, body: object = None) -> tuple[int, str]:
        answer = await app_client.post(f"/api/v1{path}", json=body, headers=desk.auth_header(user))
        return answer.status_code, answer.json().get("code", "") if answer.content else ""

    await rig.ready("ana")
    await rig.open("c1", card=CARD)
    await rig.enqueue("c1")
    await rig.answer("c1", "ana")
    hold = {"action": "hold"}
    assert await post("/calls/c1/control", "ana", hold) == (202, "")
    assert await post("/calls/c1/control", "beto", hold) == (409, "not_talking")
    assert await post("/calls/c1/control", "jefa", hold) == (403, "forbidden")
    assert await post("/calls/c1/control", "nadie", hold) == (401, "session_required")
    assert await post("/calls/c1/control", "ana", {"action": "sing"}) == (422, "malformed_body")
    assert await post("/me/wrap-up/end", "ana") == (204, "")
    assert await rig.router.advisor_state("ana") == "talking"
    await rig.end("c1", "answered")
    assert await post("/me/wrap-up/end", "ana") == (204, "")
    assert await post("/me/wrap-up/end", "ana") == (204, "")
    assert await rig.router.advisor_state("ana") == "available"
    await app_client.aclose()


async def test_call_is_transferred_to_queue_or_available_advisor(desk: LiveDesk) -> None:
    """The gateway gets the target; a missing, superfluous, unknown or busy one is refused by name."""
    rig, client = desk.rig.campaign_rig, desk.rig.client
    app_client = type(client)(base_url=f"http://127.0.0.1:{desk.port}", headers=desk.auth_header("ana"))
    await rig.ready("ana")
    await rig.open("c1", card=CARD)
    await rig.enqueue("c1")
    await rig.answer("c1", "ana")
    await rig.ready("beto", "pagos")
    await rig.router.pause("carla", "almuerzo")
    before = len(await rig.mailbox())
    for action, target, answered in TRANSFERS:
        wish = {"action": action, "target": target} if target else {"action": action}
        answer = await app_client.post("/api/v1/calls/c1/control", json=wish)
        assert (answer.status_code, answer.json().get("code", "")) == answered, wish
    requests = [(signal.action, signal.target) for signal in (await rig.mailbox())[before:]]  # type: ignore[union-attr]
    assert requests == [
        ("transfer", "queue:pagos"),
        ("consult", "advisor:beto"),
        ("take_back", ""),
        ("transfer", "campaign:cali/vida"),
    ]
    await app_client.aclose()


async def test_keys_reach_the_gateway_encrypted(desk: LiveDesk) -> None:
    """The mailbox has their number and their encrypted form; anything but keys is refused, and so is Twilio."""
    rig = desk.rig.campaign_rig
    await rig.ready("ana")
    await rig.open("c1", card=CARD)
    await rig.enqueue("c1")
    await rig.answer("c1", "ana")
    before = len(await rig.mailbox())

    async def send(body: object) -> tuple[int, str]:
        answer = await desk.rig.client.post("/api/v1/calls/c1/control", json=body, headers=desk.auth_header("ana"))
        return answer.status_code, answer.json().get("code", "")

    assert await send({"action": "send_keys", "keys": "12#*"}) == (202, "")
    assert await send({"action": "send_keys"}) == (400, "keys_mismatch")
    assert await send({"action": "hold", "keys": "1"}) == (400, "keys_mismatch")
    for keys in ("a", "1 2", "1" * 33):
        assert await send({"action": "send_keys", "keys": keys}) == (422, "malformed_body")
    change_context(desk.rig, supported_commands=ABILITIES["twilio"])
    assert await send({"action": "send_keys", "keys": "1"}) == (409, "unsupported_command")
    [request] = (await rig.mailbox())[before:]
    assert isinstance(request, AdvisorAsked)
    assert request.target.startswith("4:")
    assert "12#*" not in request.target
    assert decrypt_keys(request.target, "c1", SEALER) == "12#*"
    assert decrypt_keys(request.target, "c2", SEALER) is None


@pytest.mark.parametrize("watched", [True, False])
async def test_advisor_sees_transfer_targets(desk: LiveDesk, watched: bool) -> None:
    """The list has each queue with its free advisors, and the other advisors on duty, available ones first."""
    rig, client = desk.rig.campaign_rig, desk.rig.client
    app_client = type(client)(base_url=f"http://127.0.0.1:{desk.port}", headers=desk.auth_header("ana"))
    await rig.ready("ana")
    await rig.ready("beto", "pagos")
    await rig.router.pause("alba", "almuerzo")
    await rig.ready("carla")
    await rig.router.go_offline("carla")
    await rig.arrive("c1", "quejas")
    async with AsyncExitStack() as stack:
        if watched:
            board = await stack.enter_async_context(desk.client("jefa"))
            await board.receive()
        answer = (await app_client.get("/api/v1/transfer-targets")).json()
    queues = {each["id"]: (each["waiting"], each["available"]) for each in answer["queues"]}
    assert queues == {
        **dict.fromkeys(desk.rig.site.queues, (0, 0)),
        "pagos": (0, 1),
        "quejas": (1, 0),
    }
    assert [(each["id"], each["state"]) for each in answer["advisors"]] == [("beto", "available"), ("alba", "paused")]
    assert answer["advisors"][0]["name"] == "Beto Rojas"
    assert answer["campaigns"] == [
        {
            "id": "cali",
            "name": "Regional Cali",
            "queues": [{"id": "pagos", "name": "Pagos"}, {"id": "vida", "name": "Vida"}],
        }
    ]
    await app_client.aclose()


@pytest.mark.parametrize("watched", [True, False])
async def test_call_from_another_campaign_shows_its_origin(desk: LiveDesk, watched: bool) -> None:
    """The card has that campaign's name and the start of the wait; the call can go anywhere from here but back."""
    rig, client = desk.rig.campaign_rig, desk.rig.client
    app_client = type(client)(base_url=f"http://127.0.0.1:{desk.port}", headers=desk.auth_header("ana"))
    await rig.set_time(60_000)
    await rig.ready("ana")
    await rig.commit(received(rig, "c1", first_ms=0), "cali/c1/9")
    picked_up = CallAnswered(line=LINE, queue=QUEUE, advisor="ana", offer=1)
    await rig.commit(rig.act("c1", picked_up, routing=AnswerOffer(offer=1), card=FROM_CALI))
    async with AsyncExitStack() as stack:
        if watched:
            own = await stack.enter_async_context(desk.client("ana"))
            entity = (await own.receive())["entities"]["call"]["c1"]
            assert (entity["received_from"], entity["received_from_name"]) == ("cali", "Regional Cali")
            assert entity["first_at"] < entity["queued_at"]
        wish = {"action": "transfer", "target": "campaign:cali/vida"}
        answer = await app_client.post("/api/v1/calls/c1/control", json=wish)
        assert (answer.status_code, answer.json()["code"]) == (409, "came_from_there")
        assert "«Regional Cali»" in answer.json()["detail"]
        answer = await app_client.post("/api/v1/calls/c1/control", json={**wish, "target": "queue:pagos"})
        assert answer.status_code == 202
    await app_client.aclose()


def received(rig: CampaignRig, call: str, first_ms: int) -> Act:
    """Return the act by which a call arrives from another campaign, whose caller has waited since then."""
    arrival = CallReceived(
        line=LINE,
        gateway=GATEWAY,
        campaign_from="cali",
        first_arrival_ms=START_MS + first_ms,
        caller_ref="",
        caller_commitment="",
    )
    queued = CallQueued(line=LINE, queue=QUEUE, reason="received", threshold_ms=THRESHOLD_MS)
    routing = Receive(
        line=LINE,
        queue=QUEUE,
        threshold_ms=THRESHOLD_MS,
        ring_ms=RING_MS,
        wrap_up_ms=WRAP_UP_MS,
        first_at_ms=START_MS + first_ms,
    )
    return rig.act(call, arrival, queued, routing=routing, expects=0, card=FROM_CALI)
