"""Work of an advisor in calls, reasons for contact, and answers to the survey. Pure.

Everything counts in the interval in which the call arrived, as the time of handling of its line does. The talks and
wrap-ups of all advisors add up to the numerator of that indicator, and the reasons to the typified calls. Call-backs
are no calls of a line and do not count.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from eventlog.facts import CallAnswered, CallTypified
from metrics.indicators.cells import Cell, Counts
from metrics.indicators.ledger import Ledger, OpenCall

TALKED: Final = "calls"
_TALK, _HOLD, _WRAP = "talk_ms", "hold_ms", "wrap_ms"
_HOLDS, _TRANSFERS, _TYPED, _SURVEY = "holds", "transfers", "typed", "survey"
_MS: Final = timedelta(milliseconds=1)


class AdvisorWork(NamedTuple):
    """The work of an advisor in calls; times are in ms.

    Attributes:
        calls: in which the advisor talked with the caller; a call of several advisors counts for each.
        talk_ms: from the connection to the end or to the next queue, holds included.
        hold_ms: the part of it on hold.
        typed: of those calls, typified by the advisor.
    """

    calls: int = 0
    talk_ms: int = 0
    hold_ms: int = 0
    wrap_ms: int = 0
    holds: int = 0
    transfers: int = 0
    typed: int = 0

    @property
    def handled_ms(self) -> int:
        """Time of handling: talk, hold and wrap-up."""
        return self.talk_ms + self.wrap_ms

    @property
    def untyped(self) -> int:
        """Calls without a reason by the advisor."""
        return self.calls - self.typed


class SurveyCount(NamedTuple):
    """Callers who gave an answer to a question."""

    advisor: str
    question: str
    answer: str


class Reason(NamedTuple):
    """A reason for contact: ids of the site's typology, the subtheme may be empty."""

    kind: str
    theme: str
    subtheme: str


def begin_attention(ledger: Ledger, call: OpenCall, fact: CallAnswered, at: datetime) -> None:
    """Count an answer of an advisor, which ends the attention of the one before."""
    end_attention(call, at)
    if call.at is None:
        return
    cell = _cell_of(ledger, call, fact.queue)
    call.advisor, call.attended, call.attends_since = fact.advisor, cell, at
    if fact.advisor not in call.attended_by:
        call.attended_by[fact.advisor] = cell
        cell.kinds[f"{TALKED}|{fact.advisor}"] += 1


def end_attention(call: OpenCall, at: datetime) -> None:
    """Count the talk of the advisor who was connected, and the hold that ends with it."""
    end_hold(call, at)
    if call.attended is not None and call.attends_since is not None:
        call.attended.kinds[f"{_TALK}|{call.advisor}"] += (at - call.attends_since) // _MS
    call.attends_since = None


def begin_hold(call: OpenCall, at: datetime) -> None:
    """Count a hold of the advisor who is connected."""
    if call.attended is not None and call.attends_since is not None and call.held_since is None:
        call.attended.kinds[f"{_HOLDS}|{call.advisor}"] += 1
        call.held_since = at


def end_hold(call: OpenCall, at: datetime) -> None:
    """Count the time of a hold."""
    if call.attended is not None and call.held_since is not None:
        call.attended.kinds[f"{_HOLD}|{call.advisor}"] += (at - call.held_since) // _MS
    call.held_since = None


def count_transfer(ledger: Ledger, call: OpenCall, queue: str, advisor: str) -> None:
    """Count a transfer by an advisor."""
    if call.at is not None:
        _cell_of(ledger, call, queue).kinds[f"{_TRANSFERS}|{advisor}"] += 1


def count_wrap_up(cell: Cell, advisor: str, spent: timedelta) -> None:
    """Count the wrap-up of an advisor in a cell of `wrap_up_cell`."""
    cell.kinds[f"{_WRAP}|{advisor}"] += spent // _MS


def wrap_up_cell(ledger: Ledger, call: OpenCall) -> tuple[Cell, ...]:
    """Return where the wrap-up of a call counts by advisor: in the queue of its last answer."""
    return () if call.at is None or call.talk is None else (_cell_of(ledger, call, call.talk.key.queue),)


def count_reason(ledger: Ledger, call: OpenCall, fact: CallTypified) -> None:
    """Count the reason of an answered call of a line; the last one replaces the others."""
    if call.at is None or call.first is None:
        return
    cell = ledger.cell(call.slot, call.line, call.first.key.queue, "reasons")
    if call.reason:
        cell.kinds[call.reason] -= 1
    call.reason = "|".join((fact.kind, fact.theme, fact.subtheme))
    cell.kinds[call.reason] += 1
    attended = call.attended_by.get(fact.advisor)
    if attended is not None and fact.advisor not in call.typed_by:
        call.typed_by.append(fact.advisor)
        attended.kinds[f"{_TYPED}|{fact.advisor}"] += 1


def count_survey(ledger: Ledger, call: OpenCall, queue: str, answer: SurveyCount) -> None:
    """Count an answer to a question of the survey."""
    if call.at is not None:
        _cell_of(ledger, call, queue).kinds["|".join((_SURVEY, *answer))] += 1


def _cell_of(ledger: Ledger, call: OpenCall, queue: str) -> Cell:
    return ledger.cell(call.slot, call.line, queue, "by_advisor")


def work_of_counts(cells: Iterable[Counts]) -> tuple[dict[str, AdvisorWork], dict[SurveyCount, int]]:
    """Sum the cells of the population ``by_advisor``: the work of each advisor, and the answers to the survey."""
    work: defaultdict[str, dict[str, int]] = defaultdict(dict)
    answers: dict[SurveyCount, int] = {}
    for measure, number in _total(cells).items():
        kind, _, rest = measure.partition("|")
        if kind == _SURVEY:
            answers[SurveyCount(*rest.split("|"))] = number
        else:
            work[rest][kind] = number
    return {advisor: AdvisorWork(**work[advisor]) for advisor in sorted(work)}, dict(sorted(answers.items()))


def reasons_of_counts(cells: Iterable[Counts]) -> dict[Reason, int]:
    """Sum the cells of the population ``reasons``."""
    return {Reason(*measure.split("|")): number for measure, number in sorted(_total(cells).items())}


def _total(cells: Iterable[Counts]) -> Mapping[str, int]:
    total: Counter[str] = Counter()
    for counts in cells:
        total.update(counts)
    return {measure: number for measure, number in total.items() if number}
