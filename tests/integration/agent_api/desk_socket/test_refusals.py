"""What an advisor asks for in talk and is not done, over real servers: they learn it, and nobody else does."""

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
    world = desk.office.world
    await world.ready("ana")
    await world.open("c1", card=CARD)
    await world.enqueue("c1")
    await world.answer("c1", "ana")


async def _refuse(desk: LiveDesk, number: int = 1) -> None:
    """As the call flow writes it: the fact, and the card that says the same."""
    refused = RefusedRequest(advisor="ana", action="consult", reason="not_available", number=number)
    card = CallCard(line="nacional", caller_ref="r", menu="nacional", refused=refused)
    await desk.office.world.commit(desk.office.world.act("c1", REFUSED, card=card))


async def test_who_asked_learns_it_and_nobody_else(desk: LiveDesk) -> None:
    """By a change, and by the snapshot of a screen that is opened later; a board does not hear of it."""
    await _talking(desk)
    async with desk.client("ana") as ana, desk.client("jefa") as board:
        await ana.hear()
        await board.hear()
        await _refuse(desk)
        await ana.until(await desk.last())
        await board.until(await desk.last())
        told = {"call": "c1", "number": 1, "action": "consult", "reason": "not_available", "words": WORDS}
        assert ana.entities["refusal"] == {"c1": told}
        assert board.entities["refusal"] == {}
        async with desk.client("ana") as late:
            assert (await late.hear())["entities"]["refusal"] == {"c1": told}


async def test_it_is_past_when_another_wish_is_granted(desk: LiveDesk) -> None:
    """The next thing that comes of the talk takes it away; so does its end."""
    await _talking(desk)
    async with desk.client("ana") as ana:
        await ana.hear()
        for end in (False, True):
            await _refuse(desk)
            await ana.until(await desk.last())
            assert set(ana.entities["refusal"]) == {"c1"}
            if end:
                await desk.office.world.end("c1", "answered")
            else:
                await desk.office.world.commit(desk.office.world.act("c1", CallHeld(**TALK), card=CARD))
            await ana.until(await desk.last())
            assert ana.entities["refusal"] == {}


async def test_who_comes_back_is_told_what_was_refused_meanwhile(desk: LiveDesk) -> None:
    """A connection that was away for a moment misses nothing of it, and keeps nothing that is past."""
    await _talking(desk)
    async with desk.client("ana") as ana:
        await ana.hear()
    await _refuse(desk)
    async with desk.client("ana", after=ana.seq) as back:
        back.entities = ana.entities
        assert (await back.hear())["type"] == "changes"
        assert set(back.entities["refusal"]) == {"c1"}
    await desk.office.world.commit(desk.office.world.act("c1", CallHeld(**TALK), card=CARD))
    async with desk.client("ana", after=back.seq) as again:
        again.entities = back.entities
        await again.hear()
        assert again.entities["refusal"] == {}


async def test_the_timeline_tells_it(desk: LiveDesk) -> None:
    """In the story of the call it stands as any fact."""
    await _talking(desk)
    await _refuse(desk)
    await desk.office.record()
    story = (await desk.office.get("/api/v1/calls/c1")).json()
    told = "Ana Rojas no pudo consultar a otro asesor: el otro asesor ya no está disponible."
    assert story["timeline"][-1]["sentence"] == told
    assert story["again_at"] is None
