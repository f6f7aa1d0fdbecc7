"""The indicator «calidad» in the fold: what the evaluations of the random samples prove."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.site.oversight.indicators import Formula, IndicatorDefinition
from config.timezone import COLOMBIA
from eventlog.facts import AnyFact, Envelope
from metrics.indicators.cells import CellKey
from metrics.indicators.formulas import variants
from metrics.indicators.quality_results import figures_of, results_of_counts, split_results
from metrics.indicators.recount import Recount
from metrics.indicators.results import EvaluatedSample, Figure, results_from_json, results_to_json
from metrics.indicators.state import State, state_from_json, state_to_json
from tests.support.facts.evaluations import corrected, replaced, signed
from tests.support.facts.fact_table import TimedFact, log_of
from tests.support.properties import examples

NEXT_MONTH_S = 8 * 86_400
"""From noon of the 24th of November into December, s."""
USER = {"kind": "quality_precision", "family": "user", "channel": "phone"}
SCORE = {"kind": "quality_score", "channel": "phone"}


def definition(**formula: Any) -> IndicatorDefinition:
    """Return a definition with a formula."""
    return IndicatorDefinition(id="calidad", name="Calidad", formula=Formula(**formula), valid_from=date(2026, 1, 1))


def figures(facts: Sequence[AnyFact | TimedFact], **formula: Any) -> dict[str, Figure]:
    """Return the figures of the whole period by line; facts without a time follow each other each second."""
    rows = [each if isinstance(each, tuple) else (float(at), each) for at, each in enumerate(facts)]
    recount = Recount([definition(**formula)])
    recount.add_all(log_of(rows))
    return {each.line: each for each in recount.results(["period"]).figures}


def sample(facts: Sequence[AnyFact | TimedFact], **formula: Any) -> EvaluatedSample:
    """Return the evaluations behind the figure of all lines."""
    found = figures(facts, **formula)[""].sample
    assert found is not msgspec.UNSET
    return found


def fails(number: int, **changes: Any) -> AnyFact:
    """Return an evaluation with a critical error of the user's."""
    return signed(number, **{"user": "failed", "score": "0", **changes})


@pytest.mark.parametrize(
    ("passed", "of", "low", "high"),
    [(190, 200, "91.04", "97.27"), (264, 278, "91.72", "96.98"), (278, 278, "98.63", "100.00")],
)
def test_a_precision_has_its_evaluations_and_its_interval(passed: int, of: int, low: str, high: str) -> None:
    """The golden vectors of Wilson's interval, in percent and rounded outwards."""
    facts = [signed(each) if each < passed else fails(each) for each in range(of)]
    figure = figures(facts, **USER)[""]
    assert (figure.numerator, figure.denominator) == (passed, of)
    assert sample(facts, **USER) == EvaluatedSample(
        evaluations=of, total=str(passed), low=low, high=high, weighted=False, replaced=0
    )


def test_an_evaluation_without_a_criterion_of_the_family_is_in_no_part() -> None:
    """Not applicable leaves numerator and denominator; where nothing applies there is no score."""
    facts = [signed(1), signed(2, user=""), fails(3), signed(4, user="", score="")]
    assert sample(facts, **USER).evaluations == 2
    assert sample(facts, **SCORE).evaluations == 3
    assert figures([signed(1)], **{**USER, "family": "compliance"}) == {}


def test_the_mean_of_the_scores_is_an_exact_fraction() -> None:
    """Two thirds and a half are not rounded before they are added."""
    facts = [signed(1, score="250/3"), signed(2, score="260/3"), signed(3, score="70")]
    figure = figures(facts, **SCORE)[""]
    assert figure.value == 80
    assert sample(facts, **SCORE).total == "240"
    assert results_from_json(results_to_json(Recount([]).results())) == Recount([]).results()


@pytest.mark.parametrize(
    "other",
    [
        *(fails(2, kind=kind) for kind in ("focused", "new", "side_by_side", "calibration", "follow_up")),
        fails(2, seat="second"),
        fails(2, tenure="new"),
        fails(2, channel="written", line="web"),
    ],
)
def test_only_the_first_seat_of_a_random_sample_counts(other: AnyFact) -> None:
    """Chosen evaluations, repetitions, the learning curve and another channel change nothing."""
    assert figures([signed(1), other], **USER) == figures([signed(1)], **USER)


def test_an_advisor_without_a_date_of_entry_counts() -> None:
    """A site that does not know when its advisors began keeps no evaluation apart."""
    assert sample([signed(1), fails(2, tenure="unknown")], **USER).evaluations == 2


def test_phone_has_lines_and_written_answers_have_none() -> None:
    """The channel of a ticket is no line of the contract."""
    facts = [signed(1), fails(2, line="nacional"), signed(3, channel="written", line="web")]
    assert {line: each.numerator for line, each in figures(facts, **USER).items()} == {
        "": 1,
        "bogota": 1,
        "nacional": 0,
    }
    assert list(figures(facts, **{**USER, "channel": "written"})) == [""]


def test_a_later_round_of_the_month_replaces_the_earlier_one() -> None:
    """A correction and an accepted refutation count where the evaluation was signed."""
    assert figures([signed(1), fails(2), corrected(2)], **USER)[""].numerator == 2
    assert figures([signed(1), corrected(1, user="failed"), corrected(1, 3, user="")], **USER) == {}


def test_a_round_of_a_later_month_changes_no_figure() -> None:
    """As for other indicators: what happens after a month never changes its figures."""
    late: TimedFact = (NEXT_MONTH_S, corrected(1, cause="refutation"))
    assert figures([fails(1), late], **USER) == figures([fails(1)], **USER)


def test_replacements_are_counted_beside_the_figure() -> None:
    """A sample with many replacements is no longer the one that was drawn, so each figure has their number."""
    assert sample([replaced(), signed(1), replaced()], **USER).replaced == 2


def test_a_sample_with_an_item_for_each_advisor_is_weighted() -> None:
    """Nine of nine of ana's 299 calls and the one of eva's single call: Σ Wₕ·pₕ is 299/300, not nine tenths."""
    facts = [*(signed(each, stratum=299) for each in range(9)), fails(9, advisor="eva", stratum=1)]
    figure = figures(facts, **USER)[""]
    assert figure.value == Fraction(299, 300) * 100
    found = sample(facts, **USER)
    assert (found.evaluations, found.total, found.weighted) == (10, "9", True)
    plain = figures(facts, **USER, estimate="plain")[""]
    assert (plain.numerator, plain.denominator) == (9, 10)


def test_the_interval_of_a_weighted_estimate_uses_the_effective_size() -> None:
    """Ten evaluations of which nine stand for 299 calls are worth 300² ÷ (299²/9 + 1), about nine."""
    weighted = sample([*(signed(n, stratum=299) for n in range(9)), signed(9, advisor="eva", stratum=1)], **USER)
    assert (weighted.low, weighted.high) == ("70.22", "100.00")
    assert sample([signed(each) for each in range(10)], **USER).low == "72.24"


def test_equal_strata_give_the_plain_figure() -> None:
    """With equal weights nothing changes but the mark."""
    facts = [signed(1, stratum=5), fails(2, stratum=5, advisor="eva")]
    assert figures(facts, **USER)[""].value == figures(facts, **USER, estimate="plain")[""].value == 50


def test_the_sensitivity_has_the_other_choices() -> None:
    """The contract could count the learning curve, and not weigh."""
    formulas = [each.formula for each in variants(definition(**USER))]
    assert [(each.tenures, each.estimate) for each in formulas] == [
        (msgspec.UNSET, msgspec.UNSET),
        (msgspec.UNSET, "plain"),
        ("all", msgspec.UNSET),
        ("all", "plain"),
    ]
    assert sample([signed(1), fails(2, tenure="new")], **USER, tenures="all").evaluations == 2


EVENTS = st.lists(
    st.tuples(
        st.floats(0, 2 * NEXT_MONTH_S),
        st.sampled_from(["signed", "corrected", "replaced"]),
        st.integers(1, 8),
        st.sampled_from(["passed", "failed", ""]),
        st.sampled_from(["100", "250/3", "0", ""]),
        st.sampled_from(["random", "random", "focused"]),
        st.sampled_from([0, 7]),
        st.sampled_from(["ana", "beto"]),
    ),
    max_size=25,
)
Event = tuple[float, str, int, str, str, str, int, str]


def history(events: Sequence[Event]) -> list[Envelope]:
    """Return a log in which each number is signed once, and corrected only afterwards."""
    rows: list[TimedFact] = []
    done = set[int]()
    for at, act, number, user, score, kind, stratum, advisor in sorted(events):
        result = {"user": user, "score": score}
        if act == "replaced":
            rows.append((at, replaced()))
        elif number in done:
            rows.append((at, corrected(number, **result)))
        elif act == "signed":
            done.add(number)
            rows.append((at, signed(number, kind=kind, stratum=stratum, advisor=advisor, **result)))
    return log_of(rows)


def counted(facts: Sequence[Envelope], cuts: Sequence[int]) -> dict[CellKey, dict[str, int]]:
    """Return the counts of a fold that is stored and restored at each cut."""
    total: dict[CellKey, dict[str, int]] = {}
    state, bounds = State(), [0, *sorted(min(each, len(facts)) for each in cuts), len(facts)]
    for begin, end in pairwise(bounds):
        recount = Recount([], state=state_from_json(state_to_json(state)))
        recount.add_all(facts[begin:end])
        state = recount.state()
        for key, cell in recount.counts().items():
            sums = total.setdefault(key, {})
            for measure, number in cell.items():
                sums[measure] = sums.get(measure, 0) + number
    nonzero = {key: {measure: number for measure, number in cell.items() if number} for key, cell in total.items()}
    return {key: cell for key, cell in nonzero.items() if cell}


@settings(max_examples=examples(150), deadline=None)
@given(EVENTS, st.lists(st.integers(0, 25), max_size=4))
def test_a_fold_in_parts_counts_as_the_whole(events: list[Event], cuts: list[int]) -> None:
    """Wherever the fold is stored and continued, the counts are those of one pass, also over a month's end."""
    facts = history(events)
    assert counted(facts, cuts) == counted(facts, [])


@settings(max_examples=examples(150), deadline=None)
@given(EVENTS)
def test_another_kind_never_changes_a_count(events: list[Event]) -> None:
    """Without its chosen evaluations a history has the same counts."""
    facts = history(events)
    chosen = {each.fact.evaluation for each in facts if getattr(each.fact, "kind", "random") != "random"}  # type: ignore[union-attr]
    others = [each for each in facts if getattr(each.fact, "evaluation", "") not in chosen]
    assert counted(facts, []) == counted(others, [])


@settings(max_examples=examples(150), deadline=None)
@given(EVENTS)
def test_the_figure_is_that_of_the_last_rounds(events: list[Event]) -> None:
    """An independent count: of each month's signatures, the last round within the month decides."""
    facts = history(events)
    last: dict[str, tuple[str, str, bool]] = {}
    for envelope in facts:
        fact, month = envelope.fact, (envelope.at.astimezone(COLOMBIA)).strftime("%Y-%m")
        number = getattr(fact, "evaluation", "")
        if getattr(fact, "kind", "") == "random":
            last[number] = (month, fact.user, fact.stratum > 0)  # type: ignore[union-attr]
        elif number in last and last[number][0] == month:
            last[number] = (month, fact.user, last[number][2])  # type: ignore[union-attr]
    applicable = [user for _, user, _ in last.values() if user]
    recount = Recount([definition(**USER, estimate="plain")])
    recount.add_all(facts)
    found = [(each.numerator, each.denominator) for each in recount.results(["period"]).figures if not each.line]
    assert found == ([(applicable.count("passed"), len(applicable))] if applicable else [])


@settings(max_examples=examples(100), deadline=None)
@given(EVENTS)
def test_the_results_of_a_period_are_the_figures_of_the_contract(events: list[Event]) -> None:
    """The page of results and the indicators agree, and the advisors' evaluations add up to the total."""
    recount = Recount([definition(**USER), definition(**SCORE)])
    recount.add_all(history(events))
    results = results_of_counts(cell for key, cell in recount.counts().items() if key.population == "evaluated")
    total = figures_of(results, "phone")
    for measure, formula in (("user", USER), ("score", SCORE)):
        rows = Recount([definition(**formula)])
        rows.add_all(history(events))
        values = [each.value for each in rows.results(["period"]).figures if not each.line]
        assert ([total[measure].value * 100] if measure in total else []) == values  # type: ignore[index]
    parts = [figures_of(each, "phone") for each in split_results(results, lambda each: each.advisor).values()]
    sizes = [each["user"].group.size for each in parts if "user" in each]
    assert sum(sizes) == (total["user"].group.size if "user" in total else 0)
