"""A PDF with blank pages, for tests that attach a document."""

import io

from pypdf import PdfWriter


def pdf_of(pages: int) -> bytes:
    """Return a PDF with this number of blank pages."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()
