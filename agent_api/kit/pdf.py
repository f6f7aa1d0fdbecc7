"""Data set on a page: what letters and receipts share in becoming a PDF.

Owns how Typst is asked: tagged as PDF/UA-1 (ISO 14289-1) wants it, with the fonts that come with it and no other, so
that the same data give the same bytes on any machine. That standard refuses a text with a sign that no font has; a
person may say any, so each such sign becomes a box, and the page is made.
"""

import json
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import typst

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
_DROPPED_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs"})


def printable_text(text: str) -> str:
    """A text as it can be set: composed, without what controls or hides, and a box for what the fonts do not have."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(_printable_sign(each) for each in composed if unicodedata.category(each) not in _DROPPED_CATEGORIES)


def render_pdf(
    template: Path, name: str, data: dict[str, Any], *, extra_inputs: Mapping[str, str] = MappingProxyType({})
) -> bytes:
    """A page with its data as a PDF.

    Args:
        template: a Typst file that reads ``sys.inputs`` under the name.
        name: of the input.
        data: texts, and lists and tables of them; whatever they say is data, never markup.
        extra_inputs: further inputs by name, as they are, such as pictures in SVG.
    """
    content = json.dumps(_printable_data(data))
    made = typst.compile(
        template.read_bytes(),
        sys_inputs={**extra_inputs, name: content},
        pdf_standards=["ua-1"],
        timestamp=0,
        ignore_system_fonts=True,
    )
    assert isinstance(made, bytes)  # a PDF is one file, whatever its pages
    return made


def _printable_sign(sign: str) -> str:
    is_printable = sign in _EXTRA_PRINTABLE or any(ord(sign) in each for each in _PRINTABLE_RANGES)
    return sign if is_printable and unicodedata.category(sign) not in ("Cn", "Co") else MISSING_GLYPH


def _printable_data(value: Any) -> Any:
    if isinstance(value, str):
        return printable_text(value)
    if isinstance(value, dict):
        return {name: _printable_data(each) for name, each in value.items()}
    return [_printable_data(each) for each in value] if isinstance(value, list | tuple) else value
