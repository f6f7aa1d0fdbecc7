"""Decisions of the steps of a menu: digits, branches and the words of a value."""

from datetime import UTC, date, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.site.calls.menu_steps.steps import (
    BranchCase,
    Branching,
    ChosenOption,
    DigitEntry,
    LookupResult,
    MenuStep,
    QueueLoad,
    SpokenAnswer,
    StepTarget,
)
from ivr.check_digits import check_digit
from ivr.menu_steps import (
    EntryVerdict,
    Situation,
    SpokenValue,
    answer_sounds,
    entry_target,
    follow_branches,
    judge_entry,
    lookup_target,
    needs_client,
    needs_load,
)
from ivr.phrases import LAST_YEAR, all_phrases, money_sounds
from tests.support.site_folders import sample_site

SITE = sample_site()
HERE, THERE = StepTarget(queue="credito"), StepTarget(queue="pagos")
PHRASES = all_phrases()
SITUATION = Situation(
    now=datetime(2026, 12, 24, 15, 0, tzinfo=UTC),  # a Thursday, 10:00 in Bogotá
    line="bogota",
    waiting={"general": 11},
    large_client=False,
    choices=(("bogota", "4"),),
    outcomes={"radicado_consulta": "late"},
)


def entry(check: str, **more: int) -> DigitEntry:
    fields = {"prompt": "a", "check": check, "silence_prompt": "b", "invalid_prompt": "c", "next": HERE}
    return DigitEntry(**fields, failure=THERE, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("check", "digits", "verdict"),
    [
        ("filing_number", "20260001238", "ok"),
        ("filing_number", "20260001239", "invalid"),
        ("filing_number", "2026000123", "invalid"),
        ("document", "1098900107", "ok"),
        ("document", "109", "invalid"),
        ("document", "1098*00107", "invalid"),
        ("document", "", "silence"),
        ("birth_date", "12031994", "ok"),
        ("birth_date", "31021994", "invalid"),
        ("birth_date", "120394", "invalid"),
        ("digits", "1", "ok"),
    ],
)
def test_digits_are_judged_by_their_check(check: str, digits: str, verdict: EntryVerdict) -> None:
    """A check digit, a length or a date tells a slip from a datum."""
    assert judge_entry(entry(check), digits) == verdict


@given(st.text(alphabet="0123456789", min_size=10, max_size=13), st.integers(0, 9), st.data())
def test_a_slip_in_a_filing_number_is_noticed(digits: str, other: int, data: st.DataObject) -> None:
    """With its check digit a number passes; with any other digit in one place it does not."""
    number = digits + check_digit(digits)
    assert judge_entry(entry("filing_number"), number) == "ok"
    at = data.draw(st.integers(0, len(number) - 1))
    wrong = number[:at] + str(other) + number[at + 1 :]
    assert (judge_entry(entry("filing_number"), wrong) == "ok") == (wrong == number)


@given(st.lists(st.sampled_from(["silence", "invalid"]), min_size=6, max_size=6), st.integers(0, 5))
def test_misses_end_with_the_failure(verdicts: list[EntryVerdict], retries: int) -> None:
    """The question is repeated as often as the site says, and then its failure leads on."""
    asked = entry("digits", retries=retries)
    targets = [entry_target(asked, verdict, misses) for misses, verdict in enumerate(verdicts)]
    assert targets[: retries + 1] == [*[None] * retries, THERE]
    assert entry_target(asked, "ok", retries) == HERE


@pytest.mark.parametrize(
    ("case", "holds"),
    [
        (BranchCase(hours="atencion", next=HERE), True),
        (BranchCase(days=(date(2026, 12, 24),), next=HERE), True),
        (BranchCase(days=(date(2026, 12, 25),), next=HERE), False),
        (BranchCase(line="bogota", next=HERE), True),
        (BranchCase(line="nacional", next=HERE), False),
        (BranchCase(waiting=QueueLoad(queue="general", over=10), next=HERE), True),
        (BranchCase(waiting=QueueLoad(queue="general", over=11), next=HERE), False),
        (BranchCase(waiting=QueueLoad(queue="pagos", over=0), next=HERE), False),
        (BranchCase(large_client=False, next=HERE), True),
        (BranchCase(large_client=True, next=HERE), False),
        (BranchCase(choice=ChosenOption(menu="bogota", key="4"), next=HERE), True),
        (BranchCase(choice=ChosenOption(menu="bogota", key="1"), next=HERE), False),
        (BranchCase(result=LookupResult(step="radicado_consulta", outcome="late"), next=HERE), True),
        (BranchCase(result=LookupResult(step="radicado_consulta", outcome="answered"), next=HERE), False),
        (BranchCase(line="bogota", large_client=True, next=HERE), False),
    ],
)
def test_a_case_holds_if_all_its_conditions_do(case: BranchCase, *, holds: bool) -> None:
    """Hours, date, line, load, client, earlier key and earlier outcome lead a call; what is unknown does not hold."""
    step = MenuStep(id="rama", name="Rama", branch=Branching(cases=(case,), otherwise=THERE))
    site = msgspec.structs.replace(SITE, steps={"rama": step})
    assert follow_branches(site, StepTarget(step="rama"), SITUATION) == (HERE if holds else THERE)
    assert needs_load(site) == (case.waiting is not None)
    assert needs_client(site) == (case.large_client is not None)


def test_branches_without_an_end_lead_to_an_advisor() -> None:
    """A site that no check has seen cannot hold a call in a circle."""
    step = MenuStep(id="rama", name="Rama", branch=Branching(cases=(), otherwise=StepTarget(step="rama")))
    site = msgspec.structs.replace(SITE, steps={"rama": step})
    assert follow_branches(site, StepTarget(step="rama"), SITUATION) == StepTarget(queue="general")


def test_an_outcome_without_a_target_is_a_failure() -> None:
    """Every outcome leads on, also one that a package invents."""
    step = SITE.steps["radicado_consulta"]
    assert lookup_target(step, "late") == StepTarget(step="radicado_vencido")
    assert lookup_target(step, "failed") == lookup_target(step, "nuevo") == StepTarget(step="radicado_sin_respuesta")


def test_an_answer_is_said_in_the_order_of_the_site() -> None:
    """Prompts and values alternate; a value that is missing is left out."""
    answer = SpokenAnswer(lookup="x", parts=("{state}", "responderemos", "{due_on}", "{saldo}"), next=HERE)
    values = {"state": SpokenValue("state", "in_area"), "due_on": SpokenValue("date", "2026-12-01")}
    said = answer_sounds(answer, values)
    assert said == ("estado.in_area", "responderemos", "fecha.1", "mes.12", "ano.2026")
    texts = " ".join(PHRASES[each] for each in said if each in PHRASES)
    assert texts.endswith("primero de diciembre, de dos mil veintiséis.")
    assert answer_sounds(answer, {"saldo": SpokenValue("digits", "07")})[-2:] == ("cifra.0", "cifra.7")
    old = SpokenValue("date", f"{LAST_YEAR + 1}-01-02")
    assert answer_sounds(answer, {"due_on": old}) == ("responderemos", "fecha.2", "mes.1")


@pytest.mark.parametrize(
    ("pesos", "words"),
    [
        (0, "cero pesos"),
        (1, "un peso"),
        (21, "veintiún pesos"),
        (100, "cien pesos"),
        (131, "ciento treinta y un pesos"),
        (1000, "mil pesos"),
        (21_000, "veintiún mil pesos"),
        (1_000_000, "un millón de pesos"),
        (12_345_678, "doce millones trescientos cuarenta y cinco mil seiscientos setenta y ocho pesos"),
    ],
)
def test_an_amount_is_said_in_pesos(pesos: int, words: str) -> None:
    """Amounts sound as people say them."""
    assert " ".join(PHRASES[each] for each in money_sounds(pesos)) == words


@given(st.integers(0, 999_999_999_999))
def test_every_amount_has_its_sounds(pesos: int) -> None:
    """Each part of an amount is a phrase that is rendered."""
    assert set(money_sounds(pesos)) <= set(PHRASES)


def test_an_amount_out_of_range_is_not_said() -> None:
    """It raises an error, which leads to an advisor, and nothing wrong is played."""
    for pesos in (-1, 10**12):
        with pytest.raises(ValueError, match="no words"):
            money_sounds(pesos)
