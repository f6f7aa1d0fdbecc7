"""A letter and its enclosures joined into one PDF."""

import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from agent_api.tickets.letters.bundle import PdfNotJoinable, count_pages, join_pdfs


def pdf(*widths: int, password: str = "") -> bytes:
    """Build a PDF with one page of each width."""
    writer = PdfWriter()
    for width in widths:
        writer.add_blank_page(width, 100)
    if password:
        writer.encrypt(password)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def test_enclosures_follow_the_letter_in_their_order() -> None:
    """All pages of the enclosures follow the letter, in order."""
    joined = PdfReader(io.BytesIO(join_pdfs(pdf(1), [("a.pdf", pdf(2, 3)), ("b.pdf", pdf(4))])))
    assert [int(each.mediabox.width) for each in joined.pages] == [1, 2, 3, 4]
    assert count_pages(pdf(2, 3)) == 2


def test_protected_or_broken_pdf_is_listed_for_separate_printing() -> None:
    """A protected or broken PDF is listed for separate printing, and its pages are not counted."""
    for broken in (pdf(1, password="clave"), pdf(1)[:40], b"%PDF-1.7\n"):
        with pytest.raises(PdfNotJoinable) as refused:
            join_pdfs(pdf(1), [("bueno.pdf", pdf(1)), ("malo.pdf", broken)])
        assert refused.value.name == "malo.pdf"
        assert count_pages(broken) == 0


@given(st.binary(max_size=300), st.integers(0, 400))
def test_no_content_breaks_the_parser(noise: bytes, at: int) -> None:
    """Any PDF content is joined or listed, without an error."""
    document = pdf(1)
    content = document[:at] + noise + document[at:]
    assert count_pages(content) >= 0
    with suppress(PdfNotJoinable):
        assert join_pdfs(pdf(1), [("x.pdf", content)]).startswith(b"%PDF")
