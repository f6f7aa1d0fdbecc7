"""Render data as PDF, for letters and receipts.

Owns the Typst settings: tagged as PDF/UA-1 (ISO 14289-1) requires, and only with Typst's built-in fonts, so that the
same data give the same bytes on any machine. The standard rejects characters that no font has, but people may type any,
so each such character becomes a box.
"""

import json
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import typst

_LETTERHEAD: Final = Path(__file__).with_name("letterhead.typ")
MISSING_GLYPH: Final = "□"
_PRINTABLE_RANGES: Final = (
    range(0x20, 0x250),  # Latin
    range(0x300, 0x400),  # combining marks, Greek
    range(0x400, 0x460),  # Cyrillic
    range(0x1E00, 0x1F00),  # Latin with more marks
    range(0x2010, 0x2028),  # punctuation
    range(0x2030, 0x2041),
    range(0x20A0, 0x20C0),  # currencies
    range(0x2190, 0x2194),  # arrows
)
_EXTRA_PRINTABLE: Final = frozenset("ªº™№□")
_PREVIEW_PPI: Final = 120.0
"""Sharp at the width of a screen's column, at about 60 kB a page."""
_DROPPED_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs"})


def printable_text(text: str) -> str:
    """Return the text composed, without control characters, and with a box for each character without a glyph."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(_printable_sign(each) for each in composed if unicodedata.category(each) not in _DROPPED_CATEGORIES)


def render_pdf(
    template: Path,
    name: str,
    data: dict[str, Any],
    *,
    logo: str = "",
    extra_inputs: Mapping[str, str] = MappingProxyType({}),
) -> bytes:
    """Render a Typst template with its data as a PDF.

    Args:
        template: a Typst file that reads ``sys.inputs`` under the name, and may begin with the ``letterhead``.
        name: the key of the data in ``sys.inputs``.
        data: texts, and lists and tables of them; they are never read as markup.
        logo: an SVG drawing for the letterhead, or empty.
        extra_inputs: further inputs by name, unchanged, such as pictures in SVG.
    """
    content = json.dumps(_printable_data(data))
    made = typst.compile(
        _with_letterhead(template),
        sys_inputs={**extra_inputs, "logo": logo, name: content},
        pdf_standards=["ua-1"],
        timestamp=0,
        ignore_system_fonts=True,
    )
    assert isinstance(made, bytes)  # a PDF is always one file
    return made


def render_pages(template: Path, name: str, data: dict[str, Any], *, logo: str = "") -> list[bytes]:
    """Render a Typst template with its data as one picture (PNG) for each page, for a preview of the PDF.

    The arguments are those of `render_pdf`.
    """
    made = typst.compile(
        _with_letterhead(template),
        sys_inputs={"logo": logo, name: json.dumps(_printable_data(data))},
        format="png",
        ppi=_PREVIEW_PPI,
        ignore_system_fonts=True,
    )
    return [made] if isinstance(made, bytes) else [bytes(each) for each in made if each is not None]


def _with_letterhead(template: Path) -> bytes:
    return _LETTERHEAD.read_bytes() + template.read_bytes()


def _printable_sign(sign: str) -> str:
    is_printable = sign in _EXTRA_PRINTABLE or any(ord(sign) in each for each in _PRINTABLE_RANGES)
    return sign if is_printable and unicodedata.category(sign) not in ("Cn", "Co") else MISSING_GLYPH


def _printable_data(value: Any) -> Any:
    if isinstance(value, str):
        return printable_text(value)
    if isinstance(value, dict):
        return {name: _printable_data(each) for name, each in value.items()}
    return [_printable_data(each) for each in value] if isinstance(value, list | tuple) else value
