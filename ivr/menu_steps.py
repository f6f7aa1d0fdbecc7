"""Decisions of the steps of a menu: whether digits fit, which case of a branch holds, and the sounds of a value. Pure.

Owns these decisions over a site. It must not know calls, gateways or clocks, nor who looks a value up: the situation is
an argument.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

import msgspec

from config.site.calls.calendars import is_open
from config.site.calls.menu_steps.lookup_shapes import SpokenKind
from config.site.calls.menu_steps.steps import BranchCase, DigitEntry, MenuStep, SpokenAnswer, StepTarget
from config.site.model import Site
from ivr.check_digits import has_valid_check_digit
from ivr.phrases import date_sounds, digit_sounds, money_sounds, state_sounds

EntryVerdict = Literal["ok", "silence", "invalid"]
FAILED: Final = "failed"
"""Outcome of a look-up without an answer."""
_FILING_NUMBER_DIGITS, _DOCUMENT_DIGITS = range(11, 15), range(4, 13)
_MAX_STEPS: Final = 30
"""Most steps without a key in a row; a checked site has fewer, because no such way is a circle."""


class SpokenValue(msgspec.Struct, frozen=True):
    """A value that can be said: a state, an ISO date, an amount in whole pesos, or digits."""

    kind: SpokenKind
    value: str


class Situation(msgspec.Struct, frozen=True, kw_only=True):
    """Values that the conditions of a branch compare.

    Attributes:
        now: aware.
        waiting: calls in each queue; a queue of unknown load is missing.
        choices: (menu, key) pressed in this call.
        outcomes: of the look-ups of this call, by step.
    """

    now: datetime
    line: str
    waiting: Mapping[str, int]
    large_client: bool
    choices: tuple[tuple[str, str], ...]
    outcomes: Mapping[str, str]


def judge_entry(entry: DigitEntry, digits: str) -> EntryVerdict:
    """Judge what a caller has keyed in."""
    if not digits:
        return "silence"
    if not (digits.isascii() and digits.isdigit()):
        return "invalid"
    match entry.check:
        case "filing_number":
            fits = len(digits) in _FILING_NUMBER_DIGITS and has_valid_check_digit(digits)
        case "document":
            fits = len(digits) in _DOCUMENT_DIGITS
        case "birth_date":
            fits = read_date(digits) is not None
        case _:
            fits = entry.least <= len(digits) <= entry.most
    return "ok" if fits else "invalid"


def read_date(digits: str) -> date | None:
    """Read day, month and year in eight digits; None if there is no such date."""
    if len(digits) != 8:
        return None
    try:
        return date(int(digits[4:]), int(digits[2:4]), int(digits[:2]))
    except ValueError:
        return None


def entry_sounds(entry: DigitEntry, verdict: EntryVerdict | None = None) -> tuple[str, ...]:
    """Return the prompts of a question; after a miss they begin with what was wrong."""
    missed = {"silence": (entry.silence_prompt,), "invalid": (entry.invalid_prompt,)}
    return (*missed.get(verdict or "", ()), entry.prompt)


def entry_target(entry: DigitEntry, verdict: EntryVerdict, misses: int) -> StepTarget | None:
    """Return where digits lead after so many earlier misses; None to ask again."""
    if verdict == "ok":
        return entry.next
    return entry.failure if misses >= entry.retries else None


def lookup_target(step: MenuStep, outcome: str) -> StepTarget:
    """Return where an outcome of a look-up leads; an outcome without a target is a failure."""
    assert step.lookup is not None, "the step looks nothing up"
    return step.lookup.outcomes.get(outcome, step.lookup.failure)


def follow_branches(site: Site, target: StepTarget, situation: Situation) -> StepTarget:
    """Return the first target that is no branch."""
    for _ in range(_MAX_STEPS):
        step = site.steps[target.step] if target.step else None
        if step is None or step.branch is None:
            return target
        cases = (case.next for case in step.branch.cases if _holds(site, case, situation))
        target = next(cases, step.branch.otherwise)
    return StepTarget(queue=fallback_queue(site, situation.line))


def fallback_queue(site: Site, line: str) -> str:
    """Return the queue of a call that has no other way."""
    return site.menus[site.lines[line].menu].fallback_queue


def needs_load(site: Site) -> bool:
    """Return whether a branch asks how many calls wait."""
    return any(case.waiting for step in site.steps.values() if step.branch for case in step.branch.cases)


def needs_client(site: Site) -> bool:
    """Return whether a step asks whether the caller is a large client."""
    return any(
        (step.lookup is not None and step.lookup.name == "large_client")
        or (step.branch is not None and any(case.large_client is not None for case in step.branch.cases))
        for step in site.steps.values()
    )


def _holds(site: Site, case: BranchCase, at: Situation) -> bool:
    """Return whether every condition of a case holds; a queue of unknown load is not full."""
    zone = ZoneInfo(site.calendars[site.lines[at.line].calendar].timezone)
    return (
        (case.hours is None or is_open(site.calendars[case.hours], at.now))
        and (not case.days or at.now.astimezone(zone).date() in case.days)
        and (case.line is None or case.line == at.line)
        and (case.waiting is None or at.waiting.get(case.waiting.queue, 0) > case.waiting.over)
        and (case.large_client is None or case.large_client == at.large_client)
        and (case.choice is None or (case.choice.menu, case.choice.key) in at.choices)
        and (case.result is None or at.outcomes.get(case.result.step) == case.result.outcome)
    )


def answer_sounds(answer: SpokenAnswer, values: Mapping[str, SpokenValue]) -> tuple[str, ...]:
    """Return the sounds of an answer; a value that is missing is left out."""
    sounds: list[str] = []
    for part in answer.parts:
        value = values.get(part[1:-1]) if part.startswith("{") else None
        if not part.startswith("{"):
            sounds.append(part)
        elif value is not None:
            sounds += value_sounds(value)
    return tuple(sounds)


def value_sounds(value: SpokenValue) -> tuple[str, ...]:
    """Return the sounds of a value."""
    match value.kind:
        case "state":
            return state_sounds(value.value)
        case "date":
            return date_sounds(date.fromisoformat(value.value))
        case "money":
            return money_sounds(int(value.value))
        case "digits":
            return digit_sounds(value.value)
