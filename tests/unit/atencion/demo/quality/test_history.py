"""The past of quality in the demo: its draws can be repeated, and its rows are what its facts say."""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from agent_api.quality.evaluations.domain.result import result_of
from agent_api.quality.evaluations.store import EvaluationRow
from atencion.demo.call_history import first_day, generate_history
from atencion.demo.quality.history import QualityHistory
from atencion.demo.quality.recorded_calls import spoken_ms
from atencion.demo.ticket_history import Petitions
from atencion.demo.users import FULL_NAMES
from config.site.loader import load_sample_dialogues
from config.timezone import COLOMBIA
from eventlog.facts import (
    AnyFact,
    CallAnswered,
    CallEnded,
    CallTypified,
    Envelope,
    EvaluationAccepted,
    EvaluationBegun,
    EvaluationCorrected,
    EvaluationCriterionAnswered,
    EvaluationRefuted,
    EvaluationSigned,
    RecordingBegan,
    RefutationConciliationBegun,
    RefutationDecided,
    SampleItemDrawn,
    SampleItemReplaced,
)
from eventlog.facts.quality.evaluation import EvaluationFact
from eventlog.facts.quality.sample import SampleFact
from eventlog.journal.chain import ChainLink, extend, genesis
from eventlog.journal.codec import canonical_bytes
from metrics.quality.samples.audit import SampleAudit
from metrics.quality.samples.frame import FRAME_KINDS
from metrics.quality.samples.week import Week, week_of
from tests.support.site_folders import SAMPLE_SITE, sample_site

SITE, DIALOGUES = sample_site(), load_sample_dialogues(SAMPLE_SITE)
MONDAY = datetime(2026, 11, 30, 12, 45, tzinfo=COLOMBIA)


def made_up(now: datetime) -> tuple[QualityHistory, list[Envelope]]:
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
    return quality, list(facts)


QUALITY, FACTS = made_up(MONDAY)


def facts_by_evaluation() -> dict[str, list[AnyFact]]:
    """Return the facts of each evaluation in their order."""
    found: dict[str, list[AnyFact]] = defaultdict(list)
    for each in FACTS:
        if isinstance(each.fact, EvaluationFact):
            found[each.fact.evaluation].append(each.fact)
    return found


def state_by(facts: list[AnyFact], row: EvaluationRow) -> tuple[str, int, str | None]:
    """Return state, round and score of an evaluation by its facts alone."""
    state, round_, score = "draft", 0, None
    for fact in facts:
        match fact:
            case EvaluationSigned():
                state, round_, score = ("filed" if fact.seat == "second" else "pending"), 1, fact.score
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
    assert facts == FACTS
    assert [each.row for each in again.evaluations.cases] == [each.row for each in QUALITY.evaluations.cases]


def test_its_facts_are_in_the_order_of_the_log_and_before_the_demo() -> None:
    """Numbers rise by one, times never go back, and the last fact is before the first one of the system."""
    assert [each.id for each in FACTS] == [f"0-{number}" for number in range(1, len(FACTS) + 1)]
    assert all(before.at <= after.at for before, after in pairwise(FACTS))
    assert FACTS[-1].at < MONDAY


def test_each_draw_follows_from_the_facts() -> None:
    """The audit of `atencion quality sample --verify` finds nothing, and each past week has a revealed number."""
    link, heads = genesis(SITE.campaign), dict[Week, ChainLink]()
    for each in FACTS:
        link = extend(link, canonical_bytes(each))
        heads[week_of(each.at)] = link
    drawn = {key: each for key, each in QUALITY.samples.samples.items() if each.seed}
    assert len(drawn) == 16
    kinds = (SampleFact, *FRAME_KINDS["phone"], *FRAME_KINDS["written"])
    relevant = [each for each in FACTS if isinstance(each.fact, kinds)]
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
    found = [each.fact for each in FACTS if isinstance(each.fact, SampleItemDrawn | SampleItemReplaced)]
    for (week, channel), sample in QUALITY.samples.samples.items():
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
    assert set(found) == {each.row.id for each in QUALITY.evaluations.cases}
    for case in QUALITY.evaluations.cases:
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
    rows = [each.row for each in QUALITY.evaluations.cases]
    assert {each.state for each in rows} >= {
        *("draft", "filed", "pending", "accepted", "refuted"),
        *("refutation_accepted", "refutation_rejected"),
    }
    assert Counter(each.kind for each in rows)["focused"] == Counter(each.kind for each in rows)["side_by_side"] == 1
    assert {each.tenure for each in rows} == {"new", "experienced", "unknown"}
    assert any(step.act == "correct" for each in QUALITY.evaluations.cases for step in each.steps)
    zero = Counter(each.advisor for each in rows if each.score == "0")
    judged = Counter(each.advisor for each in rows)
    assert zero["asesor3"] / judged["asesor3"] > zero["asesor1"] / judged["asesor1"]


def test_two_evaluators_agree_mostly() -> None:
    """A tenth of the sample has two evaluations by two persons, whose answers differ a little."""
    by_item: dict[str, list[EvaluationRow]] = defaultdict(list)
    for each in QUALITY.evaluations.cases:
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
    quality, _ = made_up(now)
    rows = [each.row for each in quality.evaluations.cases]
    drawn = [each for each in quality.samples.samples.values() if each.seed]
    last = [item for each in drawn if each.row.week == drawn[-1].row.week for item in each.items]
    judged = {each.item for each in rows if each.kind == "random"}
    assert any(each.item not in judged for each in last if each.replaced_at is None)
    [draft] = [each for each in rows if each.state == "draft"]
    assert draft.evaluator == "calidad"
    assert 0 < len(draft.answers) < 12
    assert [each for each in rows if each.state in ("refuted", "conciliation")]
    assert {each.advisor for each in rows if each.state == "pending"} >= {"asesor1", "asesor2", "asesor3"}


def test_everybody_who_acted_is_a_user_of_the_demo() -> None:
    """The names in the rows are those of the demo's logins."""
    named = {(step.user, step.name) for each in QUALITY.evaluations.cases for step in each.steps}
    people = FULL_NAMES | {each.id: each.name for each in SITE.sample_advisors}
    assert named <= set(people.items())


def test_twelve_calls_of_the_last_sampled_week_are_recorded() -> None:
    """Each has another conversation with its topic; the draw decides how many of them are in the sample."""
    began = [each for each in FACTS if isinstance(each.fact, RecordingBegan)]
    week = Week(date(2026, 11, 23))
    assert len(began) == len(DIALOGUES) == 12
    assert {week.begins <= each.at < week.ends for each in began} == {True}
    assert {each.call_id for each in began} == QUALITY.recorded.calls
    sampled = {each.item for each in QUALITY.samples.samples[week, "phone"].items}
    assert len(QUALITY.recorded.calls & sampled) >= 2  # by chance: seven are expected
    typified = {each.call_id: each.fact for each in FACTS if isinstance(each.fact, CallTypified)}
    topics = [typified[each] for each in sorted(QUALITY.recorded.calls)]
    found = Counter("/".join((each.kind, each.theme, each.subtheme)) for each in topics)
    assert found == Counter(each.topic for each in DIALOGUES)


def test_a_recorded_call_lasts_as_long_as_its_conversation() -> None:
    """The talk is as long as the recording will be."""
    answered = {each.call_id: each.at for each in FACTS if isinstance(each.fact, CallAnswered)}
    ended = {each.call_id: each.at for each in FACTS if isinstance(each.fact, CallEnded)}
    lengths = sorted((ended[call] - answered[call]) // timedelta(milliseconds=1) for call in QUALITY.recorded.calls)
    assert lengths == sorted(spoken_ms(each) for each in DIALOGUES)
