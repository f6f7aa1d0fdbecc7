"""Look-ups of the menu over a real Valkey: the caller hears the answer, or an advisor; guesses are limited."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from calls.call import Stage, decode
from calls.driver.menu_lookups import runner
from calls.driver.menu_lookups.port import NO_MATCH, LookupUnavailable, MenuAnswer, MenuQuery
from config.site.model import Site
from eventlog.facts import CallEnded, CallQueued, InformationGiven, MenuLookupMade
from ivr.menu_steps import SpokenValue
from storage.errors import DatabaseAway
from tests.support.calls.driver_rig import NUMBER, DriverRig, check_balance, with_queues

pytestmark = pytest.mark.integration
FILING_NUMBER, DOCUMENT = "20260001238", "52900101"
FOUND = MenuAnswer(
    outcome="in_progress",
    values={"state": SpokenValue("state", "in_area"), "due_on": SpokenValue("date", "2026-12-01")},
    ticket="2026-000123-8",
)


class FakeTickets:
    """A look-up that knows one petition."""

    guarded = True

    def __init__(self, answer: Callable[[MenuQuery], Awaitable[MenuAnswer]] | None = None) -> None:
        self.asked: list[MenuQuery] = []
        self._answer = answer

    async def look_up(self, query: MenuQuery, site: Site) -> MenuAnswer:
        """Return its state for its number and document."""
        self.asked.append(query)
        if self._answer is not None:
            return await self._answer(query)
        right = query.inputs == {"number": FILING_NUMBER, "document": DOCUMENT}
        return FOUND if right else MenuAnswer(outcome=NO_MATCH)


@pytest.fixture(autouse=True)
def _quick_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "REFUSAL_S", 0.0)


async def settle(rig: DriverRig) -> None:
    """Let a running look-up end, and everything after it."""
    await rig.driver.wait_until_idle(25.0)
    await rig.settle()


async def ask(rig: DriverRig, *, number: str = FILING_NUMBER, document: str = DOCUMENT, caller: str = NUMBER) -> str:
    """Call in, choose the state of a petition, and key in number and document."""
    call = await rig.dial_and_choose("4", caller)
    await key_in(rig, call, number, document)
    return call


async def key_in(rig: DriverRig, call: str, number: str, document: str) -> None:
    await rig.run_each(
        lambda: rig.gateway.press(call, f"{number}#"),
        lambda: rig.gateway.press(call, f"{document}#"),
    )
    await settle(rig)


async def outcomes(rig: DriverRig, call: str) -> list[str]:
    return [fact.outcome for fact in await rig.facts(call) if isinstance(fact, MenuLookupMade)]


@with_queues()
async def test_a_caller_hears_the_state_of_a_petition(driver_rig: DriverRig) -> None:
    """After «un momento» the state and the day are said; the call ends as self served, and no log has the digits."""
    driver_rig.lookups.sources["ticket_status"] = tickets = FakeTickets()
    call = await ask(driver_rig)
    assert [(query.caller, query.line) for query in tickets.asked] == [(NUMBER, "bogota")]
    await driver_rig.finish_prompt(call)
    said = driver_rig.gateway.audible_to(call).sounds
    assert said == ("estado.in_area", "responderemos", "fecha.1", "mes.12", "ano.2026")
    await driver_rig.finish_prompt(call)
    await driver_rig.run_each(lambda: driver_rig.gateway.hang_up(call))
    facts = await driver_rig.facts(call)
    (made,) = [fact for fact in facts if isinstance(fact, MenuLookupMade)]
    assert (made.outcome, made.ticket) == ("in_progress", "2026-000123-8")
    assert InformationGiven(line="bogota", sound="radicado_en_curso") in facts
    assert [fact.outcome for fact in facts if isinstance(fact, CallEnded)] == ["self_served"]
    stored = repr(await driver_rig.redis.xrange(driver_rig.key("log")))
    assert DOCUMENT not in stored
    assert "fecha.1" not in stored
    await check_balance(driver_rig)


@with_queues()
async def test_what_was_keyed_in_is_encrypted_and_forgotten(driver_rig: DriverRig) -> None:
    """While the call asks, Valkey has no digit in the clear; in the queue it has nothing of them."""
    driver_rig.lookups.sources["ticket_status"] = FakeTickets()
    call = await ask(driver_rig, document="99999")
    state = (await driver_rig.router.load(call)).state
    assert decode(state).self_service.entries  # type: ignore[union-attr]
    assert FILING_NUMBER.encode() not in state
    assert b"99999" not in state
    await driver_rig.finish_prompt(call)
    await driver_rig.finish_prompt(call)
    for _ in range(3):
        await driver_rig.run_each(lambda: driver_rig.gateway.press(call, "7#"))
    loaded = decode((await driver_rig.router.load(call)).state)
    assert loaded is not None
    assert (loaded.stage, loaded.self_service) == (Stage.WAITING, None)


@with_queues()
async def test_guesses_of_a_call_are_limited(driver_rig: DriverRig) -> None:
    """After three pairs that do not match, not even the right one is answered; a match counts for nothing."""
    driver_rig.lookups.sources["ticket_status"] = tickets = FakeTickets()
    await ask(driver_rig)
    call = await ask(driver_rig, document="99991")
    for document in ("99992", "99993", DOCUMENT):
        await driver_rig.finish_prompt(call)
        await driver_rig.finish_prompt(call)
        await key_in(driver_rig, call, FILING_NUMBER, document)
    assert await outcomes(driver_rig, call) == ["no_match", "no_match", "no_match", "locked"]
    assert len(tickets.asked) == 4
    await driver_rig.finish_prompt(call)
    assert driver_rig.gateway.audible_to(call).sounds == ("sin_intentos", "paso_a_asesor")
    await driver_rig.finish_prompt(call)
    assert [fact.queue for fact in await driver_rig.facts(call) if isinstance(fact, CallQueued)] == ["general"]


@with_queues()
async def test_guesses_of_a_number_and_of_a_document_are_limited(driver_rig: DriverRig) -> None:
    """New calls do not help: six wrong pairs of a number, or about a document, are all for a day."""
    driver_rig.lookups.sources["ticket_status"] = FakeTickets()
    for index in range(6):
        assert await outcomes(driver_rig, await ask(driver_rig, document=f"9999{index}")) == ["no_match"]
    assert await outcomes(driver_rig, await ask(driver_rig, document="88888")) == ["locked"]
    other = "3009876543"
    assert await outcomes(driver_rig, await ask(driver_rig, caller=other)) == ["in_progress"]
    for index in range(6):
        call = await ask(driver_rig, document="77777", caller=f"30098765{index:02}")
        assert await outcomes(driver_rig, call) == ["no_match"]
    assert await outcomes(driver_rig, await ask(driver_rig, document="77777", caller="3001112233")) == ["locked"]


async def _hang(query: MenuQuery) -> MenuAnswer:
    await asyncio.Event().wait()
    raise AssertionError


async def _database_away(query: MenuQuery) -> MenuAnswer:
    raise DatabaseAway("PostgreSQL is away")


async def _unconfigured(query: MenuQuery) -> MenuAnswer:
    raise LookupUnavailable("not_configured")


async def _broken(query: MenuQuery) -> MenuAnswer:
    raise ZeroDivisionError("52900101")


@with_queues()
async def test_without_an_answer_an_advisor_answers(driver_rig: DriverRig, caplog: pytest.LogCaptureFixture) -> None:
    """Every failure takes the failure branch and has its reason in the fact; no log has the data."""
    expected: list[str] = []
    for answer, reason in (
        (_database_away, "unreachable"),
        (_unconfigured, "not_configured"),
        (_broken, "failed"),
        (_hang, "timeout"),
    ):
        driver_rig.lookups.sources["ticket_status"] = FakeTickets(answer)
        call = await ask(driver_rig, caller=f"30011{len(expected):05}")
        await driver_rig.finish_prompt(call)
        assert driver_rig.gateway.audible_to(call).sounds == ("sin_respuesta", "paso_a_asesor")
        await driver_rig.finish_prompt(call)
        expected.append(reason)
        (made,) = [fact for fact in await driver_rig.facts(call) if isinstance(fact, MenuLookupMade)]
        assert (made.outcome, made.reason) == ("failed", reason)
        assert [fact.queue for fact in await driver_rig.facts(call) if isinstance(fact, CallQueued)] == ["general"]
    assert DOCUMENT not in caplog.text


@with_queues()
async def test_music_plays_while_a_system_is_slow_and_a_new_driver_asks_again(driver_rig: DriverRig) -> None:
    """A process that dies over a look-up leaves a caller who hears music, and its successor answers them."""
    driver_rig.lookups.sources["ticket_status"] = FakeTickets(_hang)
    call = await driver_rig.dial_and_choose("4")
    await driver_rig.run_each(
        lambda: driver_rig.gateway.press(call, f"{FILING_NUMBER}#"),
        lambda: driver_rig.gateway.press(call, f"{DOCUMENT}#"),
        lambda: driver_rig.gateway.finish_playing(call),
    )
    assert driver_rig.gateway.audible_to(call).music
    driver_rig.driver.fenced.set()  # it posts nothing more
    driver_rig.lookups.sources["ticket_status"] = tickets = FakeTickets()
    await driver_rig.replace_driver()
    await driver_rig.driver.resume()
    await settle(driver_rig)
    assert len(tickets.asked) == 1
    assert driver_rig.gateway.audible_to(call).sounds[0] == "estado.in_area"
    assert await outcomes(driver_rig, call) == ["in_progress"]
