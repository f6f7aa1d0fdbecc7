"""The rows of menus and steps: every way through them ends, and the caller hears something all the time."""

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from call_router.routing import Enqueue
from calls.call import Call, EntryCollected, LookupAnswered, SelfService, Stage, StepResult
from calls.flow import step
from calls.transitions.menus import ANSWER_PLACEHOLDER
from config.site.calls.menu_steps.steps import BranchCase, Branching, MenuStep, QueueLoad, StepTarget
from config.site.calls.queues import BUILT_IN_MUSIC
from config.site.model import Site
from eventlog.facts import CallEnded, InformationGiven, MenuDigitsCollected, MenuLookupMade
from telephony import port
from telephony.port import CALLER, Signal
from tests.support.site_folders import sample_site
from tests.unit.calls.test_flow import ID, OPEN, arrived, play_ended, pressed

SITE = sample_site()
CIPHERTEXT = b"encrypted"


def go(call: Call, signal: Signal, site: Site = SITE, **waiting: int) -> StepResult:
    result = step(call, signal, OPEN, site, waiting)
    assert result is not None, f"{type(signal).__name__} does not fit {call.stage}"
    return result


def collected(call: Call, verdict: str = "ok") -> EntryCollected:
    value = CIPHERTEXT if verdict == "ok" else b""
    return EntryCollected(call_id=ID, command_id=call.awaited_command, verdict=verdict, value=value)  # type: ignore[arg-type]


def answered(call: Call, outcome: str, **more: str) -> LookupAnswered:
    lookup = call.self_service.lookup if call.self_service else 0
    value = CIPHERTEXT if outcome in ("in_progress", "late", "incomplete", "answered") else b""
    return LookupAnswered(call_id=ID, lookup=lookup, outcome=outcome, value=value, duration_ms=40, **more)  # type: ignore[arg-type]


def entering(site: Site = SITE) -> Call:
    """Take the steps to the question for the number of the petition."""
    begun = step(None, arrived(), OPEN, site)
    assert begun is not None
    menu = go(begun.call, play_ended(begun.call), site).call
    return go(menu, pressed(menu, "4"), site).call


def looking_up() -> Call:
    call = entering()
    for _ in range(2):
        call = go(call, collected(call)).call
    return call


def sounds(call: Call) -> tuple[str, ...]:
    return next(each.sounds for each in call.commands if isinstance(each, port.Play))


def test_digits_are_collected_and_kept_encrypted() -> None:
    """A valid number leads to the next question; the call holds only what the driver encrypted."""
    call = entering()
    assert (call.stage, sounds(call)) == (Stage.ENTERING, ("pida_radicado",))
    result = go(call, collected(call))
    assert result.facts == (MenuDigitsCollected(line="bogota", step="radicado_numero", result="ok"),)
    assert sounds(result.call) == ("pida_documento",)
    assert result.call.self_service is not None
    assert result.call.self_service.entries == {"radicado_numero": CIPHERTEXT}


def test_wrong_digits_are_asked_for_again() -> None:
    """The caller hears what was wrong; after the last retry an advisor answers, and nothing is kept."""
    call = entering()
    call = go(call, collected(call, "invalid")).call
    assert sounds(call) == ("radicado_errado", "pida_radicado")
    call = go(call, collected(call, "silence")).call
    assert sounds(call) == ("no_marco", "pida_radicado")
    last = go(call, collected(call, "invalid"))
    assert (last.call.stage, last.call.queue, last.call.self_service) == (Stage.WAITING, "general", None)
    assert isinstance(last.routing, Enqueue)


def test_the_answer_waits_for_the_end_of_the_prompt() -> None:
    """It is a fact when it comes, and it is played once «un momento» has ended; so its time says nothing."""
    call = looking_up()
    assert (call.stage, sounds(call)) == (Stage.LOOKING_UP, ("un_momento",))
    noted = go(call, answered(call, "in_progress", ticket="2026-000123-8"))
    assert [type(each) for each in noted.facts] == [MenuLookupMade]
    assert not noted.call.commands
    said = go(noted.call, play_ended(noted.call)).call
    assert (said.stage, sounds(said)) == (Stage.ANSWERING, (ANSWER_PLACEHOLDER,))


def test_music_plays_until_a_late_answer() -> None:
    """After the prompt there is music, never silence; the answer ends it."""
    waiting = go(looking_up(), play_ended(looking_up())).call
    assert [each.sound for each in waiting.commands if isinstance(each, port.Music)] == [BUILT_IN_MUSIC]
    assert go(waiting, answered(waiting, "late")).call.stage is Stage.ANSWERING


def test_a_heard_answer_completes_the_service() -> None:
    """The caller who has heard the state is served in the menu, also if they hang up afterwards."""
    call = go(looking_up(), answered(looking_up(), "in_progress")).call
    call = go(call, play_ended(call)).call
    heard = go(call, play_ended(call))
    assert InformationGiven(line="bogota", sound="radicado_en_curso") in heard.facts
    gone = go(heard.call, port.LegHungUp(call_id=ID, leg=CALLER, cause="normal"))
    assert [each.outcome for each in gone.facts if isinstance(each, CallEnded)] == ["self_served"]
    assert gone.call.self_service is None
    early = go(call, port.LegHungUp(call_id=ID, leg=CALLER, cause="normal"))
    assert [each.outcome for each in early.facts if isinstance(each, CallEnded)] == ["abandoned_ivr"]


def test_an_answer_that_cannot_be_said_leads_to_an_advisor() -> None:
    """A Play that fails, for example because its key is gone, is no silence."""
    call = go(looking_up(), answered(looking_up(), "late")).call
    call = go(call, play_ended(call)).call
    assert go(call, play_ended(call, "failed")).call.queue == "general"


def test_an_answer_of_an_earlier_look_up_is_ignored() -> None:
    """After a restart two processes may ask; the second answer changes nothing."""
    call = looking_up()
    late = msgspec.structs.replace(answered(call, "late"), lookup=call.version - 1)
    assert step(call, late, OPEN, SITE) is None
    noted = go(call, answered(call, "late")).call
    assert step(noted, answered(call, "late"), OPEN, SITE) is None


def test_a_branch_reads_the_load() -> None:
    """With more calls than the site says, the caller is led elsewhere."""
    full = BranchCase(waiting=QueueLoad(queue="general", over=10), next=StepTarget(information="horarios"))
    branch = MenuStep(id="x", name="X", branch=Branching(cases=(full,), otherwise=StepTarget(queue="general")))
    entry = SITE.steps["radicado_numero"]
    assert entry.collect is not None
    entry = msgspec.structs.replace(entry, collect=msgspec.structs.replace(entry.collect, next=StepTarget(step="x")))
    site = msgspec.structs.replace(SITE, steps={**SITE.steps, "x": branch, "radicado_numero": entry})
    call = entering(site)
    assert go(call, collected(call), site, general=11).call.stage is Stage.INFORMING
    assert go(call, collected(call), site, general=10).call.queue == "general"


MENU_STAGES = {Stage.CHOOSING, Stage.ENTERING, Stage.LOOKING_UP, Stage.ANSWERING, Stage.INFORMING, Stage.PARTING}
KEYS = st.lists(st.sampled_from([*"0123456789*", "", "", ""]), min_size=40, max_size=40)


def next_signal(call: Call, key: str, outcome: str) -> Signal:
    """Return the signal for which a call in a menu waits, as a caller and a system give it."""
    if call.stage is Stage.CHOOSING:
        return pressed(call, key)
    if call.stage is Stage.ENTERING:
        return collected(call, ("ok", "invalid")["0123456789*".index(key) % 2] if key else "silence")
    if call.stage is Stage.LOOKING_UP and call.self_service and call.self_service.lookup:
        return answered(call, outcome)
    return play_ended(call)


@settings(max_examples=60)
@given(keys=KEYS, outcome=st.sampled_from(["late", "answered", "in_progress", "no_match", "locked", "failed", "nuevo"]))
def test_every_way_ends(keys: list[str], outcome: str) -> None:
    """With any keys, silences and outcomes the call goes on, and with silence alone it ends or reaches an advisor."""
    call = entering()
    for key in [*keys, *[""] * 60]:
        if call.stage not in MENU_STAGES:
            break
        call = go(call, next_signal(call, key, outcome)).call
        waits = call.awaited_command or (call.self_service or SelfService()).lookup
        assert waits or call.stage is Stage.ENDED
    assert call.stage in (Stage.WAITING, Stage.ENDED)
    assert call.self_service is None
