"""`atencion verify ARCHIVO`: check a sealed period on any machine, from its file alone.

Owns the messages, and the input of anchors and keys. The checks are in `metrics.sealed.verifier`. It must not load a
database or network library: the auditor's machine has neither. It must not load the settings or the command line
either: the page of the verifier (`page`) runs it in a browser.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, Final

from atencion.errors import SealedFileUnusable
from config.os_errors import describe_os_error
from config.spanish_dates import spoken_month
from eventlog.journal.chain import ChainLink
from metrics.sealed.anchors import read_anchors
from metrics.sealed.errors import AnchorUnreadable
from metrics.sealed.figures import figures_of
from metrics.sealed.report import CheckResult, VerificationReport, format_number
from metrics.sealed.verifier import verify

_KEY: Final = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{64}(?![0-9A-Za-z])")
_MARKS: Final = {"sound": "✓", "wrong": "✗", "unchecked": "–"}
_UNITS: Final = {
    "container": ("parte", "partes"),
    "signature": ("firma", "firmas"),
    "parts": ("parte", "partes"),
    "chain": ("hecho", "hechos"),
    "closing": ("cierre", "cierres"),
    "limits": ("límite", "límites"),
    "samples": ("muestra", "muestras"),
    "figures": ("cifra", "cifras y balances"),
    "anchors": ("ancla", "anclas"),
}
_SOUND: Final = "Todo lo que se comprobó concuerda."
_WRONG: Final = "El archivo NO concuerda: vea los hallazgos de arriba."


def check_file(file: Path, anchors: Sequence[str], key: str | None) -> VerificationReport:
    """Check a sealed period.

    Args:
        file: the sealed period.
        anchors: each ``SEQ:HASH``, or the path of a file with some.
        key: the public key in hex, or the path of a file with it; None means the file's own.

    Raises:
        SealedFileUnusable: a file cannot be read, or an anchor or the key is not valid.
    """
    anchor_texts = [_read_text(each) for each in anchors]
    key_text = None if key is None else _read_text(key)
    try:
        with file.open("rb") as opened:
            return check_opened(opened, anchor_texts, key_text)
    except OSError as error:
        raise SealedFileUnusable(f"No se puede leer {file} ({describe_os_error(error)}).") from error


def check_opened(file: BinaryIO, anchor_texts: Sequence[str], key_text: str | None) -> VerificationReport:
    """Check a sealed period that is open for reading, with texts that contain the anchors and the key.

    Raises:
        SealedFileUnusable: an anchor or the key is not valid.
    """
    trusted = None if key_text is None else _key_in(key_text)
    links = {link for each in anchor_texts for link in _anchors_in(each)}
    return verify(file, recount=figures_of, key=trusted, anchors=sorted(links, key=lambda link: (link.seq, link.hash)))


def report_text(report: VerificationReport) -> str:
    """Return the checks and the discrepancies, in Spanish."""
    lines = [_heading(report)]
    width = max(len(item.title) for item in report.items)
    for item in report.items:
        lines.append(f"  {_MARKS[item.verdict]} {item.title:<{width}}  {_count(item)}".rstrip())
        lines += [f"      · {finding.sentence}" for finding in item.findings]
        if item.note:
            lines.append(f"      {item.note}")
    if report.head:
        lines.append(f"  Último eslabón: {report.last}:{report.head}")
        lines.append(f"  Llave pública: {report.public_key}")
    lines.append(_SOUND if report.sound else _WRONG)
    return "\n".join(lines)


def _heading(report: VerificationReport) -> str:
    if not report.month:
        return "Período sellado"
    stretch = f"hechos {format_number(report.first)} a {format_number(report.last)}"
    return f"Período sellado: {spoken_month(report.month)}, de {report.entity}, campaña «{report.campaign}» ({stretch})"


def _count(item: CheckResult) -> str:
    singular, plural = _UNITS[item.name]
    return f"{format_number(item.checked)} {singular if item.checked == 1 else plural}" if item.checked else ""


def _anchors_in(text: str) -> tuple[ChainLink, ...]:
    try:
        return read_anchors(text)
    except AnchorUnreadable as error:
        raise SealedFileUnusable(str(error)) from error


def _key_in(text: str) -> bytes:
    match = _KEY.search(text.lower())
    if match is None:
        raise SealedFileUnusable(
            "Eso no es una llave pública: son 64 dígitos hexadecimales, o un archivo que los tenga."
        )
    return bytes.fromhex(match.group())


def _read_text(text_or_path: str) -> str:
    """Return the text itself, or the content of the file of that name."""
    path = Path(text_or_path)
    try:
        return path.read_bytes().decode(errors="replace") if path.is_file() else text_or_path
    except OSError as error:
        raise SealedFileUnusable(f"No se puede leer {path} ({describe_os_error(error)}).") from error
