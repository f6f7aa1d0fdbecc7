"""The desk's WebSocket over real servers: what is told, to whom, and how it goes on after a break."""

import asyncio
import json
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
import uvicorn
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from agent_api.access import sessions, users
from agent_api.app import create_app
from agent_api.desk import protocol
from agent_api.desk.entities import PopSeen
from call_router.acts import CallCard
from storage.engine import unit_of_work
from tests.integration.agent_api.conftest import Office
from tests.integration.call_router.world import CAMPAIGN, QUEUE
from tests.logs import SEALER

pytestmark = pytest.mark.integration
CARD = CallCard(line="nacional", caller_ref="r", menu="nacional", choices=())
PATIENCE_S = 15


PEOPLE = {"ana": "asesor", "beto": "asesor", "jefa": "supervisor", "otro": "funcionario"}


@dataclass
class Client:
    """A client as the protocol asks for: it puts and drops, and keeps every message."""

    socket: ClientConnection
    messages: list[dict[str, Any]] = field(default_factory=list)
    entities: dict[str, dict[str, Any]] = field(default_factory=dict)
    seq: str = ""

    async def hear(self) -> dict[str, Any]:
        """The next message, taken in."""
        async with asyncio.timeout(PATIENCE_S):
            message = json.loads(await self.socket.recv())
        self.messages.append(message)
        self.seq = message.get("seq", self.seq)
        if message["type"] == "snapshot":
            self.entities = message["entities"]
        for each in message.get("put", ()):
            self.entities[each["kind"]][each["id"]] = each["value"]
        for each in message.get("drop", ()):
            self.entities[each["kind"]].pop(each["id"], None)
        return message

    async def until(self, seq: str) -> None:
        """Hear everything up to a fact."""
        while int(self.seq.partition("-")[2]) < int(seq.partition("-")[2]):
            await self.hear()

    async def closed(self) -> tuple[dict[str, Any], int]:
        """The last message, and the code of the close."""
        with suppress(ConnectionClosed):
            while True:
                await self.hear()
        return self.messages[-1], self.socket.close_code or 0


@dataclass
class Desk:
    """The API on a port of its own, with people who are known by their name."""

    office: Office
    port: int
    app: Any
    tokens: dict[str, str]

    def known(self, user: str) -> dict[str, str]:
        """The header by which a user is known; somebody without a session brings another."""
        return {"Authorization": f"Bearer {self.tokens.get(user, 'nada')}"}

    @asynccontextmanager
    async def client(self, user: str, after: str = "", **headers: str) -> AsyncIterator[Client]:
        """A connected client."""
        query = f"?after={after}" if after else ""
        sent = {**self.known(user), **headers}
        url = f"ws://127.0.0.1:{self.port}/api/v1/desk{query}"
        async with connect(url, additional_headers=sent, max_size=None) as socket:
            yield Client(socket)

    async def last(self) -> str:
        """The id of the last fact."""
        return (await self.office.world.log())[-1].id


@pytest_asyncio.fixture
async def desk(office: Office) -> AsyncIterator[Desk]:
    """A desk over an empty campaign."""
    tokens = {}
    async with unit_of_work(office.engine) as connection:
        for user, role in PEOPLE.items():
            name, today = f"{user.title()} Rojas", office.now.date()
            await users.add(connection, SEALER, user, full_name=name, password_hash="", now=office.now)
            await users.grant(connection, user, role, CAMPAIGN, begins=today - timedelta(days=1))
            tokens[user], _ = await sessions.begin(connection, user, office.now)

    async def pop(call_id: str, card: CallCard, advisor: str, now: datetime) -> PopSeen:
        return PopSeen(
            call=call_id, script=["Buenos días."], number_masked="•••• 0000", possible_customer=None, open_tickets=0
        )

    app = create_app(office.deps(), pop=pop)
    config = uvicorn.Config(app, port=0, log_config=None, ws="websockets-sansio", lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve())
    async with asyncio.timeout(PATIENCE_S):
        while not server.started:  # noqa: ASYNC110 - uvicorn tells nobody
            await asyncio.sleep(0.01)
    yield Desk(office, server.servers[0].sockets[0].getsockname()[1], app, tokens)
    await app.state.watch.close()
    server.should_exit = True
    await serving


def entities(view: Client) -> dict[str, dict[str, Any]]:
    """What a client knows, but for levels, which no fact brings."""
    return {kind: known for kind, known in view.entities.items() if kind != "level"}


async def test_a_board_sees_a_call_go_by(desk: Desk) -> None:
    """From its arrival to the end of the wrap-up, with whole entities that are those of a fresh snapshot."""
    world = desk.office.world
    await world.ready("ana")
    async with desk.client("jefa") as board:
        first = await board.hear()
        assert first["type"] == "snapshot"
        assert first["me"]["user"] == "jefa"
        assert first["entities"]["advisor"]["ana"]["state"] == "available"
        assert first["entities"]["advisor"]["ana"]["name"] == "Ana Rojas"
        await world.open("c1", card=CARD)
        await world.enqueue("c1")
        await board.until(await desk.last())
        assert board.entities["call"]["c1"]["stage"] == "ringing"
        assert board.entities["queue"][QUEUE]["waiting"] == 1
        await world.answer("c1", "ana")
        await board.until(await desk.last())
        assert board.entities["call"]["c1"]["stage"] == "talking"
        assert board.entities["queue"][QUEUE] | {"waiting": 0, "longest_since": None} == board.entities["queue"][QUEUE]
        await world.end("c1", "answered")
        await board.until(await desk.last())
        assert board.entities["call"]["c1"]["stage"] == "wrap_up"
        assert board.entities["advisor"]["ana"]["until"] is not None
        async with desk.client("jefa") as late:
            await late.hear()
            assert entities(late) == entities(board)
        await world.router.complete("ana")
        await board.until(await desk.last())
        assert board.entities["call"] == {}
        assert board.entities["pop"] == {}


async def test_an_advisor_sees_their_own_and_nothing_else(desk: Desk) -> None:
    """Own state, own call with its screen-pop from the offer on, the queues they serve; no level, nobody else."""
    world = desk.office.world
    await world.ready("ana")
    async with desk.client("ana") as ana, desk.client("beto") as beto:
        assert set((await ana.hear())["entities"]["advisor"]) == {"ana"}
        await beto.hear()
        await world.ready("beto", "tramites")
        await world.open("c1", card=CARD)
        await world.enqueue("c1")
        while "c1" not in ana.entities["pop"]:
            await ana.hear()
        assert ana.entities["call"]["c1"]["stage"] == "ringing"
        assert set(ana.entities["queue"]) == {QUEUE}
        assert (set(ana.entities["advisor"]), ana.entities["level"]) == ({"ana"}, {})
        await world.decline("c1")
        while "c1" in ana.entities["call"]:
            await ana.hear()
        assert ana.entities["pop"] == {}
        await world.router.pause("beto", "almuerzo")
        while beto.entities["advisor"].get("beto", {}).get("state") != "paused":
            await beto.hear()
        assert (beto.entities["call"], beto.entities["pop"], set(beto.entities["queue"])) == ({}, {}, {"tramites"})


async def test_levels_have_numerator_and_denominator(desk: Desk, mixed_calls: Any) -> None:
    """A board is told the level of the interval and the day, per line and of all lines."""
    await mixed_calls.happen()
    async with desk.client("jefa") as board:
        while "day:*" not in board.entities.get("level", {}):
            await board.hear()
        day = board.entities["level"]["day:*"]
        assert (day["within"], day["ingressed"], day["answered"], day["abandoned"]) == (2, 6, 3, 1)
        assert day["share"] == "33.33"
        assert "interval:nacional" in board.entities["level"]


@pytest.mark.parametrize("trimmed", [False, True])
async def test_who_comes_back_is_told_what_changed_meanwhile(desk: Desk, trimmed: bool) -> None:
    """From the stream, or from the journal where the stream was trimmed, there is never a gap."""
    world = desk.office.world
    await world.ready("ana")
    await world.open("c0", card=CARD)
    async with desk.client("jefa") as board:
        await board.hear()
    await world.enqueue("c0")
    await world.answer("c0", "ana")
    for each in range(5):
        await world.arrive(f"c{each + 1}")
    await world.end("c1")
    if trimmed:
        await desk.office.record()
        last = int((await desk.last()).partition("-")[2])
        await world.redis.xtrim(world.key("log"), minid=f"1-{last - 2}", approximate=False)
    async with desk.client("jefa", after=board.seq) as back, desk.client("jefa") as fresh:
        back.entities = board.entities
        told = await back.hear()
        assert told["type"] == "changes"
        await fresh.hear()
        await back.until(fresh.seq)
        assert entities(back) == entities(fresh)


@pytest.mark.parametrize("after", ["1-999999", "7-3", "1-0"])
async def test_what_cannot_be_told_to_the_last_is_told_anew(desk: Desk, after: str) -> None:
    """A fact to come, of another epoch, or from before what is kept anywhere: a snapshot."""
    world = desk.office.world
    await world.ready("ana")
    await world.arrive("c1")
    await world.redis.xtrim(world.key("log"), maxlen=1, approximate=False)
    async with desk.client("jefa", after=after) as client:
        assert (await client.hear())["type"] == "snapshot"


async def test_a_new_epoch_begins_with_a_snapshot(desk: Desk) -> None:
    """When Valkey had lost what the journal holds, nothing that was told is built upon."""
    world = desk.office.world
    await world.arrive("c1")
    async with desk.client("jefa") as board:
        await board.hear()
        await world.router.restore(
            epoch=2, totals={}, entries=[], not_before=world.moment(0), site_version="s", request_id="r"
        )
        await world.ready("ana")
        while board.messages[-1]["type"] != "snapshot" or not board.seq.startswith("2-"):
            await board.hear()
        assert board.entities["call"] == {}


async def test_a_session_that_ended_ends_the_connection(desk: Desk) -> None:
    """With a reason that a page can read."""
    async with desk.client("jefa") as board:
        await board.hear()
        async with unit_of_work(desk.office.engine) as connection:
            await sessions.revoke(connection, "jefa")
        last, code = await board.closed()
        assert (last["type"], last["code"], code) == ("bye", "session_ended", 4401)


async def test_who_has_no_session_is_told_so(desk: Desk) -> None:
    """A browser learns nothing from a refused handshake: the reason is in the socket."""
    async with desk.client("nadie") as client:
        last, code = await client.closed()
        assert (last["code"], code) == ("session_ended", 4401)


async def test_a_stopping_server_says_so(desk: Desk) -> None:
    """Clients know that they may come back at once."""
    async with desk.client("jefa") as board:
        await board.hear()
        await desk.app.state.watch.close()
        last, code = await board.closed()
        assert (last["code"], code) == ("restarting", 1012)


async def test_one_user_does_not_open_connections_without_end(desk: Desk) -> None:
    """The eleventh is turned away."""
    opened = []
    for _ in range(10):
        manager = desk.client("jefa")
        opened.append((manager, await manager.__aenter__()))
        await opened[-1][1].hear()
    async with desk.client("jefa") as eleventh:
        assert (await eleventh.closed())[1] == 4429
    for manager, _ in opened:
        await manager.__aexit__(None, None, None)


@pytest.mark.parametrize(
    ("user", "after", "headers", "refusal"),
    [
        ("otro", "", {}, (403, "forbidden")),
        ("jefa", "", {"Origin": "https://otra.example"}, (403, "origin_refused")),
        ("jefa", "nada", {}, (400, "bad_query")),
        ("jefa", "1-", {}, (400, "bad_query")),
        ("jefa", "-1-2", {}, (400, "bad_query")),
        ("jefa", "1-" + "9" * 60, {}, (400, "bad_query")),
        ("jefa", "%00", {}, (400, "bad_query")),
        ("jefa", "1-%D9%A3", {}, (400, "bad_query")),
    ],
)
async def test_a_handshake_that_cannot_be_is_refused_by_name(
    desk: Desk, user: str, after: str, headers: dict[str, str], refusal: tuple[int, str]
) -> None:
    """With a problem, as every other route does."""
    with pytest.raises(InvalidStatus) as refused:
        async with desk.client(user, after, **headers):
            pass
    answer = refused.value.response
    assert (answer.status_code, json.loads(answer.body)["code"]) == refusal


async def test_whatever_a_client_says_changes_nothing(desk: Desk) -> None:
    """Random messages are not heard; one that is too long ends the connection, and only that one."""
    chance = random.Random(3)
    async with desk.client("jefa") as steady:
        await steady.hear()
        for size in (0, 1, 7, 900, 4096):
            async with desk.client("jefa") as client:
                await client.hear()
                await client.socket.send(chance.randbytes(size))
                await client.socket.send("".join(chance.choices('{}[]"ñ\0,:1', k=size)))
        async with desk.client("jefa") as client:
            await client.hear()
            await client.socket.send("x" * (protocol.LONGEST_CLIENT_MESSAGE + 1))
            assert (await client.closed())[1] == 1009
        await desk.office.world.ready("ana")
        await steady.until(await desk.last())
        assert "ana" in steady.entities["advisor"]


async def test_nothing_runs_when_nobody_is_connected(desk: Desk) -> None:
    """The last to leave puts out the light."""
    async with desk.client("jefa") as board:
        await board.hear()
        assert desk.app.state.watch.connections == 1
    async with asyncio.timeout(PATIENCE_S):
        while desk.app.state.watch.connections or desk.app.state.watch.seq:  # noqa: ASYNC110 - the server's own pace
            await asyncio.sleep(0.01)


async def test_an_advisor_asks_in_their_own_call_and_ends_their_wrap_up(desk: Desk) -> None:
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


async def test_a_call_is_handed_to_a_queue_or_to_an_advisor_who_is_available(desk: Desk) -> None:
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
async def test_an_advisor_sees_whither_a_call_may_go(desk: Desk, watched: bool) -> None:
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
