"""Cleaning of file names."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_api.tickets.attachments.domain.file_names import NAME_BYTES_LIMIT, clean_name, quotable_name
from config.site.tickets.attachments import FileKind


@pytest.mark.parametrize(
    ("given_name", "kind", "cleaned"),
    [
        ("Certificado de estudios.PDF", "pdf", "Certificado de estudios.pdf"),
        ("../../etc/passwd", "text", "passwd.txt"),
        ("C:\\Users\\ana\\foto.jpeg", "jpeg", "foto.jpeg"),
        ("carta\u202efdp.exe", "pdf", "cartafdp.exe.pdf"),
        ("a\x00b\r\nc.pdf", "pdf", "abc.pdf"),
        ("lista.csv", "text", "lista.csv"),
        ("virus.bat", "text", "virus.bat.txt"),
        ('a<b>"c"|d?.png', "png", "a_b__c__d_.png"),
        ("", "pdf", "archivo.pdf"),
        (" . .. ", "pdf", "archivo.pdf"),
        ("con.pdf", "pdf", "archivo con.pdf"),
        ("nin\u0303o.pdf", "pdf", "niño.pdf"),
    ],
)
def test_a_name_is_cleaned(given_name: str, kind: FileKind, cleaned: str) -> None:
    """Folders, control characters and bidirectional marks are removed; the extension follows the content."""
    assert clean_name(given_name, kind) == cleaned


@given(st.text(max_size=400))
def test_any_name_is_kept_as_one_that_can_be_stored(text: str) -> None:
    """Any name becomes a short, visible name of one path component."""
    cleaned = clean_name(text, "pdf")
    assert cleaned.endswith(".pdf")
    assert len(cleaned) > len(".pdf")
    assert len(cleaned.encode()) <= NAME_BYTES_LIMIT
    assert not any(each in cleaned for each in '/\\<>:"|?*')
    assert not any(unicodedata.category(each) in ("Cc", "Cf", "Cs") for each in cleaned)
    assert clean_name(cleaned, "pdf") == cleaned
    assert quotable_name(text)
