"""The simulator in the steps of a menu: digits, look-ups with the answers of the scenario, and branches."""

import msgspec
import pytest

from calls.simulation.simulate import simulate
from calls.simulation.transcript import Transcript
from config.site.calls.menu_steps.steps import BranchCase, Branching, MenuStep, QueueLoad, StepTarget
from config.site.loader import read_site
from config.site.model import Site
from config.site.tries.scenario import SimulatedAnswer, SimulatedCaller, Staffing
from eventlog.facts import CallQueued, MenuDigitsCollected, MenuLookupMade
from tests.support.calls.scenarios import scenario
from tests.support.site_folders import read_sample_file, sample_site, text_message_files

SITE = sample_site()
NUMBER, DOCUMENT = "20261234565#", "52123456#"
ASKED = ("4", "until_key", NUMBER, "until_key", DOCUMENT)
STEP = "radicado_consulta"


def answers(*outcomes: str, **values: str) -> dict[str, tuple[SimulatedAnswer, ...]]:
    return {STEP: tuple(SimulatedAnswer(outcome=each, values=values) for each in outcomes)}


def heard(transcript: Transcript) -> list[str]:
    return [each.key for each in transcript.heard]


def made(transcript: Transcript) -> list[MenuLookupMade]:
    return [each.envelope.fact for each in transcript.facts if isinstance(each.envelope.fact, MenuLookupMade)]


def test_given_values_are_said() -> None:
    """The state and the date of the answer are heard, and the steps are noted in order."""
    call = scenario(*ASKED, "listen", lookups=answers("in_progress", state="in_review", due_on="2026-12-21"))
    result = simulate(SITE, call)
    assert heard(result)[6:12] == ["estado.in_review", "responderemos", "fecha.21", "mes.12", "ano.2026", "otra_vez"]
    assert result.steps[:3] == ("radicado_numero", "radicado_documento", STEP)
    assert (result.state.step, result.state.meets) == ("radicado_otra_vez", "key")


@pytest.mark.parametrize(
    ("outcome", "sounds"),
    [
        ("in_progress", ["estado.in_area", "responderemos", "fecha.12", "mes.12", "ano.2026"]),
        ("late", ["estado.in_area", "debimos_responder", "fecha.22", "mes.11", "ano.2026"]),
        ("answered", ["estado.answered", "otra_vez"]),
        ("failed", ["sin_respuesta", "paso_a_asesor"]),
        ("timeout", ["sin_respuesta", "paso_a_asesor"]),
    ],
)
def test_each_answer_leads_on(outcome: str, sounds: list[str]) -> None:
    """A value that is not given is an example; both failures take the failure branch, and say why."""
    result = simulate(SITE, scenario(*ASKED, "listen", lookups=answers(outcome)))
    assert heard(result)[6 : 6 + len(sounds)] == sounds
    [fact] = made(result)
    is_failure = outcome in ("failed", "timeout")
    assert (fact.outcome, fact.reason) == (("failed", outcome) if is_failure else (outcome, ""))


def test_lookup_without_an_answer_fails() -> None:
    """A scenario that says nothing about a look-up does not find anything."""
    assert made(simulate(SITE, scenario(*ASKED, "listen")))[0].outcome == "failed"


def test_wrong_digits_are_asked_again() -> None:
    """A number without its check digit is refused, and the caller hears why."""
    result = simulate(SITE, scenario("4", "until_key", "20261234560#", "listen"))
    assert heard(result)[-2:] == ["radicado_errado", "pida_radicado"]
    [fact] = [each.envelope.fact for each in result.facts if isinstance(each.envelope.fact, MenuDigitsCollected)]
    assert fact.result == "invalid"


def test_guesses_are_limited() -> None:
    """After the site's three wrong guesses even a right answer is locked."""
    again = ("until_key", NUMBER, "until_key", DOCUMENT)
    answered = answers("no_match", "no_match", "no_match", "in_progress")
    result = simulate(SITE, scenario(*ASKED, *again, *again, *again, "listen", lookups=answered))
    assert [fact.outcome for fact in made(result)] == ["no_match", "no_match", "no_match", "locked"]
    assert result.state.last_queue == "general"


def test_late_answer_is_awaited_with_music() -> None:
    """The prompt is over before the time limit of the look-up, and the caller hears music."""
    step = SITE.steps[STEP]
    assert step.lookup is not None
    slow = msgspec.structs.replace(step, lookup=msgspec.structs.replace(step.lookup, limit_s=5))
    site = msgspec.structs.replace(SITE, steps=SITE.steps | {STEP: slow})
    asked = scenario(*ASKED, 4, lookups=answers("timeout"))
    assert simulate(site, asked).state.meets == "lookup"
    assert simulate(site, asked).music
    later = scenario(*ASKED, 4, "listen", lookups=answers("timeout"))
    assert made(simulate(site, later))[0].duration_ms == 5000


def branching(case: BranchCase) -> Site:
    """Return the sample site whose key 1 leads to a case, or else to the queue «general»."""
    step = MenuStep(
        id="reparto", name="Reparto", branch=Branching(cases=(case,), otherwise=StepTarget(queue="general"))
    )
    menu = SITE.menus["bogota"]
    option = msgspec.structs.replace(menu.options["1"], queue=None, step="reparto")
    menus = SITE.menus | {"bogota": msgspec.structs.replace(menu, options=menu.options | {"1": option})}
    return msgspec.structs.replace(SITE, menus=menus, steps=SITE.steps | {"reparto": step})


@pytest.mark.parametrize(("waiting", "queue"), [(11, "pagos"), (10, "general")])
def test_branch_counts_the_waiting_calls(waiting: int, queue: str) -> None:
    """More than ten calls in a queue take the case of a branch."""
    case = BranchCase(waiting=QueueLoad(queue="credito", over=10), next=StepTarget(queue="pagos"))
    call = scenario("listen", "1", "listen", floor=Staffing(waiting={"credito": waiting}))
    assert simulate(branching(case), call).state.last_queue == queue


@pytest.mark.parametrize(("is_large", "queue"), [(True, "pagos"), (False, "general")])
def test_branch_knows_a_large_client(is_large: bool, queue: str) -> None:
    """The caller of the scenario is a large client where it says so."""
    case = BranchCase(large_client=True, next=StepTarget(queue="pagos"))
    call = scenario("listen", "1", "listen", caller=SimulatedCaller(large_client=is_large))
    assert simulate(branching(case), call).state.last_queue == queue


@pytest.mark.parametrize(
    ("outcome", "sounds", "self_served"),
    [
        ("sent", ["correo_enviado", "despedida"], True),
        ("no_mobile", ["sin_correo", "paso_a_asesor"], False),
        ("failed", ["sin_respuesta", "paso_a_asesor"], False),
    ],
)
def test_each_outcome_of_a_text_message_is_spoken(outcome: str, sounds: list[str], self_served: bool) -> None:
    """A caller who gets the state by text message is served; one who cannot hears why, and goes to an advisor."""
    site = read_site(text_message_files(), read_sample_file)
    lookups = answers("in_progress") | {"radicado_envio": (SimulatedAnswer(outcome=outcome),)}
    result = simulate(site, scenario(*ASKED, "until_key", "silence", "until_key", "1#", "listen", lookups=lookups))
    after_wait = heard(result)[heard(result).index("ofrece_correo") + 2 :]
    assert after_wait[:2] == sounds
    assert [each.outcome for each in made(result)] == ["in_progress", outcome]
    queued = [each for each in result.facts if isinstance(each.envelope.fact, CallQueued)]
    assert bool(queued) is not self_served
