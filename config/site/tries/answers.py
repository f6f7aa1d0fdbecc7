"""Answers of look-ups in a simulated call: which ones a step can have, and their faults. Pure.

Owns the Spanish sentence of a fault, for the check of the site and for the simulator. It must not know how an
answer is spoken.
"""

from collections.abc import Mapping
from datetime import date

from config.schema.reader import suggest_name
from config.site.calls.menu_steps.lookup_shapes import LookupShape, SpokenKind
from config.site.calls.menu_steps.steps import MenuStep
from config.site.tries.scenario import FAILED, LATE, MAX_ANSWERS, SimulatedAnswer

_MOST_AMOUNT_DIGITS = 12


def possible_answers(step: MenuStep) -> tuple[str, ...]:
    """Return the outcomes of a look-up and its two failures."""
    assert step.lookup is not None, "the step looks nothing up"
    return (*step.lookup.outcomes, FAILED, LATE)


def find_answer_fault(
    id_: str, answers: tuple[SimulatedAnswer, ...], steps: Mapping[str, MenuStep], shape: LookupShape | None
) -> str | None:
    """Return why a step cannot have these answers, or None; ``shape`` is None if another package owns the look-up."""
    step = steps.get(id_)
    if step is None or step.lookup is None:
        return f"«{id_}» no es un paso que consulte"
    if not 1 <= len(answers) <= MAX_ANSWERS:
        return f"«{id_}» lleva de una a {MAX_ANSWERS} respuestas"
    possible = possible_answers(step)
    for answer in answers:
        if answer.outcome not in possible:
            return f"«{answer.outcome}» no es una respuesta de «{id_}»; {suggest_name(answer.outcome, possible)}"
        kinds = (shape.outcomes.get(answer.outcome, {}) if shape else {}) or {}
        for name, value in answer.values.items():
            if name not in kinds:
                return f"la respuesta «{answer.outcome}» de «{id_}» no tiene el dato «{name}»"
            if not _fits(kinds[name], value):
                return f"«{value}» no sirve para el dato «{name}» de «{id_}»"
    return None


def _fits(kind: SpokenKind, value: str) -> bool:
    if kind == "date":
        try:
            date.fromisoformat(value)
        except ValueError:
            return False
        return True
    if kind == "state":
        return True
    return value.isdigit() and (kind == "digits" or len(value) <= _MOST_AMOUNT_DIGITS)
