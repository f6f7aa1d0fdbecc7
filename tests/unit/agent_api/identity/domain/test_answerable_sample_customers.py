"""The demo's customers can be verified, and its guide lists the answers."""

from datetime import date
from typing import Final

from agent_api.customers.domain.record import CustomerRecord
from agent_api.identity.domain.answerable import RelatedPerson, answerable_values
from agent_api.identity.domain.match_answers import matches_datum
from agent_api.identity.domain.question_selection import select_questions
from atencion.demo.customers import sample_customers
from config.settings import SAMPLE_SITE
from tests.support.repository import ROOT
from tests.support.site_folders import sample_site

GUIDE = (ROOT / "docs" / "guias" / "titularidad.md").read_text()
RULES = sample_site().identity
ROWS = sample_customers(SAMPLE_SITE, "icetex", date(2026, 11, 25)).values()
RECORDS: Final = {row.document: row.apply_to(None) for row in ROWS}
TIES: Final = [row.tie for row in ROWS if row.tie is not None]


def _tied(record: CustomerRecord) -> list[RelatedPerson]:
    own = [
        RelatedPerson(datum="beneficiary", record=RECORDS[tie.beneficiary])
        for tie in TIES
        if tie.co_debtor == record.document
    ]
    return own + [
        RelatedPerson(datum="co_debtor", record=RECORDS[tie.co_debtor])
        for tie in TIES
        if tie.beneficiary == record.document
    ]


def test_each_sample_customer_can_be_verified_from_each_of_their_telephones() -> None:
    """Each sample customer has another set of questions left, whichever set was asked before."""
    assert RULES is not None
    for record in RECORDS.values():
        for caller in (*record.details.phones, None):
            data = answerable_values(record, _tied(record), caller)
            first = select_questions(RULES, data, (), "una")
            assert first is not None, record.name
            second = select_questions(RULES, data, first, "una")
            assert second is not None
            assert set(second) != set(first)


def test_every_answer_in_guide_table_is_correct_for_customer_with_that_document() -> None:
    """Every answer in the guide's table is correct for the customer with that document."""
    rows = [line.split("|")[1:-1] for line in GUIDE.splitlines() if line.startswith(("| CC ", "| CE "))]
    assert len(rows) == 5
    for cells in rows:
        document, name, born, address, email, _ = (each.strip() for each in cells)
        record = next(each for each in RECORDS.values() if each.document.text == document)
        data = answerable_values(record, _tied(record), None)
        street, municipality = address.split(", ")
        answers = {
            "document": document,
            "name": name,
            "birth_date": born,
            "address": street,
            "municipality": municipality,
        }
        if email:
            answers["email"] = email
        assert all(matches_datum(datum, data[datum], text) for datum, text in answers.items()), record.name
