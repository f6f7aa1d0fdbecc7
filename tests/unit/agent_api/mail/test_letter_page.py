"""Letters as PDF."""

from datetime import date

from agent_api.mail.domain.contents import TicketAnsweredText
from agent_api.mail.domain.templates import render
from agent_api.mail.letter_page import PostalAddress, render_letter
from tests.unit.agent_api.mail.domain.test_messages import MAIL

TO = PostalAddress(
    name="María Peña", street=("Carrera 3 # 18-32", "Apto. 201"), municipality="Mitú", department="Vaupés"
)
DAY = date(2026, 11, 25)


def made(answer: str) -> bytes:
    """Typeset a letter with an answer."""
    content = TicketAnsweredText(name="María Peña", number="1", asked="x", filed_on=DAY, answer=answer)
    return render_letter(render(content, MAIL), TO, MAIL, number="0123abcd", on=DAY)


def test_a_letter_is_a_tagged_pdf_and_the_same_each_time() -> None:
    """The letter is PDF/UA-1 (structure tree, language, standard mark), and equal letters give equal bytes."""
    pdf = made("Sí, señora.")
    assert pdf.startswith(b"%PDF-")
    for mark in (b"StructTreeRoot", b"pdfuaid", b"es-CO"):
        assert mark in pdf
    assert pdf == made("Sí, señora.")
    assert pdf != made("No, señora.")


def test_typst_syntax_in_person_text_is_printed_literally() -> None:
    """Typst syntax in a person's text is printed literally: nothing is evaluated, read or left out."""
    assert made('#panic("x") $ _ * `r` #read("/etc/passwd") \\ @a <b> // c ]').startswith(b"%PDF-")


def test_a_long_answer_goes_on_on_further_pages() -> None:
    """An answer of any length continues on further pages."""
    assert b"/Type/Pages/Count 9/" in made("\n\n".join(["Una respuesta larga. " * 40] * 40))


def test_an_address_stands_line_by_line() -> None:
    """The address is printed line by line, as the carrier reads it."""
    assert TO.lines() == ["María Peña", "Carrera 3 # 18-32", "Apto. 201", "Mitú, Vaupés"]
