"""Events that change a term: extension, completion, transfer, silence, habeas data."""

from datetime import date, datetime, time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from config.law.loader import load_law
from config.law.regimes import LegalKind, NoRegimeInForce
from config.law.term_events import (
    ask_for_completion,
    complete,
    completion_request_deadline,
    extend,
    forwarding_deadline,
    habeas_data_completion_deadline,
    habeas_data_mark_deadline,
    habeas_data_request_deadline,
    latest_extension,
    positive_silence,
    related_deadlines,
)
from config.law.term_rules import TermRules
from config.law.terms import LegalTerm, TermRefused, count_days, legal_term
from config.timezone import COLOMBIA
from tests.support.business_days import DAY, is_business, last_business_day

LAW = load_law()
RULES = TermRules()
UNTIL = date(2026, 8, 20)


def at(day: str | date) -> datetime:
    return datetime.combine(date.fromisoformat(day) if isinstance(day, str) else day, time(9), COLOMBIA)


def term(received: str | date = "2026-07-10", kind: LegalKind = "general") -> LegalTerm:
    return legal_term(LAW, RULES, at(received), kind)


@pytest.mark.parametrize(
    ("received", "kind", "days", "extended"),
    [
        ("2026-07-10", "general", 15, 30),
        ("2026-07-10", "information", 10, 20),
        ("2026-07-10", "consulta", 30, 60),
        ("2021-07-09", "general", 30, 60),
        ("2021-07-09", "consulta", 35, 70),
        ("2026-07-10", "habeas_data_consulta", 10, 15),
        ("2026-07-10", "habeas_data_claim", 15, 23),
    ],
)
def test_how_far_a_term_may_be_extended(received: str, kind: LegalKind, days: int, extended: int) -> None:
    """Petitions extend to at most double the initial term, consultas of habeas data by 5 days, its claims by 8."""
    terms = term(received, kind)
    longest = latest_extension(terms, RULES)
    assert longest is not None
    assert terms.due.days == days
    assert longest.last_day == last_business_day(date.fromisoformat(received), extended)


def test_extension_may_be_notified_up_to_last_day_and_has_new_day_its_limit() -> None:
    """An extension may be notified up to the last day, and has the new day, its limit, the reasons and the basis."""
    for notified_on in ("2026-07-10", "2026-08-04"):
        extended = extend(term(), RULES, at(notified_on), UNTIL, " Falta un concepto. ")
        assert (extended.last_day, extended.latest) == (UNTIL, date(2026, 8, 27))
        assert (extended.notified_on, extended.reasons) == (date.fromisoformat(notified_on), "Falta un concepto.")
        assert "parágrafo" in extended.basis.text
    assert extend(term(), RULES, at("2026-08-04"), date(2026, 8, 27), "x").last_day == date(2026, 8, 27)


@pytest.mark.parametrize(
    ("notified_on", "until", "reasons", "code"),
    [
        ("2026-08-05", UNTIL, "x", "extension_late"),
        ("2026-07-09", UNTIL, "x", "extension_late"),
        ("2026-08-04", date(2026, 8, 28), "x", "extension_too_long"),
        ("2026-08-04", date(2026, 8, 4), "x", "extension_too_short"),
        ("2026-08-04", date(2026, 8, 7), "x", "extension_no_business_day"),
        ("2026-08-04", UNTIL, "  ", "extension_without_reasons"),
    ],
)
def test_an_extension_beyond_the_law_is_refused(notified_on: str, until: date, reasons: str, code: str) -> None:
    """A late, too long, repeated or unreasoned extension, and one that ends on a holiday, each have their own error."""
    with pytest.raises(TermRefused) as caught:
        extend(term(), RULES, at(notified_on), until, reasons)
    assert caught.value.code == code
    assert str(caught.value).endswith(".")


def test_requests_of_congress_have_no_known_extension() -> None:
    """Requests of Congress have no known extension."""
    terms = term(kind="congress_or_ombudsman")
    assert latest_extension(terms, RULES) is None
    with pytest.raises(TermRefused) as caught:
        extend(terms, RULES, at("2026-07-14"), UNTIL, "x")
    assert caught.value.code == "extension_unknown"


def test_an_incomplete_petition_stands_still_and_goes_on() -> None:
    """If completion is requested on the third business day, thirteen days run from the day after completion."""
    assert completion_request_deadline(LAW, RULES, term()).last_day == date(2026, 7, 28)
    request = ask_for_completion(LAW, RULES, term(), at("2026-07-16"))
    assert (request.days_used, request.days_left) == (2, 13)
    assert request.complete_by.last_day == date(2026, 8, 18)
    assert [each.skipped for each in request.complete_by.counted] == [
        "domingo",
        "festivo: La Asunción",
        None,
    ]
    going_on = complete(term(), RULES, request, at("2026-07-31"))
    assert (going_on.after, going_on.days) == (date(2026, 7, 31), 13)
    assert going_on.last_day == last_business_day(date(2026, 7, 31), 13)
    assert going_on.basis == term().due.basis


def test_asked_on_the_last_day_one_day_is_left() -> None:
    """Of a ten-day term for documents, a request on the tenth day leaves one day after completion."""
    terms = term(kind="information")
    request = ask_for_completion(LAW, RULES, terms, at("2026-07-28"))
    assert (request.days_used, request.days_left) == (9, 1)
    assert complete(terms, RULES, request, at("2026-08-03")).last_day == date(2026, 8, 4)


@pytest.mark.parametrize(
    ("asked_on", "completed", "code"),
    [
        ("2026-07-09", "", "asked_early"),
        ("2026-07-29", "", "asked_late"),
        ("2026-07-16", "2026-07-15", "completed_early"),
        ("2026-07-16", "2026-08-19", "completed_late"),
    ],
)
def test_asking_and_completing_have_their_time(asked_on: str, completed: str, code: str) -> None:
    """A request or a completion that is too early or too late is refused, each with its own code."""
    with pytest.raises(TermRefused) as caught:
        complete(term(), RULES, ask_for_completion(LAW, RULES, term(), at(asked_on)), at(completed))
    assert caught.value.code == code


@given(st.dates(date(2015, 6, 30), date(2050, 1, 1)), st.integers(0, 20), st.integers(0, 40))
def test_completion_loses_no_day_and_wins_none(received: date, wait: int, until: int) -> None:
    """Used and remaining days add up to the term, the remaining ones all run, and the end is never earlier."""
    terms = term(received)
    asked_on, completed_on = received + DAY * wait, received + DAY * (wait + until)
    assume(asked_on <= min(completion_request_deadline(LAW, RULES, terms).last_day, terms.due.last_day))
    request = ask_for_completion(LAW, RULES, terms, at(asked_on))
    assert request.days_used + request.days_left == terms.due.days
    assert request.days_left >= 1
    assert is_business(request.complete_by.last_day)
    assume(completed_on <= request.complete_by.last_day)
    going_on = complete(terms, RULES, request, at(completed_on))
    assert going_on.last_day >= terms.due.last_day
    assert going_on.counted == count_days(completed_on, request.days_left, RULES)


def test_transfer_is_due_within_five_days() -> None:
    """A transfer is due within five days; the receiving authority's term begins at its own receipt."""
    assert forwarding_deadline(LAW, RULES, at("2026-07-10")).last_day == date(2026, 7, 21)
    assert term("2026-07-21").due.after == date(2026, 7, 21)


def test_documents_cannot_be_denied_from_day_after_tenth() -> None:
    """From the day after the tenth, documents can no longer be denied, and copies are due within three more days."""
    terms = term("2026-06-25", "information")
    assert positive_silence(LAW, RULES, terms, date(2026, 7, 10)) is None
    granted = positive_silence(LAW, RULES, terms, date(2026, 7, 11))
    assert granted is not None
    assert (granted.granted_on, granted.copies.last_day) == (date(2026, 7, 11), date(2026, 7, 16))
    assert positive_silence(LAW, RULES, terms, date(2026, 9, 1), answered_on=date(2026, 7, 10)) is None
    assert positive_silence(LAW, RULES, terms, date(2026, 9, 1), answered_on=date(2026, 7, 13)) == granted
    assert positive_silence(LAW, RULES, term("2026-06-25"), date(2026, 12, 1)) is None


def test_silence_follows_the_term_where_completion_moved_it() -> None:
    """If completion moved the last day, silence takes effect after the moved day."""
    terms = term(kind="information")
    moved = complete(terms, RULES, ask_for_completion(LAW, RULES, terms, at("2026-07-14")), at("2026-07-31"))
    assert positive_silence(LAW, RULES, terms, moved.last_day, due=moved) is None
    granted = positive_silence(LAW, RULES, terms, moved.last_day + DAY, due=moved)
    assert granted is not None
    assert granted.granted_on == moved.last_day + DAY


def test_the_clocks_of_habeas_data() -> None:
    """Missing data are requested within five days, a claim is withdrawn after two months and marked within two days."""
    received = at("2026-07-10")
    assert habeas_data_request_deadline(LAW, RULES, received).last_day == date(2026, 7, 21)
    withdrawn = habeas_data_completion_deadline(LAW, RULES, at("2026-07-17"), received)
    assert (withdrawn.months, withdrawn.last_day) == (2, date(2026, 9, 17))
    assert habeas_data_completion_deadline(LAW, RULES, at("2026-07-20"), received).last_day == date(2026, 9, 21)
    mark = habeas_data_mark_deadline(LAW, RULES, received)
    assert mark.last_day == date(2026, 7, 15)
    assert mark.basis.text == "Ley 1581 de 2012, artículo 15, numeral 2"


def test_other_duties_of_each_kind_are_those_of_law_at_receipt() -> None:
    """The other duties of each kind are those of the law at receipt; for 2012 there are none in the data."""
    deadlines = {name: due.last_day for name, due in related_deadlines(LAW, RULES, term(kind="information"))}
    assert deadlines == {
        "completion_request": date(2026, 7, 28),
        "transfer": date(2026, 7, 21),
        "silence_copies": date(2026, 7, 31),
    }
    assert [name for name, _ in related_deadlines(LAW, RULES, term(kind="habeas_data_claim"))] == [
        "habeas_data_missing",
        "habeas_data_mark",
    ]
    assert list(related_deadlines(LAW, RULES, term("2012-05-29"))) == []
    assert list(related_deadlines(LAW, RULES, term(kind="consulta")))
    with pytest.raises(NoRegimeInForce):
        completion_request_deadline(LAW, RULES, term("2012-05-29"))
