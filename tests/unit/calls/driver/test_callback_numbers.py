"""Call-back numbers: where they are filled in, which are allowed, and what is stored of a keyed-in number."""

import msgspec
import pytest

from calls.call import Destination, DialRefused, NumberEntered, NumberEntry, Stage
from calls.driver.callback_numbers import CallerNumbers, NumberUnavailable, command_failure, fill_number, same_address
from calls.transitions.callback_offers import NUMBER_PLACEHOLDER
from config.site.calls.dialling import DiallingPlan
from eventlog.person import Person, make_person, read_datum
from telephony import port
from tests.unit.calls.test_flow import ID, SITE, waiting
from tests.unit.calls.transitions.test_callbacks import briefed, briefing, dialling

PLAN = DiallingPlan()
ADDRESS = "sip:{number}@operador.example"
KNOWN = {"mobile": "3001234567", "forged": "+882161234567"}


def fresh(number: str) -> Person:
    return make_person(number, bytes(range(32)))


def numbers(stored: str | None = None) -> CallerNumbers:
    async def number_of(ref: str) -> str | None:
        return stored

    return CallerNumbers(fresh, number_of, lambda e164: f"print of ..{e164[-2:]}", same_address)


@pytest.mark.parametrize("number", ["3001234567", "+573001234567"])
def test_a_number_of_the_plan_takes_its_place_in_the_address(number: str) -> None:
    """The dialled form of an allowed number fills the placeholder of the command."""
    assert fill_number(ADDRESS, number, PLAN) == f"sip:{number}@operador.example"


@pytest.mark.parametrize(
    "number",
    ["", "anonymous", "12", "123", "018000555010", "+882161234567", "3001234567@otra.example", "300;user=phone", None],
)
def test_no_other_number_gets_into_an_address(number: str | None) -> None:
    """A forged From number, one stored before the plan existed and an erased one are never filled in."""
    with pytest.raises(NumberUnavailable):
        fill_number(ADDRESS, number, PLAN)


def test_an_address_without_a_gap_needs_no_number() -> None:
    """An address that is written out needs no number."""
    assert fill_number("sip:otra@operador.example", None, PLAN) == "sip:otra@operador.example"


@pytest.mark.parametrize(
    ("caller", "listed", "destination"),
    [
        ("3001234567", True, Destination(kind="mobile", source="network", blind_index="print of ..67")),
        ("3001234567", False, Destination(kind="mobile", source="unverified", blind_index="print of ..67")),
        ("123", True, Destination(kind="emergency", source="network", refused="emergency")),
    ],
)
def test_call_stores_number_kind_refusal_and_fingerprint(caller: str, listed: bool, destination: Destination) -> None:
    """The call stores the number's kind, refusal and fingerprint, and a reference instead of the number."""
    offered = port.CallOffered(call_id=ID, line="bogota", caller=caller, gateway="g", source_listed=listed)
    arrival, named = numbers().to_arrival(offered, "", port.ABILITIES["fake"], SITE)
    assert arrival.destination == destination
    assert read_datum(named[arrival.caller_ref]).value == caller


def keying() -> port.DigitsCollected:
    return port.DigitsCollected(call_id=ID, command_id="asked", digits="3009998877", ended="terminator")


async def test_a_number_that_was_keyed_in_becomes_a_reference() -> None:
    """The signal that is passed on has a reference instead of the digits."""
    call = msgspec.structs.replace(
        waiting(), callback_offer_reason="max_wait", number_entry=NumberEntry(), awaited_command="asked"
    )
    entered, named = await numbers().replace_numbers(call, keying(), SITE)
    assert isinstance(entered, NumberEntered)
    assert entered.destination == Destination(
        kind="mobile", source="keyed", blind_index="print of ..77", ref=entered.caller_ref
    )
    assert read_datum(named[entered.caller_ref]).value == "3009998877"
    assert b"3009998877" not in msgspec.msgpack.encode(entered)


async def test_a_number_that_may_not_be_dialled_is_not_kept() -> None:
    """A number that may not be dialled gets no reference."""
    call = msgspec.structs.replace(
        waiting(), callback_offer_reason="max_wait", number_entry=NumberEntry(), awaited_command="asked"
    )
    entered, named = await numbers().replace_numbers(call, msgspec.structs.replace(keying(), digits="123"), SITE)
    assert isinstance(entered, NumberEntered)
    assert (entered.caller_ref, named) == ("", {})
    assert entered.destination == Destination(kind="emergency", source="keyed", refused="emergency")


async def test_keys_of_a_menu_stay_as_they_are() -> None:
    """Menu keys stay in the signal; only a requested number is replaced."""
    assert await numbers().replace_numbers(waiting(), keying(), SITE) == (keying(), {})


@pytest.mark.parametrize("stage", [Stage.BRIEFING, Stage.DIALLING])
async def test_a_stored_number_that_is_not_in_the_plan_is_refused_before_it_is_dialled(stage: Stage) -> None:
    """The plan in force at dialling time decides."""
    call = briefing()
    heard = briefed(call)
    call = msgspec.structs.replace(call, stage=stage)
    signal, _ = await numbers(KNOWN["forged"]).replace_numbers(call, heard, SITE)
    refused = DialRefused(call_id=call.id, command_id=heard.command_id, reason="satellite")
    assert signal == (refused if stage is Stage.BRIEFING else heard)
    assert await numbers(KNOWN["mobile"]).replace_numbers(call, heard, SITE) == (heard, {})
    assert await numbers(None).replace_numbers(call, heard, SITE) == (heard, {})


async def test_the_command_to_dial_is_filled_with_a_number_of_the_plan_alone() -> None:
    """The last check before the network accepts only a number of the plan, after any step."""
    call = dialling()
    [dial] = [each for each in call.commands if isinstance(each, port.Dial)]
    filled = await numbers(KNOWN["mobile"]).fill_command(call, dial, SITE)
    assert isinstance(filled, port.Dial)
    assert filled.address == "sip:3001234567@operador.example"
    for stored in (KNOWN["forged"], None):
        with pytest.raises(NumberUnavailable):
            await numbers(stored).fill_command(call, dial, SITE)
    assert command_failure(call, dial) == port.LegFailed(call_id=call.id, leg=dial.leg, cause="unreachable")


async def test_a_number_is_read_back_digit_by_digit_or_not_at_all() -> None:
    """A readback is complete or left out, because a caller must not confirm digits that were not read."""
    keyed = Destination(kind="mobile", source="keyed", ref="r")
    call = msgspec.structs.replace(waiting(), number_entry=NumberEntry(step="readback", destination=keyed))
    play = port.Play(id="p", call_id=ID, sounds=("devolucion.heard", NUMBER_PLACEHOLDER))
    filled = await numbers("+573001").fill_command(call, play, SITE)
    assert isinstance(filled, port.Play)
    assert filled.sounds == ("devolucion.heard", *(f"cifra.{digit}" for digit in "573001"))
    with pytest.raises(NumberUnavailable):
        await numbers(None).fill_command(call, play, SITE)
    assert command_failure(call, play) == port.PlaybackEnded(call_id=ID, command_id="p", ended="failed")
