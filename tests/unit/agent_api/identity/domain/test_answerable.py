"""The questions that a customer's record can answer, and those that the caller's number already answers."""

from agent_api.customers.domain import divipola
from agent_api.customers.domain.documents import Document
from agent_api.customers.domain.record import Address, Credit, CustomerRecord, Details
from agent_api.identity.domain.answerable import RelatedPerson, answerable_values

MOBILE, FIXED = "+573001112201", "+576015550142"
ANA = CustomerRecord(
    name="Ana Sofía Beltrán",
    document=Document("CC", "52900101"),
    details=Details(
        birth_date="1994-03-12",
        addresses=(Address("Carrera 7 # 45-12", "11001"), Address("Vereda El Salitre", "15999")),
        phones=(MOBILE, FIXED),
        emails=("ana@ejemplo.com", "3001112201@ejemplo.com"),
        credits=(Credit("CR-1", "Pregrado"), Credit("CR-3001112201")),
    ),
)
ROSA = RelatedPerson(
    datum="co_debtor",
    record=CustomerRecord(
        name="Rosa Beltrán", document=Document("CC", "41900113"), details=Details(phones=("+573001112213",))
    ),
)
EMPTY = CustomerRecord(name="Ñandú", document=Document("CC", "52900102"))


def test_record_with_name_and_document_answers_those_two() -> None:
    """A record with name and document answers those two; a place whose code has no name answers none."""
    assert answerable_values(EMPTY, (), None) == {"document": ("52900102",), "name": ("Ñandú",)}
    assert answerable_values(ANA, (), None)["municipality"] == (divipola.place_label("11001"),)
    assert "co_debtor" not in answerable_values(ANA, (), None)
    assert answerable_values(ANA, [ROSA], None)["co_debtor"] == ("Rosa Beltrán",)


def test_the_number_that_calls_answers_for_nothing() -> None:
    """The calling number answers no question about itself, the name it finds, or a mail or credit containing it."""
    data = answerable_values(ANA, [ROSA], MOBILE)
    assert data["phone"] == (FIXED,)
    assert data["email"] == ("ana@ejemplo.com",)
    assert data["credit"] == ("CR-1",)
    assert "name" not in data
    assert not any("3001112201" in value for values in data.values() for value in values)
    strange = answerable_values(ANA, [ROSA], "+573209998877")
    assert strange["phone"] == (MOBILE, FIXED)
    assert "name" in strange


def test_fixed_line_reveals_its_area() -> None:
    """A fixed line reveals its area: a caller from a 601 number is not asked where they live."""
    assert "municipality" not in answerable_values(ANA, (), FIXED)
    assert "municipality" in answerable_values(ANA, (), MOBILE)


def test_a_relative_s_telephone_gives_away_their_name() -> None:
    """A caller from the co-debtor's number is not asked for the co-debtor's name."""
    assert "co_debtor" not in answerable_values(ANA, [ROSA], "+573001112213")


def test_document_equal_to_number_is_not_asked() -> None:
    """Some documents have ten digits, as telephones do; a document equal to the number is not asked."""
    same = CustomerRecord(name="Luz", document=Document("CC", "3001112201"))
    assert "document" not in answerable_values(same, (), MOBILE)
    assert "document" in answerable_values(same, (), FIXED)


def test_a_nit_is_right_without_its_check_digit() -> None:
    """A NIT is accepted without its check digit, which people leave out."""
    firm = CustomerRecord(name="Beltrán e Hijos", document=Document("NIT", "8999990357"))
    assert answerable_values(firm, (), None)["document"] == ("8999990357", "899999035")
