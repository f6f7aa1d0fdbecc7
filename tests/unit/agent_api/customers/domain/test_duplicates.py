"""In what a new customer is the same as an existing one."""

import pytest

from agent_api.customers.domain.documents import Document
from agent_api.customers.domain.duplicates import resemblances
from agent_api.customers.domain.record import CustomerRecord, Details

NEW = CustomerRecord(
    name="Yeison Gutiérrez", document=Document("CC", "52900101"), details=Details(phones=("+573105550000",))
)


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (CustomerRecord(name="Lleison Gutierres", document=Document("CC", "1")), ("name",)),
        (CustomerRecord(name="Gutiérrez Yeison", document=Document("TI", "52900101")), ("document", "name")),
        (CustomerRecord(name="Ana Peña", document=Document("CC", "1"), details=NEW.details), ("phone",)),
        (CustomerRecord(name="Yeison Gutiérrez Peña", document=Document("CC", "1")), ()),
    ],
)
def test_a_resemblance_is_a_document_a_name_or_a_phone(other: CustomerRecord, same: tuple[str, ...]) -> None:
    """A name counts if every word sounds the same, in any order; a document by its number, of any kind."""
    assert resemblances(NEW, other) == same
