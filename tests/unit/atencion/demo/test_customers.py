"""The demo's customers."""

from datetime import date

from atencion.demo.customers import sample_customers
from config.settings import SAMPLE_SITE
from config.site.loader import load_sample_customers
from telephony.phone_numbers import to_e164

TODAY = date(2026, 11, 25)


def test_each_sample_customer_has_an_id_of_its_own_that_stays() -> None:
    """A sample customer has the same id at every start, and another id in another campaign."""
    first, again = sample_customers(SAMPLE_SITE, "icetex", TODAY), sample_customers(SAMPLE_SITE, "icetex", TODAY)
    other = sample_customers(SAMPLE_SITE, "otra", TODAY)
    assert first == again
    assert len({*first, *other}) == 2 * len(load_sample_customers(SAMPLE_SITE)) == 28


def test_each_sample_number_is_in_the_form_that_callers_are_brought_to() -> None:
    """Sample numbers have the format of caller numbers, so that the import keeps them and calls find the customer."""
    numbers = [number for each in load_sample_customers(SAMPLE_SITE) for number in each.phones]
    assert len(set(numbers)) == len(numbers)
    assert all(to_e164(number) == number for number in numbers)
    rows = sample_customers(SAMPLE_SITE, "icetex", TODAY).values()
    assert [number for row in rows for number in row.values["phones"]] == numbers


def test_co_debtors_refer_to_sample_credits() -> None:
    """Two co-debtors refer to two of the sample's credits by the documents of their beneficiaries."""
    rows = sample_customers(SAMPLE_SITE, "icetex", TODAY).values()
    credits = {row.document: row.values["credits"][0].number for row in rows if "credits" in row.values}
    ties = [row.tie for row in rows if row.tie is not None]
    assert len(credits) == 10
    assert len(ties) == 2
    assert all(credits[tie.beneficiary] == tie.credit for tie in ties)
