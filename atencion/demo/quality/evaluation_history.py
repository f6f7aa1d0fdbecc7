"""The evaluations of the demo's past: who judged which item when, and what the advisors answered.

Each business day the evaluators sign a fifth of each drawn sample, the advisors answer, and the coordinator decides on
refutations. The last business day leaves work for the first visitor: a draft, answers to give and a refutation to
decide. Randomness is seeded.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from itertools import count
from typing import Final

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.quality.evaluations.domain.repetition import is_repeated
from agent_api.quality.evaluations.domain.tenure import tenure_on
from agent_api.quality.evaluations.store import EvaluationRow
from atencion.demo.quality.agenda import business_day_before
from atencion.demo.quality.evaluation_case import EvaluationCase, store_cases
from atencion.demo.quality.feedback_history import Feedback
from atencion.demo.quality.history_part import TimedFact
from atencion.demo.quality.judgements import comment_on, failed_criteria, judge, judge_again
from atencion.demo.quality.sample_history import EVALUATOR, SECOND_EVALUATOR, DrawnSample, SampleHistory
from atencion.demo.users import FULL_NAMES
from config.milliseconds import from_milliseconds, to_milliseconds
from config.schema.decimals import exact
from config.site.calls.calendars import is_business_day
from config.site.model import Site
from config.site.quality.forms import form_on
from config.site.samples import entry_date
from config.timezone import COLOMBIA
from eventlog.facts import AnyFact, CallAnswered, CallEnded, CallIngressed, Envelope
from eventlog.facts.quality.evaluation import EvaluationChannel, EvaluationKind, MissingEvidence, Seat
from metrics.quality.samples.week import week_of
from storage.encryption.field_cipher import FieldCipher

_ORDER_OFFSET: Final = 3_000_000  # so that facts of evaluations sort after those of samples at the same time
_WORKING_DAYS: Final = 5  # in which a sample is evaluated, from the day after its draw
_STARTS: Final = {EVALUATOR: time(8, 10), SECOND_EVALUATOR: time(15, 30)}
_DURATION_S, _PAUSE_S = (200, 420), (20, 90)  # of an evaluation, and between two
_CORRECTED_SHARE: Final = 0.15  # of evaluations with a failure
_CORRECTION: Final = "Se marcó por error: al revisar de nuevo, sí se cumplió."
_FOCUSED_AT, _DRAFT_AT = time(16, 40), time(17, 5)
_DRAFT_NOTE: Final = "Volver a oír el comienzo antes de firmar."


class EvaluationTask(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of work to evaluate; ``follows`` is the evaluation that it follows up, or empty."""

    channel: EvaluationChannel
    item: str
    line: str
    advisor: str
    week: str
    worked_at: datetime
    evaluator: str = EVALUATOR
    kind: EvaluationKind = "random"
    seat: Seat = "first"
    repeated: bool = False
    stratum: int = 0
    follows: str = ""


_PlannedTask = tuple[EvaluationTask, datetime, datetime]
"""A task with its beginning and its signature."""


class _Workload(msgspec.Struct, kw_only=True):
    """A sample that is being evaluated: the tasks left, and how many of them are done on a day."""

    tasks: list[EvaluationTask]
    daily: int
    since: date


class EvaluationHistory:
    """The evaluations as days go by.

    Args:
        site: its forms and rules; without them there are no evaluations.
        samples: whose items are evaluated.
        today: the local day after the last one.
        recorded: calls with a recording, which are left for the visitor as long as possible.
        seed: of the randomness.

    Attributes:
        cases: all evaluations, in the order of their beginning.
    """

    def __init__(
        self, site: Site, samples: SampleHistory, today: date, *, recorded: set[str] | None = None, seed: int = 1
    ) -> None:
        self.cases: list[EvaluationCase] = []
        self._site, self._samples, self._today = site, samples, today
        self._recorded = recorded if recorded is not None else set()
        self._chance = random.Random(f"evaluations/{seed}")
        self._last_day = business_day_before(today)
        self._workloads: dict[tuple[str, EvaluationChannel], _Workload] = {}
        self._requested: list[tuple[EvaluationTask, datetime]] = []
        self._feedback = Feedback(site, self._chance, today, last_day=self._last_day)
        self._order, self._facts = count(_ORDER_OFFSET), list[TimedFact]()
        self._numbers: dict[int, int] = {}

    def observe(self, envelope: Envelope) -> None:
        """Do nothing: the samples know the facts that matter."""

    def events(self, day: date, happened: Sequence[TimedFact]) -> Sequence[TimedFact]:
        """Return the facts of the evaluations on a day."""
        if self._site.quality is None or day >= self._today:
            return ()
        self._facts = []
        if is_business_day(day):
            self._evaluate(day, happened)
        self._add_facts(self._feedback.facts_until(day))
        return sorted(self._facts, key=lambda each: each[:2])

    def request(self, task: EvaluationTask, begins: datetime) -> None:
        """Ask for an evaluation at a moment of a later business day."""
        self._requested.append((task, begins))

    async def store(self, connection: AsyncConnection, cipher: FieldCipher) -> None:
        """Store the evaluations."""
        await store_cases(connection, cipher, self._site.campaign, self.cases)
        await self._feedback.notify(connection, self._site.campaign, self.cases)

    # --- the work of a day --------------------------------------------------------------------------------------------

    def _evaluate(self, day: date, happened: Sequence[TimedFact]) -> None:
        for sample in self._samples.drawn():
            key = (sample.row.week, sample.row.channel)
            if key not in self._workloads:
                self._workloads[key] = self._workload(sample)
        tasks = [each for load in self._workloads.values() for each in _tasks_of(load, day)]
        planned = [*self._schedule(day, tasks), *self._asked_for(day)]
        planned += self._outside(day, happened) if day == self._last_day else ()
        for task, begins, ends in sorted(planned, key=lambda each: each[1]):
            self._sign(self._begin(task, begins), ends)
        if day == self._last_day:
            self._leave_draft(day)

    def _workload(self, sample: DrawnSample) -> _Workload:
        """Plan the evaluation of a sample; the recorded calls are last."""
        quality = self._site.quality
        assert quality is not None
        assert sample.row.drawn_at is not None
        share = exact(quality.evaluations.second_share) / 100
        items = [each for each in sample.items if each.replaced_at is None]
        self._chance.shuffle(items)
        items.sort(key=lambda each: each.item in self._recorded)
        populations = {(each.line, each.advisor): each.population for each in sample.strata}
        tasks = list[EvaluationTask]()
        for each in items:
            repeated = is_repeated(sample.seed, each.item, Fraction(share))
            task = EvaluationTask(
                channel=sample.row.channel,
                item=each.item,
                line=each.line,
                advisor=each.advisor,
                week=sample.row.week,
                worked_at=self._samples.worked_at[each.item],
                repeated=repeated,
                stratum=populations[each.line, each.advisor] if sample.row.each_advisor else 0,
            )
            tasks.append(task)
            if repeated:
                tasks.append(msgspec.structs.replace(task, evaluator=SECOND_EVALUATOR, seat="second"))
        drawn_on = sample.row.drawn_at.astimezone(COLOMBIA).date()
        return _Workload(tasks=tasks, daily=-(-len(tasks) // _WORKING_DAYS), since=drawn_on)

    def _schedule(self, day: date, tasks: Sequence[EvaluationTask]) -> Iterator[_PlannedTask]:
        """Yield each task with its beginning and its signature."""
        free = {user: datetime.combine(day, starts, COLOMBIA) for user, starts in _STARTS.items()}
        for task in tasks:
            begins = free[task.evaluator]
            ends = begins + timedelta(seconds=self._chance.randint(*_DURATION_S))
            free[task.evaluator] = ends + timedelta(seconds=self._chance.randint(*_PAUSE_S))
            yield task, begins, ends

    def _asked_for(self, day: date) -> Iterator[_PlannedTask]:
        """Yield the requested evaluations of a day."""
        for task, begins in self._requested:
            if begins.astimezone(COLOMBIA).date() == day:
                yield task, begins, begins + timedelta(seconds=self._chance.randint(*_DURATION_S))

    def _outside(self, day: date, happened: Sequence[TimedFact]) -> Iterator[_PlannedTask]:
        """Yield an evaluation side by side of a call of the day, and one of a chosen call."""
        arrived = {each[2]: from_milliseconds(each[0]) for each in happened if isinstance(each[4], CallIngressed)}
        ended = {each[2]: from_milliseconds(each[0]) for each in happened if isinstance(each[4], CallEnded)}
        answered = [each for each in sorted(happened, key=lambda each: each[:2]) if isinstance(each[4], CallAnswered)]
        if not answered:
            return
        at_ms, _, call_id, _, fact = answered[0]
        begins = from_milliseconds(at_ms) + timedelta(seconds=5)
        side = _call_task(fact, call_id, arrived[call_id], "side_by_side", SECOND_EVALUATOR)
        yield side, begins, max(begins, ended[call_id]) + timedelta(minutes=4)
        _, _, call_id, _, fact = answered[len(answered) // 2]
        begins = max(datetime.combine(day, _FOCUSED_AT, COLOMBIA), ended[call_id])
        yield _call_task(fact, call_id, arrived[call_id], "focused"), begins, begins + timedelta(minutes=6)

    def _leave_draft(self, day: date) -> None:
        """Begin an evaluation and save half of it."""
        tasks = [each for load in self._workloads.values() for each in load.tasks if each.evaluator == EVALUATOR]
        if not tasks:
            return
        task = next((each for each in tasks if each.item in self._recorded), tasks[0])
        at = datetime.combine(day, _DRAFT_AT, COLOMBIA)
        case = self._begin(task, max(at, self.cases[-1].row.updated_at if self.cases else at))
        answers = judge(self._chance, case.form, task.advisor)
        first = dict(list(answers.items())[: len(answers) // 2])
        texts = msgspec.structs.replace(comment_on(self._chance, case.form, first), comment=_DRAFT_NOTE)
        case.save(first, texts, case.row.begun_at + timedelta(minutes=3))

    # --- one evaluation -----------------------------------------------------------------------------------------------

    def _begin(self, task: EvaluationTask, at: datetime) -> EvaluationCase:
        quality = self._site.quality
        assert quality is not None
        worked_on = task.worked_at.astimezone(COLOMBIA).date()
        form = form_on(quality.forms, task.channel, worked_on)
        assert form is not None, "the sample site has a form for each channel and day of the past"
        rules, entry = quality.evaluations, entry_date(self._site.sample_advisors, task.advisor)
        row = EvaluationRow(
            id=self._next_id(at),
            kind=task.kind,
            seat=task.seat,
            holder=task.evaluator if task.seat == "own" else "",
            channel=task.channel,
            item=task.item,
            line=task.line,
            advisor=task.advisor,
            worked_at=task.worked_at,
            week=task.week,
            tenure=tenure_on(entry, worked_on, rules.learning_months),
            follows=task.follows,
            pseudonymous=rules.pseudonymous and task.kind != "side_by_side",
            repeated=task.repeated,
            evaluator=task.evaluator,
            evaluator_name=FULL_NAMES[task.evaluator],
            site_version=self._site.version,
            form=form.id,
            form_version=form.version,
            begun_at=at,
            state="draft",
            updated_at=at,
        )
        missing: MissingEvidence = "recording" if task.channel == "phone" and task.item not in self._recorded else ""
        case = EvaluationCase(self._site, row, form, missing, task.stratum)
        self.cases.append(case)
        self._add(at, task.evaluator, row, [case.begun])
        return case

    def _sign(self, case: EvaluationCase, at: datetime) -> None:
        """Sign an evaluation; some are corrected soon after."""
        chance, row = self._chance, case.row
        same = (each for each in self.cases if (each.row.item, each.row.kind) == (row.item, row.kind))
        earlier = next(same)
        answers = judge(chance, case.form, row.advisor)
        if row.seat != "first" and earlier.rounds:
            answers = judge_again(chance, case.form, earlier.rounds[0].answers)
        texts, by = comment_on(chance, case.form, answers), {"user": row.evaluator, "name": row.evaluator_name}
        case.save(answers, texts, at - timedelta(seconds=20))
        self._add(at, row.evaluator, row, case.sign("sign", answers, texts, at=at, **by))
        failed = failed_criteria(case.form, answers)
        if failed and row.seat == "first" and chance.random() < _CORRECTED_SHARE:
            at += timedelta(minutes=15)
            answers = {**answers, failed[0].criterion: "meets"}
            texts = comment_on(chance, case.form, answers)
            facts = case.sign("correct", answers, texts, at=at, reason=_CORRECTION, **by)
            self._add(at, row.evaluator, row, facts)
        self._feedback.expect(case, at)

    def _next_id(self, at: datetime) -> str:
        year = at.astimezone(COLOMBIA).year
        self._numbers[year] = self._numbers.get(year, 0) + 1
        return f"{year}-{self._numbers[year]:04}"

    def _add(self, at: datetime, user: str, row: EvaluationRow, facts: Sequence[AnyFact]) -> None:
        """Add facts of an act; those of criteria name no call, so that they do not fill its timeline."""
        self._add_facts(
            (at, f"user:{user}", row.call_id if index == 0 else "", fact) for index, fact in enumerate(facts)
        )

    def _add_facts(self, facts: Iterator[tuple[datetime, str, str, AnyFact]]) -> None:
        for at, actor, call_id, fact in facts:
            self._facts.append((to_milliseconds(at), next(self._order), call_id, actor, fact))


def _tasks_of(load: _Workload, day: date) -> list[EvaluationTask]:
    """Take the tasks of a day from a sample; on the day of its draw there are none."""
    if day <= load.since:
        return []
    tasks, load.tasks = load.tasks[: load.daily], load.tasks[load.daily :]
    return tasks


def _call_task(
    fact: AnyFact, call_id: str, arrived_at: datetime, kind: EvaluationKind, evaluator: str = EVALUATOR
) -> EvaluationTask:
    assert isinstance(fact, CallAnswered)
    return EvaluationTask(
        channel="phone",
        item=call_id,
        line=fact.line,
        advisor=fact.advisor,
        week=str(week_of(arrived_at)),
        worked_at=arrived_at,
        evaluator=evaluator,
        kind=kind,
    )
