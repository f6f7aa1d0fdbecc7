"""Render a letter as a PDF with a postal address.

Owns the content of the page, in the same words as the e-mail; `agent_api.kit.pdf` makes the PDF.
"""

from datetime import date
from pathlib import Path
from typing import Any, Final

import msgspec

from agent_api.kit.pdf import render_pages, render_pdf
from agent_api.mail.domain.templates import RenderedText
from config.site.mail import Mail
from config.spanish_dates import spoken_date

TEMPLATE: Final = Path(__file__).with_name("letter.typ")

PUBLICATION_ADDRESS: Final = ("Por aviso, en la página web y en un lugar de acceso al público de la entidad",)
"""The address line of a petitioner without a known address (Ley 1437 de 2011, art. 69)."""


class PostalAddress(msgspec.Struct, frozen=True, kw_only=True):
    """The address of a letter.

    Attributes:
        street: street and number, or directions, line by line.
        municipality: its name; empty if the street contains it.
        department: its name, or empty.
    """

    name: str
    street: tuple[str, ...]
    municipality: str = ""
    department: str = ""

    def lines(self) -> list[str]:
        """Return the lines of the address for the letter."""
        locality = f"{self.municipality}, {self.department}" if self.department else self.municipality
        return [each for each in (self.name, *self.street, locality) if each]


def render_letter(
    rendered: RenderedText, to: PostalAddress, mail: Mail, *, number: str, on: date, logo: str = ""
) -> bytes:
    """Render a letter as PDF, with its own number and local date; ``logo`` is an SVG drawing, or empty."""
    return render_pdf(TEMPLATE, "letter", _letter_data(rendered, to, mail, number=number, on=on), logo=logo)


def letter_pages(
    rendered: RenderedText, to: PostalAddress, mail: Mail, *, number: str, on: date, logo: str = ""
) -> list[bytes]:
    """Render a letter as pictures (PNG) of its pages; the arguments are those of `render_letter`."""
    return render_pages(TEMPLATE, "letter", _letter_data(rendered, to, mail, number=number, on=on), logo=logo)


def _letter_data(rendered: RenderedText, to: PostalAddress, mail: Mail, *, number: str, on: date) -> dict[str, Any]:
    return {
        "sender": mail.sender_name,
        "subject": rendered.subject,
        "dated": [f"{mail.city}, {spoken_date(on)}", f"Carta {number}"],
        "to": to.lines(),
        "paragraphs": [each.splitlines() for each in rendered.paragraphs],
        "signature": rendered.signature,
    }
