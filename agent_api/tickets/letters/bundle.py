"""A letter and its enclosures as one PDF, to be printed together.

Owns how PDFs are read and joined. Enclosures come from people: any error of pypdf on a broken file means that it cannot
be joined, and must be printed separately.
"""

import io
from collections.abc import Sequence


class PdfNotJoinable(Exception):
    """A PDF cannot be joined: it is broken, or a password protects it."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def count_pages(pdf: bytes) -> int:
    """Count the pages of a PDF; return 0 if that is not possible."""
    from pypdf import PdfReader  # only needed to write or join letters

    try:
        return len(PdfReader(io.BytesIO(pdf)).pages)
    except Exception:  # a parser can raise anything on untrusted input
        return 0


def join_pdfs(letter: bytes, enclosures: Sequence[tuple[str, bytes]]) -> bytes:
    """Return a letter followed by its enclosures as one PDF.

    Args:
        letter: the PDF of the letter.
        enclosures: name and content of each PDF, in order.

    Raises:
        PdfNotJoinable: an enclosure cannot be read.
    """
    from pypdf import PdfWriter  # as above

    writer = PdfWriter(clone_from=io.BytesIO(letter))
    for name, content in enclosures:
        try:
            writer.append(io.BytesIO(content), import_outline=False)
        except Exception as error:  # as above
            raise PdfNotJoinable(name) from error
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()
