"""Rows of a customer file, and files of rows."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_api.customers.bulk_import.csv_file import CustomerFile, InvalidFile
from agent_api.customers.domain.documents import Document
from agent_api.customers.domain.import_rows import COLUMNS, ImportRow, RowRefusal, read_row
from agent_api.customers.domain.record import Address, Credit, CustomerRecord, Details, combine_records, diff_records

TODAY = date(2026, 11, 25)
GOOD = {
    "tipo_documento": "cc",
    "numero_documento": "52.900.101",
    "nombre": "  Ana   Sofía Gutiérrez ",
    "fecha_nacimiento": "1994-03-12",
    "direccion": "Carrera 7 # 45-12",
    "municipio": "5001",
    "telefono": "300 111 2201",
    "telefono_2": "+57 601 5550142",
    "correo": "Ana@Ejemplo.COM",
    "contacto_preferido": "Teléfono",
    "credito": "cr-1",
    "programa": "Pregrado",
}


def read(**other: str) -> ImportRow | list[RowRefusal]:
    """Parse a valid row with some cells replaced."""
    return read_row(2, {**GOOD, **other}, TODAY)


def test_a_row_becomes_a_record() -> None:
    """Every field is normalized; the leading zero of Antioquia's codes, which spreadsheets remove, is restored."""
    row = read()
    assert isinstance(row, ImportRow)
    assert row.apply_to(None) == CustomerRecord(
        name="Ana Sofía Gutiérrez",
        document=Document("CC", "52900101"),
        details=Details(
            birth_date="1994-03-12",
            addresses=(Address("Carrera 7 # 45-12", "05001"),),
            phones=("+573001112201", "+576015550142"),
            emails=("Ana@ejemplo.com",),
            preferred_contact="phone",
            credits=(Credit("CR-1", "Pregrado"),),
        ),
    )


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("tipo_documento", "RC"),
        ("numero_documento", ""),
        ("nombre", ""),
        ("nombre", "…"),
        ("nombre", "Ana\x00 Gutiérrez"),
        ("fecha_nacimiento", "12/03/1994"),
        ("fecha_nacimiento", "1894-03-12"),
        ("direccion", ""),
        ("municipio", ""),
        ("municipio", "04001"),
        ("municipio", "11000"),
        ("telefono", "12345"),
        ("correo", "ana@"),
        ("contacto_preferido", "paloma"),
        ("credito", "¡uno!"),
        ("deudor_solidario_de", "XX 1"),
        ("deudor_solidario_de", "52900101"),
    ],
)
def test_each_error_gives_one_refusal_with_sentence_for_people(column: str, value: str) -> None:
    """Each error gives one refusal with a sentence for people."""
    refused = read(**{column: value})
    assert isinstance(refused, list)
    (refusal,) = refused
    expected_column = "numero_documento" if column == "tipo_documento" else column
    assert (refusal.row, refusal.column, refusal.reason[-1]) == (2, expected_column, ".")


def test_all_errors_of_row_are_reported_together_so_that_file_is_corrected_once() -> None:
    """All errors of a row are reported together, so that the file is corrected once."""
    refused = read(nombre="", telefono="1", correo="x", municipio="1")
    assert isinstance(refused, list)
    assert {each.column for each in refused} == {"nombre", "telefono", "correo", "municipio"}


def test_a_co_debtor_has_no_credit_but_a_tie() -> None:
    """When a row names a beneficiary, its credit belongs to the beneficiary."""
    row = read(deudor_solidario_de="CE 390114")
    assert isinstance(row, ImportRow)
    assert row.tie is not None
    assert (row.tie.beneficiary, row.tie.credit) == (Document("CE", "390114"), "CR-1")
    assert "credits" not in row.values


def test_row_overwrites_only_fields_that_it_fills_and_adds_its_credits() -> None:
    """A row overwrites only the fields that it fills and adds its credits; importing it again changes nothing."""
    first = read()
    assert isinstance(first, ImportRow)
    record = first.apply_to(None)
    row = read(telefono="", telefono_2="", correo="otra@ejemplo.com", credito="CR-2")
    assert isinstance(row, ImportRow)
    now = row.apply_to(record)
    assert [each.field for each in diff_records(record, now)] == ["emails", "credits"]
    assert row.apply_to(now) == now
    assert diff_records(now, now) == ()


@given(st.dictionaries(st.sampled_from(COLUMNS), st.text(max_size=20)))
def test_any_row_is_read_or_refused(cells: dict[str, str]) -> None:
    """Any row is either parsed or refused, and each refusal has a reason."""
    row = read_row(7, cells, TODAY)
    assert isinstance(row, ImportRow) or all(each.reason and each.row == 7 for each in row)


def test_merged_lists_have_no_duplicates_and_first_record_wins() -> None:
    """In a merge the first record wins single values, lists have no duplicates, and merging again adds nothing."""
    document = Document("CC", "52900101")
    record = CustomerRecord(name="Ana", document=document, details=Details(phones=("+573001112201",)))
    other = record.with_fields(name="Anita", birth_date="1994-03-12", phones=("+573001112202", "+573001112201"))
    both = combine_records(record, other)
    assert (both.name, both.details.birth_date) == ("Ana", "1994-03-12")
    assert both.details.phones == ("+573001112201", "+573001112202")
    assert combine_records(both, other) == both


def write(folder: Path, content: bytes) -> Path:
    """Write a file with the given content and return its path."""
    path = folder / "clientes.csv"
    path.write_bytes(content)
    return path


def test_files_of_spreadsheets_are_read(tmp_path: Path) -> None:
    """Semicolons, a byte order mark, capitals in the heading and empty lines are accepted."""
    text = (
        "\ufeffTipo_Documento;numero_documento;NOMBRE\r\nCC;52900101;Ana Gutiérrez\r\n\r\nCC;1;x;y\r\nCC;77900102\r\n"
    )
    rows = list(CustomerFile(write(tmp_path, text.encode()), TODAY).rows())
    assert isinstance(rows[0], ImportRow)
    assert [(each.row, each.column) for row in rows[1:] if isinstance(row, list) for each in row] == [(4, ""), (5, "")]


def test_a_row_that_is_no_text_is_refused_alone(tmp_path: Path) -> None:
    """A Latin-1 row in a UTF-8 file is reported by row number; the other rows are read."""
    heading = b"tipo_documento,numero_documento,nombre\n"
    rows = list(CustomerFile(write(tmp_path, heading + b"CC,52900101,Pe\xf1a\nCC,52900102,Luz\n"), TODAY).rows())
    assert isinstance(rows[0], list)
    assert "UTF-8" in rows[0][0].reason
    assert isinstance(rows[1], ImportRow)


@pytest.mark.parametrize(
    ("heading", "message"),
    [
        ("", "le falta «tipo_documento»"),
        ("tipo_documento,numero_documento", "le falta «nombre»"),
        ("tipo_documento,numero_documento,nombre,edad", "«edad»"),
        ("tipo_documento,numero_documento,nombre,nombre", "dos veces"),
    ],
)
def test_invalid_heading_is_reported_before_any_row_is_read(tmp_path: Path, heading: str, message: str) -> None:
    """An invalid heading is reported before any row is read."""
    with pytest.raises(InvalidFile, match=message):
        CustomerFile(write(tmp_path, heading.encode()), TODAY)


@pytest.mark.parametrize(("born", "message"), [("2026-11-26", "posterior a hoy"), ("1899-12-31", "anterior a 1900")])
def test_birth_date_of_today_is_valid(born: str, message: str) -> None:
    """A birth date of today is valid; a future or too distant one is refused."""
    refused = read(fecha_nacimiento=born)
    assert isinstance(refused, list)
    assert message in refused[0].reason
    assert isinstance(read(fecha_nacimiento="2026-11-25"), ImportRow)
