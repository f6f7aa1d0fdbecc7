"""The type of a file, from its bytes."""

import zipfile
from contextlib import suppress
from io import BytesIO
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_api.tickets.attachments.domain.file_type import (
    KIND_NAMES,
    MEDIA_TYPES,
    REFUSAL_SENTENCES,
    FileRefused,
    RefusalReason,
    detect_file_type,
)
from config.site.tickets.attachments import Attachments, FileKind

EVERY: tuple[FileKind, ...] = get_args(FileKind)
OPC = '<Types><Override PartName="/{0}" ContentType="application/vnd.{1}.main+xml"/></Types>'
WORD = "openxmlformats-officedocument.wordprocessingml.document"
SHEET = "openxmlformats-officedocument.spreadsheetml.sheet"
SLIDES = "openxmlformats-officedocument.presentationml.presentation"


def zipped(**parts: str | bytes) -> bytes:
    """Build a ZIP file; «__» in a name stands for a slash."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/"), content)
    return made.getvalue()


def office(type_: str, *more: str) -> bytes:
    """Build an OPC document with further parts."""
    return zipped(**{"[Content_Types].xml": OPC.format("main.xml", type_), **dict.fromkeys(more, "x")})


def odf(type_: str, *more: str) -> bytes:
    """Build an OpenDocument file with further parts."""
    return zipped(**{"mimetype": f"application/vnd.oasis.opendocument.{type_}", **dict.fromkeys(more, "x")})


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n...", "pdf"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "jpeg"),
        (b"\x89PNG\r\n\x1a\n\x00", "png"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "webp"),
        (b"II*\x00\x08", "tiff"),
        (b"MM\x00*\x00", "tiff"),
        (office(WORD), "docx"),
        (office(SHEET), "xlsx"),
        (office(SLIDES), "pptx"),
        (odf("text"), "odt"),
        (odf("spreadsheet"), "ods"),
        ("Señores: adjunto lo que me pidieron.\r\n\tAna".encode(), "text"),
        (b"\xef\xbb\xbfa;b\n1;2\n", "text"),
        (b"a < b y c > d", "text"),
    ],
)
def test_a_file_is_known_by_its_content(content: bytes, kind: FileKind) -> None:
    """Every type that a site may accept is recognized."""
    judged = detect_file_type(content, EVERY)
    assert (judged.kind, judged.media_type) == (kind, MEDIA_TYPES[kind])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"MZ\x90\x00", "program"),
        (b"\x7fELF\x02", "program"),
        (b"\xca\xfe\xba\xbe\x00", "program"),
        (b"#!/bin/sh\nrm -rf /\n", "program"),
        (b"L\x00\x00\x00\x01\x14\x02\x00\x00", "program"),
        (zipped(META__=b"", **{"META-INF__MANIFEST.MF": "Main-Class: A"}), "program"),
        (zipped(**{"setup.exe": b"MZ"}), "program"),
        (office(WORD, "word__vbaProject.bin"), "macros"),
        (office("ms-word.document.macroEnabled"), "macros"),
        (office(SHEET, "xl__activeX__activeX1.xml"), "macros"),
        (odf("text", "Basic__Standard__Module1.xml"), "macros"),
        (odf("text", "Scripts__python__a.py"), "macros"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "old_office"),
        (zipped(**{"a.txt": "a"}), "archive"),
        (b"Rar!\x1a\x07\x00", "archive"),
        (b"\x1f\x8b\x08", "archive"),
        (b"<!DOCTYPE html><script>1</script>", "markup"),
        (b"\xef\xbb\xbf  <svg onload=alert(1)>", "markup"),
        (b"<!-- x --> <html>", "markup"),
        (b"{\\rtf1 }", "unknown"),
        (b"\x00\x01\x02", "unknown"),
        ("Señor".encode("latin-1"), "unknown"),
        (b"PK\x03\x04 nothing", "unknown"),
        (odf("presentation"), "unknown"),
        (zipped(**{"[Content_Types].xml": OPC.format("a", WORD) + OPC.format("b", SHEET)}), "unknown"),
        (zipped(**{"[Content_Types].xml": "x" * 2_000_000}), "unknown"),
    ],
)
def test_executable_and_unknown_types_are_refused_with_reason(content: bytes, reason: RefusalReason) -> None:
    """Executable and unknown types are refused with the reason; the file name does not matter."""
    with pytest.raises(FileRefused) as refused:
        detect_file_type(content, EVERY)
    assert refused.value.reason == reason


def test_recognized_type_that_site_does_not_list_is_refused() -> None:
    """A recognized type that the site does not list is refused."""
    with pytest.raises(FileRefused) as refused:
        detect_file_type(office(SLIDES), Attachments().kinds)
    assert refused.value.reason == "not_listed"


def test_document_with_encrypted_part_is_refused_because_it_cannot_be_scanned() -> None:
    """A document with an encrypted part is refused, because it cannot be scanned."""
    content = bytearray(office(WORD))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + offset] |= 1  # the password flag, in both headers
    with pytest.raises(FileRefused) as refused:
        detect_file_type(bytes(content), EVERY)
    assert refused.value.reason == "encrypted"


@given(st.binary(max_size=200), st.sampled_from([b"", b"PK\x03\x04", b"%PDF-", office(WORD)[:200], b"RIFF", b"<"]))
def test_any_bytes_are_judged(content: bytes, begin: bytes) -> None:
    """Any bytes give a verdict and no error."""
    with suppress(FileRefused):
        assert detect_file_type(begin + content, EVERY).kind in EVERY


def test_every_kind_and_reason_has_words() -> None:
    """Every type has a media type and a name, and every refusal a sentence."""
    assert set(MEDIA_TYPES) == set(KIND_NAMES) == set(EVERY)
    assert set(REFUSAL_SENTENCES) == set(get_args(RefusalReason))
