"""Checks of a month, from its counts. Pure.

No check forbids the closing: the contract's term may come before the last draft. Each failed one says how to mend it.
"""

from typing import Final, Literal, NamedTuple

import msgspec

CheckName = Literal["open_calls", "open_incidents", "data_gaps", "untyped_calls", "drafts"]


class MonthCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How many of a month's things are unfinished."""

    open_calls: int
    open_incidents: int
    data_gaps: int
    untyped_calls: int
    drafts: int


class MonthCheckLine(msgspec.Struct, frozen=True, kw_only=True):
    """The result of a check in words, and what to do; no advice if it passed."""

    name: CheckName
    count: int
    title: str
    result: str
    advice: str


class _Words(NamedTuple):
    title: str
    none: str
    one: str
    many: str
    advice: str


_WORDS: Final[dict[CheckName, _Words]] = {
    "open_calls": _Words(
        "Llamadas sin terminar",
        "Todas las llamadas del mes terminaron.",
        "Una llamada del mes no ha terminado.",
        "{} llamadas del mes no han terminado.",
        "Espere a que terminen: las cifras del mes todavía pueden cambiar.",
    ),
    "open_incidents": _Words(
        "Incidentes abiertos",
        "Ningún incidente del mes sigue abierto.",
        "Un incidente del mes sigue abierto.",
        "{} incidentes del mes siguen abiertos.",
        "Ciérrelos en «Incidentes»: mientras sigan abiertos, su duración y su efecto no están completos.",
    ),
    "data_gaps": _Words(
        "Vacíos de datos",
        "El mes no tiene vacíos de datos.",
        "El mes tiene un vacío de datos.",
        "El mes tiene {} vacíos de datos.",
        "Descargue el certificado en «Incidentes», «Vacíos de datos», y guárdelo con el acta: un vacío no se estima.",
    ),
    "untyped_calls": _Words(
        "Llamadas sin tipificar",
        "Todas las llamadas contestadas tienen tipificación.",
        "Una llamada contestada no tiene tipificación.",
        "{} llamadas contestadas no tienen tipificación.",
        "Revíselas en «Llamadas». Una tipificación tardía se guarda, pero ya no cambia la cifra del mes.",
    ),
    "drafts": _Words(
        "Borradores de llamadas del mes",
        "No quedan borradores de llamadas del mes.",
        "Queda un borrador de una llamada del mes.",
        "Quedan {} borradores de llamadas del mes.",
        "Pida a sus dueños que los radiquen o los descarten: una petición sin radicar no cuenta en ninguna cifra.",
    ),
}


def check_month(counts: MonthCounts) -> list[MonthCheckLine]:
    """Return the checks of a month, in order."""
    return [_check(name, getattr(counts, name), words) for name, words in _WORDS.items()]


def _check(name: CheckName, count: int, words: _Words) -> MonthCheckLine:
    sentence = {0: words.none, 1: words.one}.get(count, words.many.format(f"{count:,}".replace(",", ".")))
    advice = words.advice if count else ""
    return MonthCheckLine(name=name, count=count, title=words.title, result=sentence, advice=advice)
