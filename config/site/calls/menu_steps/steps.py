"""A step of the voice menu, and the places to which it leads. Pure."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from config.schema.fields import KEY_PATTERN, PART_PATTERN, Id, Name

EntryCheck = Literal["digits", "document", "filing_number", "birth_date"]
"""Kind of digits: any, an identity document, the number of a petition with its check digit, or a date as day, month and
year in eight digits."""
Count = Annotated[int, Meta(ge=1, le=20)]


class StepTarget(msgspec.Struct, frozen=True, kw_only=True):
    """The next place of a caller: exactly one of the fields.

    Attributes:
        information: id of a prompt; the call says goodbye after it.
        goodbye: the call says goodbye at once.
    """

    menu: Id | None = None
    step: Id | None = None
    queue: Id | None = None
    information: Id | None = None
    goodbye: bool = False


class DigitEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A question that the caller answers with digits, ended by «#».

    Attributes:
        least: fewest digits, only for the check ``digits``; ``most`` is the largest number of them.
        retries: how many times to ask again after silence or digits that fail the check.
        first_digit_s: seconds of silence allowed after the prompt.
        failure: after the last retry.
    """

    prompt: Id
    check: EntryCheck = "digits"
    least: Count = 1
    most: Count = 20
    retries: Annotated[int, Meta(ge=0, le=5)] = 2
    first_digit_s: Annotated[float, Meta(ge=1, le=30)] = 8.0
    between_digits_s: Annotated[float, Meta(ge=1, le=15)] = 4.0
    silence_prompt: Id
    invalid_prompt: Id
    next: StepTarget
    failure: StepTarget


class QueueLoad(msgspec.Struct, frozen=True, kw_only=True):
    """More than ``over`` calls wait in a queue."""

    queue: Id
    over: Annotated[int, Meta(ge=0, le=1000)]


class ChosenOption(msgspec.Struct, frozen=True, kw_only=True):
    """The caller has pressed this key in this menu earlier, for example a language."""

    menu: Id
    key: Annotated[str, Meta(pattern=KEY_PATTERN)]


class LookupResult(msgspec.Struct, frozen=True, kw_only=True):
    """An earlier look-up had this outcome."""

    step: Id
    outcome: Id


class BranchCase(msgspec.Struct, frozen=True, kw_only=True):
    """A condition and its target; all fields that are set must hold.

    Attributes:
        hours: id of a calendar that is open now.
        days: local dates.
        large_client: whether the caller's number belongs to a large client.
    """

    hours: Id | None = None
    days: tuple[date, ...] = ()
    line: Id | None = None
    waiting: QueueLoad | None = None
    large_client: bool | None = None
    choice: ChosenOption | None = None
    result: LookupResult | None = None
    next: StepTarget


class Branching(msgspec.Struct, frozen=True, kw_only=True):
    """The first case that holds leads on; else ``otherwise``."""

    cases: tuple[BranchCase, ...]
    otherwise: StepTarget


class MenuLookup(msgspec.Struct, frozen=True, kw_only=True):
    """A question to a system while the caller hears a prompt, then music.

    Attributes:
        name: an installed look-up, or one of lookups.yaml.
        inputs: for each datum, the step that collected it.
        wait_prompt: heard to its end, so that the time of the answer reveals nothing.
        outcomes: where each outcome leads.
        failure: after an error or the time limit, or for an outcome without a target.
    """

    name: Id
    inputs: dict[Id, Id] = {}
    wait_prompt: Id
    limit_s: Annotated[float, Meta(ge=0.5, le=5)] = 3.0
    outcomes: dict[Id, StepTarget]
    failure: StepTarget


class SpokenAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Prompts and values of a look-up, said in their order; a value that is heard to its end completes the service.

    Attributes:
        lookup: the step of the look-up; None without values.
        parts: ids of prompts, and values as ``{state}``.
    """

    lookup: Id | None = None
    parts: tuple[Annotated[str, Meta(pattern=PART_PATTERN)], ...]
    next: StepTarget


def has_values(answer: SpokenAnswer) -> bool:
    """Return whether an answer says a value of a look-up."""
    return any(part.startswith("{") for part in answer.parts)


class MenuStep(msgspec.Struct, frozen=True, kw_only=True):
    """One step: exactly one of ``collect``, ``branch``, ``lookup`` and ``say``; ``name`` is for readers of the log."""

    id: Id
    name: Name
    collect: DigitEntry | None = None
    branch: Branching | None = None
    lookup: MenuLookup | None = None
    say: SpokenAnswer | None = None


class StepEdge(msgspec.Struct, frozen=True, kw_only=True):
    """A way from a step to a target.

    Attributes:
        path: of the target, below the step.
        by_key: whether the caller pressed keys to take it.
        outcome: of a look-up, or ``ok`` of a collection; empty for other ways.
    """

    path: tuple[str, ...]
    target: StepTarget
    by_key: bool = False
    outcome: str = ""


def edges_of(step: MenuStep) -> Iterator[StepEdge]:
    """Yield every way out of a step."""
    if step.collect is not None:
        yield StepEdge(path=("collect", "next"), target=step.collect.next, by_key=True, outcome="ok")
        yield StepEdge(path=("collect", "failure"), target=step.collect.failure)
    if step.branch is not None:
        for index, case in enumerate(step.branch.cases):
            yield StepEdge(path=("branch", "cases", str(index), "next"), target=case.next)
        yield StepEdge(path=("branch", "otherwise"), target=step.branch.otherwise)
    if step.lookup is not None:
        for outcome, target in step.lookup.outcomes.items():
            yield StepEdge(path=("lookup", "outcomes", outcome), target=target, outcome=outcome)
        yield StepEdge(path=("lookup", "failure"), target=step.lookup.failure)
    if step.say is not None:
        yield StepEdge(path=("say", "next"), target=step.say.next)
