"""The past of quality in the demo: its draws can be repeated, and its rows are what its facts say."""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import pytest

from agent_api.quality.calibrations.domain.minutes import minutes_digest
from agent_api.quality.evaluations.domain.result import calls_for, result_of
from agent_api.quality.evaluations.store import EvaluationRow
from atencion.demo.call_history import first_day, generate_history
from atencion.demo.quality.history import QualityHistory
from atencion.demo.quality.recorded_calls import spoken_ms
from atencion.demo.ticket_history import Petitions
from atencion.demo.users import full_names
from config.site.loader import load_sample_dialogues
from config.timezone import COLOMBIA
from eventlog.facts import (
    AnyFact,
    CalibrationCriterionDecided,
    CalibrationEvaluationCompared,
    CalibrationItemChosen,
    CalibrationMinutesSigned,
    CalibrationPersonNamed,
    CallAnswered,
    CallEnded,
    CallTypified,
    CoachingAnnulled,
    CoachingConfirmed,
    CoachingDismissed,
    CoachingFollowedUp,
    CoachingHeld,
    CoachingProposed,
    CoachingScheduled,
    Envelope,
    EvaluationAccepted,
    EvaluationBegun,
    EvaluationCorrected,
    EvaluationCriterionAnswered,
    EvaluationRefuted,
    EvaluationSigned,
    FindingRegistered,
    FindingStepTaken,
    QualityVisitSigned,
    RecordingBegan,
    RefutationConciliationBegun,
    RefutationDecided,
    SampleItemDrawn,
    SampleItemReplaced,
)
from eventlog.facts.quality.calibration import CalibrationFact
from eventlog.facts.quality.coaching import CoachingFact
from eventlog.facts.quality.evaluation import EvaluationFact
from eventlog.facts.quality.finding import FindingFact
from eventlog.facts.quality.sample import SampleFact
from eventlog.journal.chain import ChainLink, extend, genesis
from eventlog.journal.codec import canonical_bytes
from metrics.quality.samples.audit import SampleAudit
from metrics.quality.samples.frame import FRAME_KINDS
from metrics.quality.samples.week import Week, week_of
from tests.support.site_folders import SAMPLE_SITE, sample_site

SITE, DIALOGUES = sample_site(), load_sample_dialogues(SAMPLE_SITE)
MONDAY = datetime(2026, 11, 30, 12, 45, tzinfo=COLOMBIA)


class Past(NamedTuple):
    """The past of quality in a demo, and all facts from before its start."""

    quality: QualityHistory
    facts: list[Envelope]


def made_up(now: datetime) -> Past:
    """Generate the past of a demo that begins at a moment."""
    quality, today = QualityHistory(SITE, now, DIALOGUES), now.date()
    facts = generate_history(
        SITE,
        first_day(today),
        today,
        petitions=Petitions(SITE, today),
        recorded=quality.recorded,
        parts=quality.parts,
    )
    return Past(quality, list(facts))


@cache
def past() -> Past:
    """Return the past of a demo that begins on Monday, which each test process generates once, if it needs it."""
    return made_up(MONDAY)


def facts_by_evaluation() -> dict[str, list[AnyFact]]:
    """Return the facts of each evaluation in their order."""
    found: dict[str, list[AnyFact]] = defaultdict(list)
    for each in past().facts:
        if isinstance(each.fact, EvaluationFact):
            found[each.fact.evaluation].append(each.fact)
    return found


def state_by(facts: list[AnyFact], row: EvaluationRow) -> tuple[str, int, str | None]:
    """Return state, round and score of an evaluation by its facts alone."""
    state, round_, score = "draft", 0, None
    for fact in facts:
        match fact:
            case EvaluationSigned():
                state, round_, score = ("pending" if fact.seat == "first" else "filed"), 1, fact.score
            case EvaluationCorrected():
                round_, score = fact.round, fact.score
                state = "refutation_accepted" if fact.cause == "refutation" else "pending"
            case EvaluationAccepted():
                state = "accepted"
            case EvaluationRefuted():
                state = "refuted"
            case RefutationConciliationBegun():
                state = "conciliation"
            case RefutationDecided():
                state = f"refutation_{fact.outcome}"
    return state, round_, score


def test_equal_arguments_give_equal_facts_and_rows() -> None:
    """The past does not depend on the moment of its generation."""
    again, facts = made_up(MONDAY)
    assert facts == past().facts
    assert [each.row for each in again.evaluations.cases] == [each.row for each in past().quality.evaluations.cases]


def test_its_facts_are_in_the_order_of_the_log_and_before_the_demo() -> None:
    """Numbers rise by one, times never go back, and the last fact is before the first one of the system."""
    assert [each.id for each in past().facts] == [f"0-{number}" for number in range(1, len(past().facts) + 1)]
    assert all(before.at <= after.at for before, after in pairwise(past().facts))
    assert past().facts[-1].at < MONDAY


def test_each_draw_follows_from_the_facts() -> None:
    """The audit of `atencion quality sample --verify` finds nothing, and each past week has a revealed number."""
    link, heads = genesis(SITE.campaign), dict[Week, ChainLink]()
    for each in past().facts:
        link = extend(link, canonical_bytes(each))
        heads[week_of(each.at)] = link
    drawn = {key: each for key, each in past().quality.samples.samples.items() if each.seed}
    assert len(drawn) == 16
    kinds = (SampleFact, *FRAME_KINDS["phone"], *FRAME_KINDS["written"])
    relevant = [each for each in past().facts if isinstance(each.fact, kinds)]
    for (week, channel), sample in drawn.items():
        audit = SampleAudit(week, channel)
        audit.head = heads[week]
        for each in relevant:
            audit.apply(each, 0)
        assert audit.differences() == []
        assert sample.row.seed_case == "committed"
        assert sorted(audit.items()) == sorted(each.item for each in sample.items if each.replaced_at is None)


def test_the_rows_of_a_sample_are_its_facts() -> None:
    """Each drawn item and each replacement is a row."""
    found = [each.fact for each in past().facts if isinstance(each.fact, SampleItemDrawn | SampleItemReplaced)]
    for (week, channel), sample in past().quality.samples.samples.items():
        of_sample = [each for each in found if each.week == str(week)]
        items = {each.item for each in of_sample if isinstance(each, SampleItemDrawn) and each.channel == channel}
        replaced = [each for each in of_sample if isinstance(each, SampleItemReplaced) and each.channel == channel]
        assert {each.item for each in sample.items} == items | {each.replacement for each in replaced}
        assert {each.item: each.reason for each in sample.items if each.reason} == {
            each.item: each.reason for each in replaced
        }


def test_the_fold_of_the_facts_is_the_row() -> None:
    """State, round, score, answers and history of each evaluation follow from its facts."""
    found = facts_by_evaluation()
    assert set(found) == {each.row.id for each in past().quality.evaluations.cases}
    for case in past().quality.evaluations.cases:
        facts, row = found[case.row.id], case.row
        assert state_by(facts, row) == (row.state, row.round, row.score)
        begun = facts[0]
        assert isinstance(begun, EvaluationBegun)
        assert (begun.item, begun.kind, begun.seat) == (row.item, row.kind, row.seat)
        for each in case.rounds:
            answers = {
                fact.criterion: fact.answer
                for fact in facts
                if isinstance(fact, EvaluationCriterionAnswered) and fact.round == each.round
            }
            assert answers == each.answers
            assert result_of(case.form, answers).score_text == each.score
        acts = [fact for fact in facts if not isinstance(fact, EvaluationCriterionAnswered)]
        decided = sum(each.act == "uphold" for each in case.steps)  # two facts: the new round, and the decision
        assert len(case.steps) == len(acts) - decided
        moments = [each.at for each in case.steps]
        assert moments == sorted(moments)


def test_there_is_something_of_everything() -> None:
    """Each outcome, kind, seat and tenure occurs, and the advisors differ."""
    rows = [each.row for each in past().quality.evaluations.cases]
    assert {each.state for each in rows} >= {
        *("draft", "filed", "pending", "accepted", "refuted"),
        *("refutation_accepted", "refutation_rejected"),
    }
    assert Counter(each.kind for each in rows)["focused"] == Counter(each.kind for each in rows)["side_by_side"] == 1
    assert {each.tenure for each in rows} == {"new", "experienced", "unknown"}
    assert any(step.act == "correct" for each in past().quality.evaluations.cases for step in each.steps)
    zero = Counter(each.advisor for each in rows if each.score == "0")
    judged = Counter(each.advisor for each in rows)
    assert zero["asesor3"] / judged["asesor3"] > zero["asesor1"] / judged["asesor1"]


def test_two_evaluators_agree_mostly() -> None:
    """A tenth of the sample has two evaluations by two persons, whose answers differ a little."""
    by_item: dict[str, list[EvaluationRow]] = defaultdict(list)
    for each in past().quality.evaluations.cases:
        if each.row.repeated and each.rounds:
            by_item[each.row.item].append(each.row)
    pairs = [each for each in by_item.values() if len(each) == 2]
    assert len(pairs) > 50
    same = [one.answers[name] == two.answers[name] for one, two in pairs for name in one.answers]
    assert {len({one.evaluator, two.evaluator}) for one, two in pairs} == {2}
    assert 0.9 < sum(same) / len(same) < 1


@pytest.mark.parametrize(
    "now",
    [
        MONDAY,
        MONDAY - timedelta(hours=8),
        MONDAY - timedelta(days=3),
        MONDAY + timedelta(days=1),
        datetime(2027, 1, 2, 9, tzinfo=COLOMBIA),
    ],
)
def test_the_first_visitor_finds_work(now: datetime) -> None:
    """A sample has items to evaluate, one evaluation is begun, a refutation waits, and each advisor has one to read."""
    quality = (past() if now == MONDAY else made_up(now)).quality
    rows = [each.row for each in quality.evaluations.cases]
    drawn = [each for each in quality.samples.samples.values() if each.seed]
    last = [item for each in drawn if each.row.week == drawn[-1].row.week for item in each.items]
    judged = {each.item for each in rows if each.kind == "random"}
    assert any(each.item not in judged for each in last if each.replaced_at is None)
    [draft] = [each for each in rows if each.state == "draft"]
    assert draft.evaluator == "calidad"
    assert 0 < len(draft.answers) < 12
    assert [each for each in rows if each.state in ("refuted", "conciliation")]
    assert {"proposed", "held"} <= {each.row.state for each in quality.coaching.cases}
    assert [each.row.state for each in quality.calibrations.cases] == ["minuted", "evaluating"]
    today = now.date()
    assert any(each.row.state == "in_course" and each.row.due_on < today for each in quality.findings.cases)
    assert len(quality.findings.reports) == 2
    assert {each.advisor for each in rows if each.state == "pending"} >= {"asesor1", "asesor2", "asesor3"}


def test_everybody_who_acted_is_a_user_of_the_demo() -> None:
    """The names in the rows are those of the demo's logins."""
    named = {(step.user, step.name) for each in past().quality.evaluations.cases for step in each.steps}
    named |= {(step.user, step.name) for each in past().quality.coaching.cases for step in each.steps}
    named |= {(person.user, person.name) for each in past().quality.calibrations.cases for person in each.people}
    people = full_names(SITE)
    assert named <= set(people.items())
    assert {each.row.owner for each in past().quality.findings.cases} <= set(people)


def test_twelve_calls_of_the_last_sampled_week_are_recorded() -> None:
    """Each has another conversation with its topic; the draw decides how many of them are in the sample."""
    began = [each for each in past().facts if isinstance(each.fact, RecordingBegan)]
    week = Week(date(2026, 11, 23))
    assert len(began) == len(DIALOGUES) == 12
    assert {week.begins <= each.at < week.ends for each in began} == {True}
    assert {each.call_id for each in began} == past().quality.recorded.calls
    sampled = {each.item for each in past().quality.samples.samples[week, "phone"].items}
    assert len(past().quality.recorded.calls & sampled) >= 2  # by chance: seven are expected
    typified = {each.call_id: each.fact for each in past().facts if isinstance(each.fact, CallTypified)}
    topics = [typified[each] for each in sorted(past().quality.recorded.calls)]
    found = Counter("/".join((each.kind, each.theme, each.subtheme)) for each in topics)
    assert found == Counter(each.topic for each in DIALOGUES)


def test_a_recorded_call_lasts_as_long_as_its_conversation() -> None:
    """The talk is as long as the recording will be."""
    answered = {each.call_id: each.at for each in past().facts if isinstance(each.fact, CallAnswered)}
    ended = {each.call_id: each.at for each in past().facts if isinstance(each.fact, CallEnded)}
    lengths = sorted(
        (ended[call] - answered[call]) // timedelta(milliseconds=1) for call in past().quality.recorded.calls
    )
    assert lengths == sorted(spoken_ms(each) for each in DIALOGUES)


def facts_by(kinds: object, name: str) -> dict[str, list[AnyFact]]:
    """Return the facts of some kinds in their order, by the number of what they are about."""
    found: dict[str, list[AnyFact]] = defaultdict(list)
    for each in past().facts:
        if isinstance(each.fact, kinds):  # type: ignore[arg-type]
            found[getattr(each.fact, name)].append(each.fact)
    return found


def test_the_facts_of_coaching_are_its_history() -> None:
    """Each act is one fact; proposals name a round for which the site's rule asks, or a person."""
    names = {
        **{"propose": CoachingProposed, "schedule": CoachingScheduled, "hold": CoachingHeld},
        **{"confirm": CoachingConfirmed, "follow": CoachingFollowedUp},
        **{"dismiss": CoachingDismissed, "annul": CoachingAnnulled},
    }
    found = facts_by(CoachingFact, "coaching")
    assert set(found) == {each.row.id for each in past().quality.coaching.cases}
    evaluations = {each.row.id: each for each in past().quality.evaluations.cases}
    assert SITE.quality is not None
    trigger = SITE.quality.evaluations.coaching_when
    for case in past().quality.coaching.cases:
        row, facts = case.row, found[case.row.id]
        assert [type(each) for each in facts] == [names[each.act] for each in case.steps]
        about = evaluations[row.evaluation]
        answers = about.rounds[row.round - 1].answers
        assert row.cause == "person" or calls_for(trigger, result_of(about.form, answers))
        for each in facts:
            if isinstance(each, CoachingFollowedUp):
                checked = evaluations[each.evaluation].row
                assert (checked.follows, checked.advisor) == (row.evaluation, row.advisor)
                assert (row.follow_up, row.fulfilled) == (each.evaluation, each.fulfilled)
            if isinstance(each, CoachingHeld):
                assert row.due_on == date.fromisoformat(each.due_on)


def test_the_facts_of_calibrations_are_their_rows() -> None:
    """Items, people, compared rounds and minutes follow from the facts; the form does not have the change yet."""
    first, second = past().quality.calibrations.cases
    found = facts_by(CalibrationFact, "calibration")
    for case in (first, second):
        facts = found[case.row.id]
        assert [each.item for each in facts if isinstance(each, CalibrationItemChosen)] == [
            each.item for each in case.items
        ]
        named = [(each.user, each.part) for each in facts if isinstance(each, CalibrationPersonNamed)]
        assert named == [(each.user, each.part) for each in case.people]
    compared = [each for each in found[first.row.id] if isinstance(each, CalibrationEvaluationCompared)]
    assert {(each.evaluation, each.round) for each in compared} == {
        (each.evaluation, each.round) for each in first.rounds
    }
    rows = {each.row.id: each.row for each in past().quality.evaluations.cases}
    assert {(rows[each.evaluation].evaluator, rows[each.evaluation].item) for each in compared} == {
        (person.user, item.item) for person in first.people if person.part != "observer" for item in first.items
    }
    assert first.minutes is not None
    [signed] = [each for each in found[first.row.id] if isinstance(each, CalibrationMinutesSigned)]
    assert (first.row.state, signed.digest) == ("minuted", minutes_digest(first.minutes.content))
    changed = [each for each in found[first.row.id] if isinstance(each, CalibrationCriterionDecided) and each.changes]
    assert len(changed) == 1
    assert (second.row.state, second.rounds) == ("evaluating", [])
    assert second.row.held_on > MONDAY.date()


def test_the_facts_of_findings_and_visits_are_their_rows() -> None:
    """State, last day and history of each finding follow from its facts, and a visit has its digest."""
    found = facts_by(FindingFact, "finding")
    for case in past().quality.findings.cases:
        registered, *steps = found[case.row.id]
        assert isinstance(registered, FindingRegistered)
        acts = [(each.act, each.state, each.due_on) for each in steps if isinstance(each, FindingStepTaken)]
        assert acts == [(each.act, each.row.state, each.row.due_on.isoformat()) for each in case.steps[1:]]
        source = {
            "visit": past().quality.findings.visits,
            "evaluation": [each.row for each in past().quality.evaluations.cases],
        }
        assert case.row.source == "manual" or case.row.reference in {each.id for each in source[case.row.source]}
    states = {each.row.state for each in past().quality.findings.cases}
    assert states == {
        *("open", "reopened", "proposed", "in_course", "done", "verified", "closed", "rejected", "annulled")
    }
    signed = facts_by(QualityVisitSigned, "visit")
    for visit in past().quality.findings.visits:
        [fact] = signed[visit.id]
        assert isinstance(fact, QualityVisitSigned)
        assert (fact.digest, fact.no) == (visit.digest, sum(each == "no" for each in visit.answers.values()))
