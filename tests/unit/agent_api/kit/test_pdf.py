"""Texts as they are typeset on a page."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_api.kit.pdf import _EXTRA_PRINTABLE, _PRINTABLE_RANGES, printable_text, render_pdf
from tests.support.properties import examples
from tests.support.repository import ROOT
from tests.support.site_folders import sample_site

PAGE = ROOT / "agent_api" / "mail" / "letter.typ"


def page_of(text: str, logo: str = "") -> bytes:
    """Return a letter that contains the text in every field."""
    fields = {"sender": text, "subject": f"Asunto: {text}"}  # a title is never empty
    lists = {"dated": [text], "to": [text], "paragraphs": [[text]], "signature": [text]}
    return render_pdf(PAGE, "letter", {**fields, **lists}, logo=logo)


def test_a_letterhead_has_the_logo() -> None:
    """The page with the logo is another one, and still a PDF for everybody (PDF/UA-1), so the logo has a text."""
    assert page_of("Entidad", sample_site().branding.logo) not in (b"", page_of("Entidad"))


@pytest.mark.parametrize(
    ("text", "set_"),
    [
        ("«Ñandú» 🙂", "«Ñandú» □"),
        ("a\x00b\u202ec\ud800d", "abcd"),
        ("日本", "□□"),
        ("e\u0301", "é"),
        ("\ue000\U0010ffff", "□□"),
    ],
)
def test_character_that_fonts_lack_is_printed_as_box_so_every_letter_can_be_written(text: str, set_: str) -> None:
    """A character that the fonts lack is printed as a box, so every letter can be written."""
    assert printable_text(text) == set_


def test_every_sign_that_is_kept_can_be_set() -> None:
    """Every character that the table keeps exists in the fonts."""
    signs = [chr(each) for block in _PRINTABLE_RANGES for each in block]
    assert page_of(" ".join([*signs, *_EXTRA_PRINTABLE])).startswith(b"%PDF-")


@settings(max_examples=examples(25), deadline=None)
@given(st.text(max_size=60))
def test_any_text_makes_a_page(text: str) -> None:
    """Any text can be typeset."""
    assert page_of(text).startswith(b"%PDF-")
