"""The desk's WebSocket over real servers: its messages, their recipients, and reconnection."""

import asyncio
import json
import random
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from agent_api.access import sessions
from agent_api.desk.domain import protocol
from call_router.acts import CallCard
from eventlog.facts import BulletinPublished
from storage.postgres.engine import unit_of_work
from tests.support.api.live_desk import RECEIVE_TIMEOUT_S, DeskClient, LiveDesk
from tests.support.router.campaign_rig import QUEUE

pytestmark = pytest.mark.integration
CARD = CallCard(line="nacional", caller_ref="r", menu="nacional", choices=())


def entities(view: DeskClient) -> dict[str, dict[str, Any]]:
    """Return what a client knows, except levels and tallies, which come with no fact."""
    return {kind: values for kind, values in view.entities.items() if kind not in ("level", "tally")}


async def test_a_board_sees_a_call_go_by(desk: LiveDesk) -> None:
    """From arrival to the end of the wrap-up it gets whole entities, equal to those of a fresh snapshot."""
    rig = desk.rig.campaign_rig
    await rig.ready("ana")
    async with desk.client("jefa") as board:
        first = await board.receive()
        assert first["type"] == "snapshot"
        assert first["me"]["user"] == "jefa"
        assert first["entities"]["advisor"]["ana"]["state"] == "available"
        assert first["entities"]["advisor"]["ana"]["name"] == "Ana Rojas"
        await rig.open("c1", card=CARD)
        await rig.enqueue("c1")
        await board.receive_up_to(await desk.last_fact_id())
        assert board.entities["call"]["c1"]["stage"] == "ringing"
        assert board.entities["queue"][QUEUE]["waiting"] == 1
        await rig.answer("c1", "ana")
        await board.receive_up_to(await desk.last_fact_id())
        assert board.entities["call"]["c1"]["stage"] == "talking"
        assert board.entities["queue"][QUEUE] | {"waiting": 0, "longest_since": None} == board.entities["queue"][QUEUE]
        await rig.end("c1", "answered")
        await board.receive_up_to(await desk.last_fact_id())
        assert board.entities["call"]["c1"]["stage"] == "wrap_up"
        assert board.entities["advisor"]["ana"]["until"] is not None
        async with desk.client("jefa") as late:
            await late.receive()
            assert entities(late) == entities(board)
        await rig.router.complete("ana")
        await board.receive_up_to(await desk.last_fact_id())
        assert board.entities["call"] == {}
        assert board.entities["pop"] == {}


async def test_pause_of_colleague_has_its_reason_only_for_supervisors(desk: LiveDesk) -> None:
    """Quality's board shows the pause and its time, in changes as in a snapshot; the supervisor's its reason, too."""
    rig = desk.rig.campaign_rig
    await rig.ready("ana")
    async with desk.client("jefa") as board, desk.client("lee") as quality:
        await board.receive()
        await quality.receive()
        await rig.router.pause("ana", "almuerzo")
        for view in (board, quality):
            await view.receive_up_to(await desk.last_fact_id())
        seen, redacted = board.entities["advisor"]["ana"], quality.entities["advisor"]["ana"]
        assert (seen["state"], seen["reason"], seen["reason_name"]) == ("paused", "almuerzo", "Almuerzo")
        assert redacted == seen | {"reason": None, "reason_name": None, "paid": None}
        async with desk.client("lee") as late:
            await late.receive()
            assert late.entities["advisor"]["ana"] == redacted


async def test_an_advisor_sees_their_own_and_nothing_else(desk: LiveDesk) -> None:
    """An advisor sees their own state, call and queues, with the screen-pop from the offer on; nothing else."""
    rig = desk.rig.campaign_rig
    await rig.ready("ana")
    async with desk.client("ana") as ana, desk.client("beto") as beto:
        assert set((await ana.receive())["entities"]["advisor"]) == {"ana"}
        await beto.receive()
        await rig.ready("beto", "tramites")
        await rig.open("c1", card=CARD)
        await rig.enqueue("c1")
        while "c1" not in ana.entities["pop"]:
            await ana.receive()
        assert ana.entities["call"]["c1"]["stage"] == "ringing"
        assert set(ana.entities["queue"]) == {QUEUE}
        assert (set(ana.entities["advisor"]), ana.entities["level"]) == ({"ana"}, {})
        await rig.decline("c1")
        while "c1" in ana.entities["call"]:
            await ana.receive()
        assert ana.entities["pop"] == {}
        await rig.router.pause("beto", "almuerzo")
        while beto.entities["advisor"].get("beto", {}).get("state") != "paused":
            await beto.receive()
        assert (beto.entities["call"], beto.entities["pop"], set(beto.entities["queue"])) == ({}, {}, {"tramites"})


async def test_levels_have_numerator_and_denominator(desk: LiveDesk, mixed_calls: Any) -> None:
    """A board gets the level of the interval and of the day, for each line and for all lines."""
    await mixed_calls.make_calls()
    async with desk.client("jefa") as board:
        while "day:*" not in board.entities.get("level", {}):
            await board.receive()
        day = board.entities["level"]["day:*"]
        assert (day["within"], day["ingressed"], day["answered"], day["abandoned"]) == (2, 6, 3, 1)
        assert day["share"] == "33.33"
        assert "interval:nacional" in board.entities["level"]


@pytest.mark.parametrize("trimmed", [False, True])
async def test_stream_and_journal_give_changes_without_gap(desk: LiveDesk, trimmed: bool) -> None:
    """From the stream, or from the journal where the stream was trimmed, there is never a gap."""
    rig = desk.rig.campaign_rig
    await rig.ready("ana")
    await rig.open("c0", card=CARD)
    async with desk.client("jefa") as board:
        await board.receive()
    await rig.enqueue("c0")
    await rig.answer("c0", "ana")
    for each in range(5):
        await rig.arrive(f"c{each + 1}")
    await rig.end("c1")
    if trimmed:
        await desk.rig.record()
        last = int((await desk.last_fact_id()).partition("-")[2])
        await rig.redis.xtrim(rig.key("log"), minid=f"1-{last - 2}", approximate=False)
    async with desk.client("jefa", after=board.seq) as back, desk.client("jefa") as fresh:
        back.entities = board.entities
        message = await back.receive()
        assert message["type"] == "changes"
        await fresh.receive()
        await back.receive_up_to(fresh.seq)
        assert entities(back) == entities(fresh)


@pytest.mark.parametrize("after", ["1-999999", "7-3", "1-0"])
async def test_invalid_position_gets_snapshot(desk: LiveDesk, after: str) -> None:
    """A position in the future, of another epoch, or older than all stored facts gets a snapshot."""
    rig = desk.rig.campaign_rig
    await rig.ready("ana")
    await rig.arrive("c1")
    await rig.redis.xtrim(rig.key("log"), maxlen=1, approximate=False)
    async with desk.client("jefa", after=after) as client:
        assert (await client.receive())["type"] == "snapshot"


async def test_a_new_epoch_begins_with_a_snapshot(desk: LiveDesk) -> None:
    """When Valkey has lost facts that the journal has, earlier messages are not continued."""
    rig = desk.rig.campaign_rig
    await rig.arrive("c1")
    async with desk.client("jefa") as board:
        await board.receive()
        await rig.router.restore(
            epoch=2, totals={}, entries=[], not_before=rig.moment(0), site_version="s", request_id="r"
        )
        await rig.ready("ana")
        while board.messages[-1]["type"] != "snapshot" or not board.seq.startswith("2-"):
            await board.receive()
        assert board.entities["call"] == {}


async def test_a_session_that_ended_ends_the_connection(desk: LiveDesk) -> None:
    """The reason is readable for a page."""
    async with desk.client("jefa") as board:
        await board.receive()
        async with unit_of_work(desk.rig.engine) as connection:
            await sessions.revoke(connection, "jefa")
        last, code = await board.receive_until_closed()
        assert (last["type"], last["code"], code) == ("bye", "session_ended", 4401)


async def test_browser_learns_nothing_from_refused_handshake_so_reason_comes_over_socket(desk: LiveDesk) -> None:
    """A browser learns nothing from a refused handshake, so the reason comes over the socket."""
    async with desk.client("nadie") as client:
        last, code = await client.receive_until_closed()
        assert (last["code"], code) == ("session_ended", 4401)


async def test_a_stopping_server_says_so(desk: LiveDesk) -> None:
    """Clients learn that they may reconnect at once."""
    async with desk.client("jefa") as board:
        await board.receive()
        await desk.app.state.watch.close()
        last, code = await board.receive_until_closed()
        assert (last["code"], code) == ("restarting", 1012)


async def test_one_user_does_not_open_connections_without_end(desk: LiveDesk) -> None:
    """The eleventh connection is refused."""
    opened = []
    for _ in range(10):
        manager = desk.client("jefa")
        opened.append((manager, await manager.__aenter__()))
        await opened[-1][1].receive()
    async with desk.client("jefa") as eleventh:
        assert (await eleventh.receive_until_closed())[1] == 4429
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
    desk: LiveDesk, user: str, after: str, headers: dict[str, str], refusal: tuple[int, str]
) -> None:
    """The answer is a problem, as for each other route."""
    with pytest.raises(InvalidStatus) as refused:
        async with desk.client(user, after, **headers):
            pass
    answer = refused.value.response
    assert (answer.status_code, json.loads(answer.body)["code"]) == refusal


async def test_whatever_a_client_says_changes_nothing(desk: LiveDesk) -> None:
    """Random messages are ignored, and one that is too long ends only that connection."""
    chance = random.Random(3)
    async with desk.client("jefa") as steady:
        await steady.receive()
        for size in (0, 1, 7, 900, 4096):
            async with desk.client("jefa") as client:
                await client.receive()
                await client.socket.send(chance.randbytes(size))
                await client.socket.send("".join(chance.choices('{}[]"ñ\0,:1', k=size)))
        async with desk.client("jefa") as client:
            await client.receive()
            await client.socket.send("x" * (protocol.MAX_CLIENT_MESSAGE_LENGTH + 1))
            assert (await client.receive_until_closed())[1] == 1009
        await desk.rig.campaign_rig.ready("ana")
        await steady.receive_up_to(await desk.last_fact_id())
        assert "ana" in steady.entities["advisor"]


async def test_background_tasks_stop_without_clients(desk: LiveDesk) -> None:
    """The last client to leave stops the background tasks."""
    async with desk.client("jefa") as board:
        await board.receive()
        assert desk.app.state.watch.connections == 1
    async with asyncio.timeout(RECEIVE_TIMEOUT_S):
        while desk.app.state.watch.connections or desk.app.state.watch.seq:  # noqa: ASYNC110 - the server's own pace
            await asyncio.sleep(0.01)


async def test_a_message_notifies_its_advisor(desk: LiveDesk) -> None:
    """The advisor whom it names gets a notice at once; another user gets none, not even on the board."""
    message = BulletinPublished(
        bulletin="2027-0001",
        kind="message",
        audience_kind="users",
        audience="ana",
        must_read=True,
        begins_ms=0,
        ends_ms=1,
    )
    async with desk.client("ana") as ana, desk.client("jefa") as board:
        await ana.receive()
        await board.receive()
        await desk.rig.campaign_rig.router.append([message], "user:jefa", "s")
        sent = await desk.last_fact_id()
        while "ana" not in ana.entities["bulletin"]:
            await ana.receive()
        assert ana.entities["bulletin"] == {"ana": {"user": "ana", "seq": sent}}
        await desk.rig.campaign_rig.ready("ana")
        await board.receive_up_to(await desk.last_fact_id())
        assert board.entities["bulletin"] == {}
