"""Refused requests of an advisor in talk, over real servers: only that advisor learns of them."""

import pytest

from call_router.acts import CallCard, RefusedRequest
from eventlog.facts import CallHeld, WishRefused
from tests.support.api.live_desk import LiveDesk
from tests.support.router.campaign_rig import LINE, QUEUE

pytestmark = pytest.mark.integration
CARD = CallCard(line="nacional", caller_ref="r", menu="nacional", choices=())
TALK = {"line": LINE, "queue": QUEUE, "advisor": "ana"}
REFUSED = WishRefused(**TALK, action="consult", reason="not_available")
WORDS = "No se pudo consultar a otro asesor: el otro asesor ya no está disponible."


async def _talking(desk: LiveDesk) -> None:
    rig = desk.rig.campaign_rig
    await rig.ready("ana")
    await rig.open("c1", card=CARD)
    await rig.enqueue("c1")
    await rig.answer("c1", "ana")


async def _refuse(desk: LiveDesk, number: int = 1) -> None:
    """Write a refusal as the call flow does: the fact, and the card with the same content."""
    refused = RefusedRequest(advisor="ana", action="consult", reason="not_available", number=number)
    card = CallCard(line="nacional", caller_ref="r", menu="nacional", refused=refused)
    await desk.rig.campaign_rig.commit(desk.rig.campaign_rig.act("c1", REFUSED, card=card))


async def test_only_requester_receives_refusal(desk: LiveDesk) -> None:
    """The refusal comes as a change, and in the snapshot of a screen opened later; a board does not get it."""
    await _talking(desk)
    async with desk.client("ana") as ana, desk.client("jefa") as board:
        await ana.receive()
        await board.receive()
        await _refuse(desk)
        await ana.receive_up_to(await desk.last_fact_id())
        await board.receive_up_to(await desk.last_fact_id())
        refusal = {"call": "c1", "number": 1, "action": "consult", "reason": "not_available", "words": WORDS}
        assert ana.entities["refusal"] == {"c1": refusal}
        assert board.entities["refusal"] == {}
        async with desk.client("ana") as late:
            assert (await late.receive())["entities"]["refusal"] == {"c1": refusal}


async def test_it_is_past_when_another_wish_is_granted(desk: LiveDesk) -> None:
    """The next event of the talk removes it, and so does the talk's end."""
    await _talking(desk)
    async with desk.client("ana") as ana:
        await ana.receive()
        for end in (False, True):
            await _refuse(desk)
            await ana.receive_up_to(await desk.last_fact_id())
            assert set(ana.entities["refusal"]) == {"c1"}
            if end:
                await desk.rig.campaign_rig.end("c1", "answered")
            else:
                await desk.rig.campaign_rig.commit(desk.rig.campaign_rig.act("c1", CallHeld(**TALK), card=CARD))
            await ana.receive_up_to(await desk.last_fact_id())
            assert ana.entities["refusal"] == {}


async def test_connection_that_was_interrupted_misses_no_refusal_and_keeps_no_outdated_one(desk: LiveDesk) -> None:
    """A connection that was interrupted misses no refusal, and keeps no outdated one."""
    await _talking(desk)
    async with desk.client("ana") as ana:
        await ana.receive()
    await _refuse(desk)
    async with desk.client("ana", after=ana.seq) as back:
        back.entities = ana.entities
        assert (await back.receive())["type"] == "changes"
        assert set(back.entities["refusal"]) == {"c1"}
    await desk.rig.campaign_rig.commit(desk.rig.campaign_rig.act("c1", CallHeld(**TALK), card=CARD))
    async with desk.client("ana", after=back.seq) as again:
        again.entities = back.entities
        await again.receive()
        assert again.entities["refusal"] == {}


async def test_timeline_shows_refused_request(desk: LiveDesk) -> None:
    """The call's timeline has it like any other fact."""
    await _talking(desk)
    await _refuse(desk)
    await desk.rig.record()
    story = (await desk.rig.get("/api/v1/calls/c1")).json()
    sentence = "Ana Rojas no pudo consultar a otro asesor: el otro asesor ya no está disponible."
    assert story["timeline"][-1]["sentence"] == sentence
    assert story["again_at"] is None
