"""The reason why the facts of a sealed period stop matching, in one sentence. Pure.

Tells changed, missing, misplaced, repeated and unknown facts apart. A fact holds its position in the stream, and
positions are consecutive, so a search through the rest of the file finds a fact that is out of place.
"""

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from metrics.sealed.checks.verify_chain import WalkStop
from metrics.sealed.report import Finding, format_number

_UNCOUNTABLE: Final = "dice algo que no puede ser, y no se puede contar."
_UNKNOWN: Final = "es de una clase que esta versión de Atención no conoce: revise con una más nueva."


class _Outlined(msgspec.Struct, frozen=True):
    """The readable part of a line: the fact's position, call and tag, each empty if unreadable."""

    id: str = ""
    call_id: str = ""
    fact: str = ""


class _Tag(msgspec.Struct):
    type: str = ""


class _Outline(msgspec.Struct):
    id: str = ""
    call_id: str = ""
    fact: _Tag = msgspec.field(default_factory=_Tag)


_decode = msgspec.json.Decoder(_Outline).decode


def diagnose(stop: WalkStop, next_lines: Iterable[bytes]) -> Finding:
    """Describe the problem where a walk stopped, with the help of the lines after it."""
    line = _outline(stop.line)
    if stop.reason:
        return _finding(stop.seq, line, _UNKNOWN if stop.reason == "unknown" else _UNCOUNTABLE)
    if line.id in ("", stop.expected_id) or _offset(line.id, stop.expected_id) is None:
        return _finding(stop.seq, line, "fue alterado: sus bytes no corresponden a su eslabón de la cadena.")
    return _diagnose_displaced(stop, line, next_lines)


def _diagnose_displaced(stop: WalkStop, outlined: _Outlined, next_lines: Iterable[bytes]) -> Finding:
    """Decide whether the expected fact comes later, is repeated or is missing."""
    offset = _offset(outlined.id, stop.expected_id) or 0
    if offset < 0:
        seq_text = format_number(stop.seq)
        return _finding(
            stop.seq + offset, outlined, f"está repetido: aparece otra vez en el puesto del hecho {seq_text}."
        )
    instead = f"en su puesto está el {format_number(stop.seq + offset)}{_fact_label(outlined)}"
    for seq, candidate in _outlined_lines(stop, next_lines):
        if candidate.id == stop.expected_id:
            return _finding(
                stop.seq, candidate, f"no está en su lugar: {instead}, y él viene en el puesto {format_number(seq)}."
            )
    missing = f"Falta el hecho {format_number(stop.seq)}{_missing_range(stop.seq, offset)}"
    return Finding(sentence=f"{missing}: {instead}.", seq=stop.seq)


def _missing_range(seq: int, missing: int) -> str:
    return "" if missing == 1 else f" y los que siguen hasta el {format_number(seq + missing - 1)}"


def _outlined_lines(stop: WalkStop, next_lines: Iterable[bytes]) -> Iterator[tuple[int, _Outlined]]:
    for seq, line in enumerate(next_lines, stop.seq + 1):
        yield seq, _outline(line)


def _finding(seq: int, outlined: _Outlined, problem: str) -> Finding:
    sentence = f"El hecho {format_number(seq)}{_fact_label(outlined)} {problem}"
    return Finding(sentence=sentence, seq=seq, call_id=outlined.call_id, fact=outlined.fact)


def _fact_label(outlined: _Outlined) -> str:
    """Return the fact's tag and call in brackets, as far as they are known."""
    parts = [each for each in (outlined.fact, f"llamada {outlined.call_id}" if outlined.call_id else "") if each]
    return f" ({', '.join(parts)})" if parts else ""


def _outline(line: bytes) -> _Outlined:
    try:
        envelope = _decode(line)
    except (ValueError, msgspec.MsgspecError):
        return _Outlined()
    return _Outlined(_printable(envelope.id), _printable(envelope.call_id), _printable(envelope.fact.type))


def _printable(text: str) -> str:
    """Return the printable characters of an untrusted text, up to 80."""
    return "".join(each for each in text[:80] if each.isprintable())


def _offset(id_: str, expected: str) -> int | None:
    """Return how many positions after the expected one a fact belongs; None if unknown."""
    try:
        (epoch, number), (found_epoch, expected_number) = (map(int, each.split("-")) for each in (id_, expected))
    except ValueError:
        return None
    return number - expected_number if epoch == found_epoch and number != expected_number else None
