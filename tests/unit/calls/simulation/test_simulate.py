"""The simulator: equal calls give equal transcripts, and the caller hears what the site says."""

from datetime import date, time

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calls.simulation.simulate import simulate, simulate_wait
from calls.simulation.transcript import Transcript
from config.site.tries.scenario import Input, SimulatedCaller, StaffGroup, Staffing
from eventlog.facts import CallAnswered, CallQueued, WaitAnnounced
from tests.support.calls.scenarios import floor, inputs, scenario
from tests.support.site_folders import sample_site

SITE = sample_site()
STEPS = (
    "1",
    "2",
    "3",
    "5",
    "9",
    "7",
    "*",
    "310555#",
    "20261234565#",
    "listen",
    "silence",
    "until_key",
    "until_answer",
    5,
    70,
    "hang_up",
)


def heard(transcript: Transcript) -> list[str]:
    return [each.key for each in transcript.heard]


def facts(transcript: Transcript) -> list[str]:
    return [each.name for each in transcript.facts]


def test_call_is_answered_after_the_prompts_that_its_line_names() -> None:
    """The caller hears greeting, notice and menu, presses a key and talks after the time to pick up."""
    result = simulate(SITE, scenario("listen", "1", "until_answer", floor=floor()))
    assert heard(result) == ["saludo_bogota", "aviso_grabacion", "menu_bogota", "espera"]
    assert facts(result) == [
        *("CallIngressed", "NoticePlayed", "MenuEntered", "MenuSelected", "CallQueued", "AdvisorOffered"),
        *("AdvisorStateChanged", "CallAnswered", "RecordingBegan", "AdvisorStateChanged"),
    ]
    assert result.state.meets == "talk"
    assert result.state.waited_s == 3
    assert result.menus == ("bogota",)
    assert result.state.choices == (("bogota", "1"),)


def test_key_cuts_the_greeting_but_not_the_notice() -> None:
    """Where the line records, the whole notice is heard, and the key counts in the menu."""
    result = simulate(SITE, scenario("1"))
    assert [(each.key, each.seconds) for each in result.heard] == [("saludo_bogota", 0), ("aviso_grabacion", 0)]
    assert (result.state.meets, result.state.playing) == ("prompt", ("aviso_grabacion",))
    later = simulate(SITE, scenario("1", "listen"))
    assert [each.after for each in later.pressed] == [1]  # after the greeting, before the notice that it started
    assert later.heard[1].whole
    assert later.state.last_queue == "credito"


def test_prompt_can_be_heard_in_part() -> None:
    """After one second the greeting still plays, and it was heard for one second."""
    result = simulate(SITE, scenario(1))
    assert [(each.key, each.seconds, each.whole) for each in result.heard] == [("saludo_bogota", 1, False)]
    assert result.state.interruptible
    assert result.state.elapsed_s == 1


@pytest.mark.parametrize(("at", "is_open"), [(time(12, 59), True), (time(13), False), (time(18, 59), False)])
def test_calendar_of_the_line_decides_on_a_saturday(at: time, is_open: bool) -> None:
    """Saturday is open until 13:00."""
    result = simulate(SITE, scenario("listen", day=date(2026, 12, 5), at=at))
    assert ("menu_bogota" in heard(result), "cerrado" in heard(result)) == (is_open, not is_open)


def test_wait_follows_the_router() -> None:
    """Twenty advisors and eighty calls before: the place and the estimate are announced, and both shrink."""
    result = simulate_wait(SITE, scenario("1", floor=floor(advisors=20, busy=20, waiting=80)))
    said = [each.envelope.fact for each in result.facts if isinstance(each.envelope.fact, WaitAnnounced)]
    positions = [fact.position for fact in said]
    assert positions[0] > positions[5] > positions[-1] >= 1
    assert result.state.waited_s is not None
    assert 600 < result.state.waited_s < 1800


def test_forecast_does_not_change_the_call() -> None:
    """The time until an advisor is simulated apart: the call itself still waits."""
    waiting = scenario("listen", "1", "listen", floor=floor(busy=1))
    state = simulate(SITE, waiting).state
    assert (state.meets, state.answered_at_s) == ("queue", None)
    assert state.queue is not None
    assert state.queue.position == 1
    waited_s = simulate_wait(SITE, waiting).state.waited_s
    assert waited_s is not None
    assert 100 < waited_s < 150


def test_nobody_answers_without_advisors() -> None:
    """The wait is given up after its limit, and the caller still is in the queue."""
    state = simulate_wait(SITE, scenario("1")).state
    assert (state.answered_at_s, state.meets) == (None, "queue")


def test_withheld_number_is_keyed_in_and_read_back() -> None:
    """The digits of the keyed number are read where the command has the placeholder."""
    steps = ("1", "until_key", "1", "3105550142#", "listen")
    result = simulate(SITE, scenario(*steps, caller=SimulatedCaller(number=None)))
    digits = [key for key in heard(result) if key.startswith("cifra.")]
    assert digits == [f"cifra.{digit}" for digit in "3105550142"]


def test_advisor_without_level_is_not_rung() -> None:
    """The bands of the queue hold: an advisor of level 2 is rung for «credito» only after 20 seconds."""
    staff = Staffing(shifts=(StaffGroup(queues={"credito": 2}),))
    state = simulate(SITE, scenario("1", "until_answer", floor=staff)).state
    assert state.waited_s is not None
    assert 20 <= state.waited_s < 30


def test_unknown_line_is_an_error() -> None:
    """A scenario of a line that the site does not have cannot begin."""
    with pytest.raises(KeyError):
        simulate(SITE, scenario(line="otra"))


@settings(max_examples=25, deadline=None)
@given(
    steps=st.lists(st.sampled_from(STEPS), max_size=7),
    staff=st.sampled_from([floor(advisors=0), floor(), floor(busy=1)]),
)
def test_any_inputs_continue_the_same_call(steps: list[str | int], staff: Staffing) -> None:
    """Each further input only adds facts; equal inputs give the same transcript, and a call that is over stays so."""
    call = scenario(*steps, line="nacional", floor=staff)
    result = simulate(SITE, call)
    assert simulate(SITE, call) == result
    earlier = simulate(SITE, msgspec.structs.replace(call, inputs=call.inputs[:-1]))
    assert result.facts[: len(earlier.facts)] == earlier.facts
    assert result.state.elapsed_s >= earlier.state.elapsed_s
    if earlier.state.meets == "nothing":
        assert result.facts == earlier.facts


@given(advisors=st.integers(1, 6), busy=st.integers(0, 6), waiting=st.integers(0, 12))
@settings(max_examples=10, deadline=None)
def test_earlier_calls_are_answered_first(advisors: int, busy: int, waiting: int) -> None:
    """The caller comes after all who wait, and every fact of the wait is in its order."""
    staff = floor(advisors=advisors, busy=min(busy, advisors), waiting=waiting, talk_s=30)
    result = simulate_wait(SITE, scenario("1", floor=staff))
    kinds = [type(each.envelope.fact) for each in result.facts]
    assert kinds.index(CallQueued) < kinds.index(CallAnswered)
    assert [each.at_s for each in result.facts] == sorted(each.at_s for each in result.facts)


def test_inputs_after_the_end_have_no_effect() -> None:
    """A caller who hung up presses nothing more."""
    ended = simulate(SITE, scenario("hang_up"))
    assert simulate(SITE, scenario("hang_up", "1", "until_answer", 30)).facts == ended.facts
    assert ended.state.outcome == "abandoned_ivr"


def test_input_is_one_thing() -> None:
    """The count says how many fields are set, which the site's check refuses unless it is one."""
    assert [each.count for each in (*inputs("1", 5, "listen"), Input(), Input(press="1", wait_s=1))] == [1, 1, 1, 0, 2]
