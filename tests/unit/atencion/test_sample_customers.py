"""The demo's customers."""

from pathlib import Path

import config
from agent_api.customers.phone_numbers import to_e164
from atencion.sample_customers import sample_customers

SAMPLE = Path(config.__file__).parent / "sites" / "icetex"


def test_each_sample_customer_has_an_id_of_its_own_that_stays() -> None:
    """Added at every start, a customer is the same one; in another campaign it is another."""
    first, again = sample_customers(SAMPLE, "icetex"), sample_customers(SAMPLE, "icetex")
    other = sample_customers(SAMPLE, "otra")
    assert first == again
    assert len({each.id for each in first + other}) == 24


def test_each_sample_number_is_in_the_form_that_callers_are_brought_to() -> None:
    """A sample customer is found by the number that calls: both have one form."""
    numbers = [number for each in sample_customers(SAMPLE, "icetex") for number in each.phones]
    assert len(set(numbers)) == len(numbers)
    assert all(to_e164(number) == number for number in numbers)
