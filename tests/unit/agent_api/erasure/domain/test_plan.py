"""The plan of what is erased and what is kept, computed from values alone."""

from datetime import date

import pytest

from agent_api.erasure.domain.administrative_act import cites_act
from agent_api.erasure.domain.labels import KINDS as NAMES
from agent_api.erasure.domain.labels import answer_paragraphs
from agent_api.erasure.domain.plan import (
    KEEP_RULES,
    KINDS,
    CreditStatus,
    ErasureRules,
    Ground,
    HeldPetition,
    Holdings,
    Item,
    Kind,
    Outcome,
    OutcomeLine,
    Plan,
    accumulate,
    decide,
    encode_erased,
    encode_kept,
    summarize,
)
from config.site.retention import RetentionDuty, RetentionRules

TODAY = date(2028, 3, 1)
TEN_YEARS = RetentionRules(petitions=RetentionDuty(years=10, basis="TRD, serie peticiones"))
ONE_YEAR = RetentionRules(
    petitions=RetentionDuty(years=1, basis="TRD"), recordings=RetentionDuty(years=1, basis="Contrato")
)
PETITIONS = {
    "open": HeldPetition(number="open", closed_on=None),
    "closed": HeldPetition(number="closed", closed_on=date(2024, 2, 29)),
    "asked": HeldPetition(number="asked", closed_on=None),
    "other": HeldPetition(number="other", closed_on=None, of_another=True),
}


def reason_of(item: Item, retention: RetentionRules = TEN_YEARS, credit: CreditStatus = "none") -> str | None:
    """Return why an item is kept; None if it is erased."""
    holdings = Holdings(
        request="asked", credit=credit, petitions=PETITIONS, items=(item,), calls_in_process=frozenset({"busy"})
    )
    plan = decide(holdings, ErasureRules(retention=retention, today=TODAY))
    return plan.kept[0].ground.reason if plan.kept else None


def test_every_kind_has_its_checks_and_its_name() -> None:
    """Every kind of item has a check and a name; a new kind needs both."""
    assert set(KEEP_RULES) == set(KINDS) == set(NAMES)


@pytest.mark.parametrize("kind", ["petition", "attachment", "mail", "letter"])
@pytest.mark.parametrize(
    ("petition", "retention", "reason"),
    [
        ("open", ONE_YEAR, "open_petition"),
        ("asked", ONE_YEAR, "erasure_request"),
        ("other", ONE_YEAR, "petition_of_another"),
        ("closed", TEN_YEARS, "legal_duty"),
        ("closed", ONE_YEAR, None),
        ("closed", RetentionRules(), "no_retention_rule"),
    ],
)
def test_files_mails_and_letters_of_petition_are_kept_or_erased_with_petition(
    kind: Kind, petition: str, retention: RetentionRules, reason: str | None
) -> None:
    """The files, mails and letters of a petition are kept or erased with the petition."""
    assert reason_of(Item(kind=kind, key="k", petition=petition), retention) == reason


@pytest.mark.parametrize("kind", ["customer", "customer_history", "credit_tie"])
def test_a_credit_keeps_the_record_alone(kind: Kind) -> None:
    """A credit in force keeps the customer's record; a settled one does not."""
    assert reason_of(Item(kind=kind, key="k"), credit="in_force") == "credit_in_force"
    assert reason_of(Item(kind=kind, key="k"), credit="settled") is None
    assert reason_of(Item(kind="draft", key="k"), credit="in_force") is None


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (Item(kind="mail", key="k", unfinished=True), "being_sent"),
        (Item(kind="recording", key="k", unfinished=True), "in_progress"),
        (Item(kind="recording", key="k", unattended=True), "unattended_message"),
        (Item(kind="recording", key="k", call_id="busy"), "open_petition"),
        (Item(kind="caller_number", key="k", call_id="busy"), "open_petition"),
        (Item(kind="caller_number", key="k", call_id="quiet"), None),
        (Item(kind="recording", key="k", made_on=date(2020, 1, 1)), None),
        (Item(kind="note", key="k", call_id="busy"), None),
    ],
)
def test_items_of_open_process_are_kept_until_it_ends(item: Item, reason: str | None) -> None:
    """Items of an open process are kept until it ends, and nothing else is kept because of it."""
    assert reason_of(item) == reason


def test_a_duty_ends_after_its_last_day() -> None:
    """A retention duty still holds on its last day; one from 29 February ends on 1 March."""
    duty = RetentionDuty(years=1, basis="TRD")
    assert duty.last_day(date(2027, 2, 28)) == date(2028, 2, 28)
    assert duty.last_day(date(2024, 2, 29)) == date(2025, 3, 1)
    made = Item(kind="recording", key="k", made_on=date(2027, 3, 1))
    assert reason_of(made, ONE_YEAR) == "legal_duty"
    earlier = Item(kind="recording", key="k", made_on=date(2027, 2, 28))
    assert reason_of(earlier, ONE_YEAR) is None


def test_a_plan_is_counted_and_written_as_facts_bear_it() -> None:
    """The facts hold the counts of each kind and reason, and add what earlier plans erased."""
    items = [Item(kind="mail", key="1"), Item(kind="mail", key="2"), Item(kind="petition", key="p", petition="open")]
    holdings = Holdings(request="asked", credit="none", petitions=PETITIONS, items=tuple(items))
    outcome = summarize(decide(holdings, ErasureRules(retention=ONE_YEAR, today=TODAY)))
    assert encode_erased(outcome) == "mail=2"
    assert encode_kept(outcome) == "petition/open_petition=1"
    assert outcome.kept[0].petitions == ("open",)
    before = Outcome(erased=(OutcomeLine(kind="mail", count=3), OutcomeLine(kind="draft", count=1)))
    assert encode_erased(accumulate(before, outcome)) == "mail=5,draft=1"
    assert summarize(Plan(erased=(), kept=())) == Outcome()


def test_spanish_answer_to_holder_names_each_kept_item_norm_and_last_day() -> None:
    """The Spanish answer to the holder names each kept item, the norm and the last day."""
    ground = Ground(reason="legal_duty", basis="TRD, serie peticiones", until=date(2034, 2, 28))
    line = OutcomeLine(kind="petition", count=1, ground=ground)
    outcome = Outcome(erased=(OutcomeLine(kind="recording", count=2),), kept=(line,))
    text = answer_paragraphs(outcome, act="Resolución 123 de 2028", request="2028-000007-1", done=True)
    assert text.startswith(
        "Se suprimieron por la Resolución 123 de 2028, según su solicitud 2028-000007-1: 2 grabaciones."
    )
    assert "1 petición con su respuesta: la ley obliga a conservarlo: TRD, serie peticiones, hasta el" in text
    assert "28 de febrero de 2034" in text
    planned = answer_paragraphs(Outcome(), act="", request="2028-000007-1", done=False)
    assert planned.startswith("Según su solicitud 2028-000007-1, no hay datos que se puedan suprimir hoy.")


@pytest.mark.parametrize("text", ["Resolución 123 de 2026", "Auto 9-2 de 2026", "Resolución 123 del 5 de mayo de 2026"])
def test_an_act_is_cited_by_kind_number_and_date(text: str) -> None:
    """An act is cited by kind, number and date, as officials write it."""
    assert cites_act(text)


@pytest.mark.parametrize(
    "text",
    ["", "Resolución", "Resolución de Ana 123 de 2026", "Resolución 123", "resolución 1 de 26", "Auto 1 de 2026\n"],
)
def test_no_other_text_is_an_act(text: str) -> None:
    """No other text is accepted as an act, because the act is logged and the log must hold no names."""
    assert not cites_act(text)
