"""`atencion term`: the last day to answer a petition, with its legal basis and the count day by day.

Owns the parsing of the input and the layout for a terminal. The term is computed in `config.law.terms`; its labels are
in `config.law.labels`.
"""

import re
import shutil
import textwrap
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime, time
from itertools import groupby

import msgspec
import typer

from agent_api.terms.schemas import TermBasis, TermDay, TermLight, Terms, TermsQuery, present_terms
from atencion.errors import AtencionError
from config.law.labels import business_days_label
from config.law.loader import load_law
from config.law.regimes import LEGAL_KINDS, LegalKind
from config.law.terms import Color
from config.settings import Settings
from config.site.loader import load_site
from config.spanish_dates import spoken_date
from config.timezone import COLOMBIA

_MIN_WIDTH, _MAX_WIDTH = 60, 100
_WEEKEND = frozenset({"sábado", "domingo"})
_COLORS: dict[Color, str] = {"green": "green", "yellow": "yellow", "red": "red", "overdue": "red"}


class TermInputInvalid(AtencionError):
    """The input is not a date, an hour or a kind of petition."""

    code = "term_misasked"


class TableRow(msgspec.Struct, frozen=True):
    """The text beside a label. Colour is applied after wrapping, so that it does not count as width."""

    label: str
    text: str
    bold: bool = False
    color: str | None = None


def run_term(
    settings: Settings, received: str, kind: str, *, at: str | None, answered: str | None, now: datetime
) -> Terms:
    """Return the term of a petition, by the rules of the site.

    Args:
        settings: name the site.
        received: a date, as typed.
        kind: the legal kind of the petition, as typed.
        at: local time of receipt, as typed; None if unknown.
        answered: a date, as typed; None if it is not answered.
        now: for the traffic light.

    Raises:
        TermInputInvalid: an input cannot be parsed.
        ConfigError: the site or the law cannot be read, or the term cannot be computed.
    """
    query = TermsQuery(
        received=datetime.combine(_day(received), _hour(at) if at is not None else time(0), COLOMBIA),
        kind=_kind(kind),
        answered=datetime.combine(_day(answered), time(23, 59), COLOMBIA) if answered is not None else None,
    )
    return present_terms(load_law(), load_site(settings.site).terms, query, now)


def term_text(terms: Terms) -> str:
    """Return a term as text for a terminal, in Spanish."""
    width = max(_MIN_WIDTH, min(shutil.get_terminal_size().columns, _MAX_WIDTH))
    parts = (
        _heading(terms),
        _table([*_rows(terms)], width),
        [_title("Cuenta día por día"), *_count(terms.counted)],
        [_title("Otros plazos"), *_others(terms, width)] if terms.others else [],
    )
    return "\n\n".join("\n".join(lines) for lines in parts if lines)


def _day(text: str) -> date:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        with suppress(ValueError):
            return date.fromisoformat(text)
    raise TermInputInvalid(f"«{text}» no es una fecha: escríbala así: 2026-07-10.")


def _hour(text: str) -> time:
    if re.fullmatch(r"([01]?\d|2[0-3]):[0-5]\d", text, re.ASCII):
        hour, minute = text.split(":")
        return time(int(hour), int(minute))
    raise TermInputInvalid(f"«{text}» no es una hora: escríbala así: 17:45.")


def _kind(text: str) -> LegalKind:
    for kind in LEGAL_KINDS:
        if kind == text:
            return kind
    raise TermInputInvalid(f"No existe la clase de petición «{text}»: escoja entre {', '.join(LEGAL_KINDS)}.")


def _title(text: str) -> str:
    return typer.style(text, bold=True)


def _heading(terms: Terms) -> list[str]:
    at = terms.received.astimezone(COLOMBIA)
    hour = f", a las {at:%H:%M}" if at.time() != time(0) else ""  # midnight means that no hour was typed
    lines = [_title(terms.kind_name[0].upper() + terms.kind_name[1:])]
    lines.append(f"Recibida el {spoken_date(terms.received_on)}{hour}.")
    if terms.received_skipped:
        lines.append(f"Ese día no es hábil ({terms.received_skipped}); se cuenta igual, desde el siguiente.")
    return lines


def _rows(terms: Terms) -> Iterator[TableRow]:
    yield TableRow("Último día", terms.in_words, bold=True)
    yield TableRow("Término", f"{business_days_label(terms.days or 0)}, desde el día siguiente al recibo")
    yield TableRow("Régimen", terms.basis.regime)
    yield TableRow("Base legal", _citation(terms.basis))
    yield from (TableRow("Nota", note) for note in terms.basis.notes)
    if (before := terms.at_receipt) is not None:
        yield TableRow("En curso", f"Supone que seguía sin respuesta el {spoken_date(before.unanswered_on)}.")
        yield TableRow("", f"Si no, eran {business_days_label(before.days or 0)}: hasta el {before.in_words}.")
    yield TableRow("Semáforo", _light(terms.light), color=_COLORS[terms.light.color])
    if (longest := terms.extension) is not None:
        yield TableRow(
            "Prórroga", f"a lo sumo hasta el {longest.in_words}, si se avisa antes de que venza, con motivos"
        )
        yield from (TableRow("", text) for text in (_citation(longest.basis), *longest.basis.notes))
    if terms.alarms:
        yield TableRow("Avisos", "; ".join(map(spoken_date, terms.alarms)))


def _citation(basis: TermBasis) -> str:
    return f"{basis.text} · {basis.standing_name}"


def _light(light: TermLight) -> str:
    begins = f"● {light.color_name}: al {spoken_date(light.on)}"
    if light.breached:
        return f"{begins}, {business_days_label(light.days_late)} después del último"
    if light.days_left == 0:
        return f"{begins} no queda ningún día hábil más"
    return f"{begins} {'queda' if light.days_left == 1 else 'quedan'} {business_days_label(light.days_left)}"


def _count(counted: Iterable[TermDay]) -> Iterator[str]:
    """Yield each month as a heading, and each day with its number or the reason why it does not count."""
    for month, days in groupby(counted, key=lambda each: spoken_date(each.day).split(" de ", 1)[1]):
        yield f"  {month}"
        for each in days:
            day = f"    {spoken_date(each.day).split()[0]:<9} {each.day.day:>2}"
            label = "fin de semana" if each.skipped in _WEEKEND else each.skipped
            yield f"{day}  {each.number:>3}" if each.number else typer.style(f"{day}    · {label}", dim=True)


def _others(terms: Terms, width: int) -> Iterator[str]:
    for other in sorted(terms.others, key=lambda each: each.last_day):
        name = f"{other.name}: hasta el {other.in_words}"
        yield from (f"  {line}" for line in textwrap.wrap(name, width - 2, subsequent_indent="  "))
        for text in (_citation(other.basis), *other.basis.notes):
            yield from (typer.style(f"    {line}", dim=True) for line in textwrap.wrap(text, width - 4))


def _table(rows: list[TableRow], width: int) -> list[str]:
    indent = max(len(row.label) for row in rows) + 4
    lines: list[str] = []
    for row in rows:
        first, *continuation = textwrap.wrap(row.text, width - indent)
        painted = [typer.style(line, bold=row.bold or None, fg=row.color) for line in (first, *continuation)]
        lines.append(f"  {row.label:<{indent - 2}}{painted[0]}")
        lines += [" " * indent + line for line in painted[1:]]
    return lines
