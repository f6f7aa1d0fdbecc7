"""The demo's generated callers: with any random values their plans are bounded and fit the site."""

import random
from collections import Counter
from collections.abc import Iterator
from itertools import islice

import msgspec
from hypothesis import given
from hypothesis import strategies as some

from agent_api.tickets.domain.numbers import FilingNumber
from atencion.demo.traffic import (
    INVENTED_NUMBERS,
    WAVE_S,
    Chance,
    KeyedPetition,
    SampleCall,
    next_call,
    petition_steps,
)
from config.site.calls.menus import Option
from config.site.model import Site
from ivr import menus
from ivr.menu_steps import judge_entry
from telephony.softphone.behaviour import KeyPress
from tests.support.site_folders import sample_site

SITE = sample_site()
A_DAY_S = 86_400.0
PETITIONS = tuple(
    KeyedPetition(number=str(FilingNumber(2026, n)).replace("-", ""), document=f"5290010{n}") for n in range(1, 6)
)
chances = some.builds(lambda seed: random.Random(seed).random, some.integers(0, 2**32))


def everything_informs(site: Site) -> Site:
    """Return a site without a queue in its menus: keys that led to one give information."""
    prompt = next(iter(site.prompts))

    def informing(options: dict[str, Option]) -> dict[str, Option]:
        return {
            key: msgspec.structs.replace(option, queue=None, information=prompt) if option.queue else option
            for key, option in options.items()
        }

    changed = {
        name: msgspec.structs.replace(menu, options=informing(menu.options)) for name, menu in site.menus.items()
    }
    return msgspec.structs.replace(site, menus=changed, sample_callers=())


sites = some.sampled_from([SITE, everything_informs(SITE)])


def route_of(site: Site, call: SampleCall) -> tuple[str, str]:
    """Return the outcome and the queue to which the keys of a plan lead on the site."""
    menu, misses = site.lines[call.line].menu, 0
    for at, press in enumerate(call.presses, 1):
        match menus.choose_option(site, menu, misses, press.digits):
            case menus.RetryMenu():
                misses += 1
            case menus.GoToMenu(menu=menu):
                misses = 0
            case menus.GoToQueue(queue=queue):
                assert press is call.presses[-1]
                return "queue", queue
            case menus.PlayInformation():
                assert press is call.presses[-1]
                return "information", ""
            case menus.GoToStep(step=step):
                return answer_of(site, step, call.presses[at:]), ""
    return "leaves", ""


def answer_of(site: Site, step: str, presses: tuple[KeyPress, ...]) -> str:
    """Return the outcome of digits keyed in from a step: the state of a petition, or that the caller hangs up."""
    keyed: list[str] = []
    at = step
    for press in presses:
        entry, digits = site.steps[at].collect, press.digits.removesuffix("#")
        assert entry is not None
        if judge_entry(entry, digits) != "ok":
            continue
        keyed.append(digits)
        at = entry.next.step or ""
        if (lookup := site.steps[at].lookup) is None:
            continue
        if KeyedPetition(number=keyed[0], document=keyed[1]) in PETITIONS:
            assert press is presses[-1]
            return "petition"
        refusal = site.steps[lookup.outcomes["no_match"].step or ""].say
        assert refusal is not None
        at, keyed = refusal.next.step or "", []
    return "leaves"


@given(chances, sites)
def test_the_keys_of_a_plan_lead_where_it_says(chance: Chance, site: Site) -> None:
    """Every key is in the menu, or is a forgiven error, and no key follows the end."""
    _, call = next_call(chance, site, at_s=0.0, a_minute=4, petitions=PETITIONS)
    assert route_of(site, call) == (call.end, call.queue)
    assert site.line_of(call.dials) is site.lines[call.line]


@given(chances, some.floats(0, A_DAY_S), some.floats(0.001, 6000))
def test_a_plan_is_bounded(chance: Chance, at_s: float, a_minute: float) -> None:
    """Keys, patience and talk are bounded, no pause exceeds sixty times the mean, and the sentence fits the queue."""
    pause_s, call = next_call(chance, SITE, at_s=at_s, a_minute=a_minute)
    assert 0 <= pause_s < 60 * 60 / a_minute
    assert len(call.presses) <= 6
    assert all(0 < press.delay_s < 60 and len(press.digits) <= 1 for press in call.presses)
    assert 1 <= call.patience_s <= 180
    assert 10 <= call.talk_s <= 60
    assert call.number in INVENTED_NUMBERS
    callers = [each for each in SITE.sample_callers if each.id == call.sentence]
    assert all(call.queue in (each.queues or (call.queue,)) for each in callers)
    assert bool(callers) == (call.end == "queue")


def test_callers_ask_for_their_petition_and_err_at_times() -> None:
    """Some key in number and document at once, some correct a digit or a document, and some hang up after an error."""
    chance = random.Random(28).random
    calls = [next_call(chance, SITE, at_s=0.0, a_minute=4, petitions=PETITIONS)[1] for _ in range(1500)]
    asking = [call for call in calls if any(press.digits.endswith("#") for press in call.presses)]
    entries = Counter(
        (call.end, sum(press.digits.endswith("#") for press in call.presses)) for call in asking if call.end != "queue"
    )
    assert set(entries) == {("petition", 2), ("petition", 3), ("petition", 4), ("leaves", 2)}
    assert entries["petition", 2] > len(asking) / 2
    assert len(calls) / 20 < len(asking) < len(calls) / 3
    assert all(0 < press.delay_s < 90 for call in asking for press in call.presses)


def test_only_a_step_that_says_the_state_of_a_petition_is_chosen() -> None:
    """Without petitions no caller chooses one, and another step has no questions that a caller can answer."""
    chance = random.Random(28).random
    calls = [next_call(chance, SITE, at_s=0.0, a_minute=4)[1] for _ in range(500)]
    assert all(len(press.digits) <= 1 for call in calls for press in call.presses)
    assert petition_steps(SITE, "radicado_numero") is not None
    others = set(SITE.steps) - {"radicado_numero"}
    assert [each for each in others if petition_steps(SITE, each) is not None] == []


def a_day(a_minute: float) -> Iterator[tuple[float, SampleCall]]:
    """Return the calls of a day with their times."""
    chance, at_s = random.Random(20261124).random, 0.0
    while at_s < A_DAY_S:
        pause_s, call = next_call(chance, SITE, at_s=at_s, a_minute=a_minute)
        at_s += pause_s
        yield at_s, call


def test_as_many_call_as_asked_for() -> None:
    """Over a day the rate is within a tenth of the setting, and much higher at the peak than at the trough."""
    times = [at_s for at_s, _ in a_day(4)]
    assert 0.9 < len(times) / (A_DAY_S / 60) / 4 < 1.1
    quarters = Counter(int(at_s % WAVE_S / WAVE_S * 4) for at_s in times)
    assert quarters[0] + quarters[1] > 1.5 * (quarters[2] + quarters[3])


def test_callers_are_various() -> None:
    """In some hundred calls each outcome, line, queue and sentence occurs, and so do silence, wrong keys and hang-ups.

    Most calls enter a queue, and most of those wait long enough to be answered.
    """
    calls = [call for _, call in islice(a_day(4), 500)]
    assert {call.line for call in calls} == set(SITE.lines)
    assert {call.queue for call in calls} - {""} == set(SITE.queues)
    assert {call.sentence for call in calls} - {""} == {each.id for each in SITE.sample_callers}
    ends = Counter(call.end for call in calls)
    assert ends["queue"] > 250
    assert min(ends["information"], ends["leaves"]) > 20
    pressed = [press.digits for call in calls for press in call.presses]
    assert {"", "0"} <= set(pressed)
    waits = [call.patience_s for call in calls if call.end == "queue"]
    assert 0.1 < sum(wait <= 15 for wait in waits) / len(waits) < 0.3
