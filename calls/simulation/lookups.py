"""Answers of look-ups in a simulated call, in the place of the systems that a gateway asks. Pure.

Owns the order and the time of the answers, and the examples of values that a scenario does not give. It encrypts
nothing, because a simulation is stored nowhere.
"""

from collections import Counter
from datetime import date, timedelta
from typing import Final, Literal

import msgspec

from calls.call import Call, EntryCollected, LookupAnswered, SelfService
from config.site.calls.menu_steps.lookup_shapes import LOCKED, SpokenKind, shape_of
from config.site.calls.menu_steps.steps import MenuStep
from config.site.customers.identity import GuessLimits
from config.site.model import Site
from config.site.tries.scenario import FAILED, LATE, Scenario, SimulatedAnswer
from ivr import menu_steps
from ivr.menu_steps import SpokenValue
from ivr.phrases import TICKET_STATES
from telephony.port import DigitsCollected

ANSWER_MS: Final = 300
REFUSAL_MS: Final = 1000
"""Time of a refusal, as `calls.driver.menu_lookups.runner` gives it."""
_NO_MATCH: Final = "no_match"
_REASONS: Final[dict[str, Literal["failed", "timeout"]]] = {FAILED: "failed", LATE: "timeout"}
_EXAMPLE_DAYS: Final = 10
_VALUES: Final = msgspec.json.Decoder(dict[str, SpokenValue])


class SimulatedLookups:
    """The look-ups of one call; its answers follow the scenario, and wrong guesses are limited as in production."""

    def __init__(self, site: Site, scenario: Scenario) -> None:
        self._site = site
        self._scenario = scenario
        self._made: Counter[str] = Counter()
        self._guesses = 0
        self._current: tuple[int, LookupAnswered, int] | None = None

    def answer(self, call: Call) -> tuple[int, LookupAnswered]:
        """Return the answer of the look-up for which a call waits, and the ms that it takes."""
        service = _service_of(call)
        if self._current is None or self._current[0] != service.lookup:
            answer = self._next_answer(self._site.steps[service.step])
            after_ms = self._duration_ms(self._site.steps[service.step], answer.outcome)
            self._current = service.lookup, self._signal_of(call, answer, after_ms), after_ms
        return self._current[2], self._current[1]

    def _next_answer(self, step: MenuStep) -> SimulatedAnswer:
        assert step.lookup is not None, "the step looks nothing up"
        given: tuple[SimulatedAnswer, ...]
        if step.lookup.name == "large_client":
            given = (SimulatedAnswer(outcome="yes" if self._scenario.caller.large_client else "no"),)
        else:
            given = self._scenario.lookups.get(step.id) or (SimulatedAnswer(outcome=FAILED),)
        answer = given[min(self._made[step.id], len(given) - 1)]
        self._made[step.id] += 1
        machine = self._site.identity.machine if self._site.identity else None
        limits = machine.guesses if machine else GuessLimits()
        if self._guesses >= limits.per_call and LOCKED in step.lookup.outcomes and answer.outcome not in _REASONS:
            return SimulatedAnswer(outcome=LOCKED)
        self._guesses += answer.outcome in (_NO_MATCH, *_REASONS)
        return answer

    @staticmethod
    def _duration_ms(step: MenuStep, outcome: str) -> int:
        assert step.lookup is not None, "the step looks nothing up"
        if outcome == LATE:
            return int(step.lookup.limit_s * 1000)
        return REFUSAL_MS if outcome in (_NO_MATCH, LOCKED) else ANSWER_MS

    def _signal_of(self, call: Call, answer: SimulatedAnswer, after_ms: int) -> LookupAnswered:
        service = _service_of(call)
        reason: Literal["failed", "timeout", ""] = _REASONS.get(answer.outcome, "")
        values = self._values_of(self._site.steps[service.step], answer)
        return LookupAnswered(
            call_id=call.id,
            lookup=service.lookup,
            outcome=menu_steps.FAILED if reason else answer.outcome,
            reason=reason,
            duration_ms=after_ms,
            value=msgspec.json.encode(values) if values else b"",
        )

    def _values_of(self, step: MenuStep, answer: SimulatedAnswer) -> dict[str, SpokenValue]:
        assert step.lookup is not None, "the step looks nothing up"
        machine = self._site.identity.machine if self._site.identity else None
        shape = shape_of(step.lookup.name, self._site.lookups, machine)
        kinds = shape.outcomes.get(answer.outcome, {}) if shape else {}
        day = self._scenario.day
        return {
            name: SpokenValue(kind, answer.values.get(name) or example_value(kind, answer.outcome, day))
            for name, kind in kinds.items()
        }


def example_value(kind: SpokenKind, outcome: str, day: date) -> str:
    """Return a value that an outcome may have on a day."""
    match kind:
        case "state":
            return outcome if outcome in TICKET_STATES else "in_area"
        case "date":
            return (day + timedelta(days=-_EXAMPLE_DAYS if outcome == "late" else _EXAMPLE_DAYS)).isoformat()
        case "money":
            return "1250000"
        case "digits":
            return "123456"


def entry_of(call: Call, signal: DigitsCollected, site: Site) -> EntryCollected:
    """Judge what a caller keyed in for a step, as the driver does; the digits stay as they are."""
    entry = site.steps[_service_of(call).step].collect
    assert entry is not None, "the step collects nothing"
    verdict = menu_steps.judge_entry(entry, signal.digits)
    value = signal.digits.encode() if verdict == "ok" else b""
    return EntryCollected(call_id=call.id, command_id=signal.command_id, verdict=verdict, value=value)


def answer_sounds(call: Call, site: Site) -> tuple[str, ...]:
    """Return the sounds of the answer that the call says now."""
    service = _service_of(call)
    answer = site.steps[service.step].say
    assert answer is not None, "the step says nothing"
    encoded = service.values.get(answer.lookup or "", b"")
    return menu_steps.answer_sounds(answer, _VALUES.decode(encoded) if encoded else {})


def _service_of(call: Call) -> SelfService:
    return call.self_service or SelfService()
