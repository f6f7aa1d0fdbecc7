"""A letter and its enclosures as one PDF, to be printed at once.

Owns how PDFs are read and joined. Enclosures come from people: whatever pypdf makes of a broken one, the answer is that
it cannot be joined, and it is printed by itself.
"""

import io
from collections.abc import Sequence


class PdfNotJoinable(Exception):
    """A PDF cannot be joined: it is broken, or a password protects it."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def count_pages(pdf: bytes) -> int:
    """Count the pages of a PDF; 0 where they cannot be counted."""
    from pypdf import PdfReader  # only who writes or joins letters loads it

    try:
        return len(PdfReader(io.BytesIO(pdf)).pages)
    except Exception:  # whatever a parser raises on what a stranger made
        return 0


def join_pdfs(letter: bytes, enclosures: Sequence[tuple[str, bytes]]) -> bytes:
    """Return a letter followed by its enclosures as one PDF.

    Args:
        letter: the PDF of the letter.
        enclosures: name and content of each PDF, in order.

    Raises:
        PdfNotJoinable: one of the enclosures cannot be read.
    """
    from pypdf import PdfWriter  # as above

    writer = PdfWriter(clone_from=io.BytesIO(letter))
    for name, content in enclosures:
        try:
            writer.append(io.BytesIO(content), import_outline=False)
        except Exception as error:  # whatever a parser raises, too
            raise PdfNotJoinable(name) from error
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()
