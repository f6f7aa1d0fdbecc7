"""Options, steps and look-ups of a site's menus as branches of the simulator's tree."""

from collections.abc import Iterator
from typing import Final

from agent_api.kit import labels
from agent_api.simulations.schemas import (
    SimulatorAnswer,
    SimulatorLookup,
    SimulatorOption,
    SimulatorStep,
    SimulatorTarget,
    SimulatorWay,
    StepKind,
)
from config.site.calls.menu_steps.steps import BranchCase, MenuStep, StepTarget
from config.site.calls.menus import Option
from config.site.model import Site
from config.site.tries.answers import possible_answers
from config.site.tries.scenario import FAILED, LATE
from ivr.check_digits import check_digit

_NUMBER: Final = "2026123456"
_FAILURES: Final = {FAILED: "Falla", LATE: "Tarda demasiado"}


def present_option(key: str, option: Option) -> SimulatorOption:
    """Build a key of a menu."""
    to, target = _place_of(
        StepTarget(menu=option.menu, step=option.step, queue=option.queue, information=option.information)
    )
    return SimulatorOption(key=key, label=option.label, to=to, target=target)


def present_step(site: Site, step: MenuStep) -> SimulatorStep:
    """Build a step with its ways out."""
    ways: list[SimulatorWay] = []
    for label, target in _ways_of(site, step):
        to, name = _place_of(target)
        ways.append(SimulatorWay(label=label, to=to, target=name))
    return SimulatorStep(id=step.id, name=step.name, kind=_kind_of(step), example=_example_of(step), ways=ways)


def _example_of(step: MenuStep) -> str:
    """Return digits that the step accepts, or nothing where it asks for none."""
    if step.collect is None:
        return ""
    examples = {
        "filing_number": _NUMBER + check_digit(_NUMBER),
        "document": "52123456",
        "birth_date": "12031994",
        "digits": "1" * step.collect.least,
    }
    return examples[step.collect.check]


def _kind_of(step: MenuStep) -> StepKind:
    if step.collect is not None:
        return "collect"
    if step.branch is not None:
        return "branch"
    return "say" if step.lookup is None else "lookup"


def needs_answer(step: MenuStep) -> bool:
    """Return whether the scenario says what the look-up of a step answers; the caller says who is a large client."""
    return step.lookup is not None and step.lookup.name != "large_client"


def present_lookup(step: MenuStep) -> SimulatorLookup:
    """Build a look-up with its possible answers."""
    answers = [SimulatorAnswer(id=each, label=_outcome_label(each)) for each in possible_answers(step)]
    return SimulatorLookup(step=step.id, name=step.name, answers=answers)


def _outcome_label(outcome: str) -> str:
    if outcome in _FAILURES:
        return _FAILURES[outcome]
    label = labels.MENU_OUTCOMES.get(outcome, outcome)
    return label[0].upper() + label[1:]


def _place_of(target: StepTarget) -> tuple[SimulatorTarget, str]:
    if target.menu is not None:
        return "menu", target.menu
    if target.step is not None:
        return "step", target.step
    if target.queue is not None:
        return "queue", target.queue
    if target.information is not None:
        return "information", target.information
    return "goodbye", ""


def _ways_of(site: Site, step: MenuStep) -> Iterator[tuple[str, StepTarget]]:
    if step.collect is not None:
        yield "Si sirve lo que marca", step.collect.next
        yield "Si no marca nada o se equivoca", step.collect.failure
    if step.branch is not None:
        for case in step.branch.cases:
            yield _condition(site, case), case.next
        yield "Si no", step.branch.otherwise
    if step.lookup is not None:
        for outcome, target in step.lookup.outcomes.items():
            yield _outcome_label(outcome), target
        yield "Falla o tarda demasiado", step.lookup.failure
    if step.say is not None:
        yield "Después", step.say.next


def _condition(site: Site, case: BranchCase) -> str:
    """Return the conditions of a case, all of which must hold."""
    parts: list[str] = []
    if case.hours is not None:
        parts.append(f"en el horario «{case.hours}»")
    if case.days:
        parts.append(f"el {', '.join(f'{day:%d/%m/%Y}' for day in case.days)}")
    if case.line is not None:
        parts.append(f"en {site.lines[case.line].name}")
    if case.waiting is not None:
        parts.append(f"con más de {case.waiting.over} en espera en {site.queues[case.waiting.queue].name}")
    if case.large_client is not None:
        parts.append("es un gran cliente" if case.large_client else "no es un gran cliente")
    if case.choice is not None:
        parts.append(f"marcó {case.choice.key} en «{case.choice.menu}»")
    if case.result is not None:
        parts.append(f"«{site.steps[case.result.step].name}»: {_outcome_label(case.result.outcome).lower()}")
    return f"Si {' y '.join(parts)}"
