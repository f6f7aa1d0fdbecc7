"""The receipt (constancia): its items and its page."""

import io
from datetime import UTC, date, datetime

import msgspec
import pypdf
import pytest

from agent_api.tickets.receipts.pdf import receipt_pdf
from agent_api.tickets.receipts.receipt import Party, Receipt, Term, TermState, datetime_in_words, receipt_items
from eventlog.facts.tickets.ticket import Channel

ANA = Party(name="Ana Peña", document="CC 52900101", email="ana@correo.example")
RECEIPT = Receipt(
    entity="Entidad",
    number="2026-000123-8",
    spoken="Su radicado es: dos mil veintiséis; cero, cero, cero; uno, dos, tres; y al final, ocho.",
    received_at=datetime(2026, 11, 26, 0, 7, tzinfo=UTC),
    channel="phone",
    petitioner=ANA,
    kind="Queja: Trato recibido",
    asked="Me colgaron.\nPido que me llamen.",
    received_by="Carolina Ruiz",
)


def receipt_texts(**other: object) -> dict[str, tuple[str, ...]]:
    """Return the items of a receipt with some fields changed."""
    return {each.heading: each.paragraphs for each in receipt_items(msgspec.structs.replace(RECEIPT, **other))}


def test_the_eight_items_stand_in_the_order_of_the_decree() -> None:
    """Decreto 1166 de 2016: number, moment, petitioner, object, reasons, annexes, receiver, and that it was verbal."""
    assert list(receipt_texts()) == [
        "Radicado",
        "Fecha y hora de recibo",
        "Peticionario",
        "Objeto",
        "Razones",
        "Documentos anexos",
        "Recibida por",
        "Forma de presentación",
    ]
    assert receipt_texts()["Forma de presentación"] == ("La petición se presentó de manera verbal, por teléfono.",)


def test_the_moment_is_colombian() -> None:
    """Times are in Bogotá, where midnight UTC is the evening before; noon and midnight are written as twelve."""
    assert datetime_in_words(RECEIPT.received_at) == "miércoles 25 de noviembre de 2026, 7:07 p. m., hora de Colombia"
    assert "12:00 p. m." in datetime_in_words(datetime(2026, 1, 1, 17, 0, tzinfo=UTC))
    assert "12:30 a. m." in datetime_in_words(datetime(2026, 1, 1, 5, 30, tzinfo=UTC))


def test_petition_without_name_address_or_reasons_is_filed() -> None:
    """A petition without name, address or reasons is filed, and the page says that they were not given."""
    bare = receipt_texts(petitioner=Party())
    assert bare["Peticionario"] == ("Anónimo: no dio su nombre.", "No dio dirección para notificaciones.")
    assert (bare["Razones"], bare["Documentos anexos"]) == (("Las que están en el objeto.",), ("Ninguno.",))


def test_a_voice_message_without_a_name_is_not_called_anonymous() -> None:
    """A voice message may contain the name in the recording, so it is not called anonymous."""
    (petitioner, *_) = receipt_texts(petitioner=Party(), channel="message")["Peticionario"]
    assert petitioner == "Quien dejó el mensaje de voz. Si dijo su nombre, está en el objeto."


def test_page_shows_both_people_with_document_and_address() -> None:
    """The page shows both people with document and address; missing annexes are noted and do not block filing."""
    full = receipt_texts(
        representative=Party(name="Luis Mora", document="CC 1", address=("Calle 1", "Mitú")), missing=("recibo",)
    )
    assert full["Peticionario"] == (
        "Ana Peña. Documento: CC 52900101",
        "Notificaciones: ana@correo.example",
        "Representado por:",
        "Luis Mora. Documento: CC 1",
        "Notificaciones: Calle 1, Mitú",
    )
    unreached = receipt_texts(representative=Party(name="Luis Mora"))["Peticionario"]
    assert unreached[2:] == ("Representado por:", "Luis Mora")
    assert full["Documentos anexos"][-1] == "Se le advirtió que faltan: recibo. Eso no impidió radicar."


def test_an_answer_by_voice_is_part_of_it() -> None:
    """An answer by voice is part of the receipt, as the decree requires; orientation alone adds no item."""
    assert receipt_texts(answer="Su crédito\nestá al día.")["Respuesta dada de manera verbal"] == (
        "Su crédito",
        "está al día.",
    )
    assert "Respuesta dada de manera verbal" not in receipt_texts(answer=" ")


@pytest.mark.parametrize(
    ("channel", "label"),
    [
        ("message", "La petición se presentó de manera verbal, en un mensaje de voz."),
        ("in_person", "La petición se presentó de manera verbal, en persona."),
        ("written", "La petición se presentó por escrito."),
        ("web", "La petición se presentó por la página web."),
    ],
)
def test_eighth_item_says_verbal_only_for_spoken_channels(channel: Channel, label: str) -> None:
    """The eighth item says "verbal" only for spoken channels."""
    assert receipt_texts(channel=channel)["Forma de presentación"] == (label,)


def test_the_page_is_a_tagged_pdf_and_the_same_each_time() -> None:
    """The page is PDF/UA-1 with embedded fonts; equal receipts give equal bytes, and another term different ones."""
    pdf = receipt_pdf(RECEIPT)
    for mark in (b"StructTreeRoot", b"pdfuaid", b"es-CO", b"FontFile"):
        assert mark in pdf
    assert pdf == receipt_pdf(RECEIPT)
    term = Term(last_day=date(2026, 12, 17), basis="Ley 1755 de 2015, art. 14")
    assert pdf != receipt_pdf(msgspec.structs.replace(RECEIPT, term=term))


@pytest.mark.parametrize(
    ("state", "phrase"),
    [
        ("running", "La respuesta le llega a más tardar miércoles 4 de noviembre de 2026"),
        (
            "over",
            "El término que da la ley para responderle terminó el miércoles 4 de noviembre de 2026 Le pedimos",
        ),
        ("to_complete", "Para completar la petición tiene plazo hasta el miércoles 4 de noviembre de 2026"),
        ("not_completed", "El plazo para completar la petición terminó el miércoles 4 de noviembre de 2026"),
        ("settled", "Último día del término para responder miércoles 4 de noviembre de 2026"),
    ],
)
def test_page_promises_answer_only_before_last_day(state: TermState, phrase: str) -> None:
    """The page promises an answer only if the last day is not over and the petition is unanswered."""
    term = Term(last_day=date(2026, 11, 4), basis="Ley 1755 de 2015, artículo 14", state=state)
    pdf = pypdf.PdfReader(io.BytesIO(receipt_pdf(msgspec.structs.replace(RECEIPT, term=term))))
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    assert phrase in text
    assert ("a más tardar" in text) == (state == "running")


def test_typst_syntax_and_characters_of_any_script_are_printed_as_text() -> None:
    """Typst syntax and characters of any script are printed as text."""
    odd = msgspec.structs.replace(
        RECEIPT, asked='#panic("x") $ _ * `r` #read("/etc/passwd") 🙂 \x00 ]', received_by="#"
    )
    assert receipt_pdf(odd).startswith(b"%PDF-")
