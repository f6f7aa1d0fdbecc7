"""The status page as text: values in, HTML out.

Owns the page's words and marks. It must not fetch anything, and it shows no personal data: there are no logins yet.
"""

from collections.abc import Iterable
from datetime import datetime
from html import escape
from pathlib import Path
from string import Template

import msgspec

from config.zone import COLOMBIA

TEMPLATE = Template(Path(__file__).with_name("page.html").read_text(encoding="utf-8"))
STYLE = Path(__file__).with_name("page.css").read_text(encoding="utf-8")


class LineView(msgspec.Struct, frozen=True, kw_only=True):
    """A line: its name, whether it is open, what to dial (numbers and an address)."""

    name: str
    is_open: bool
    opens: datetime | None
    numbers: tuple[str, ...]
    address: str


class QueueView(msgspec.Struct, frozen=True, kw_only=True):
    """A queue: calls that wait, seconds that the first one has waited, advisors by their state's word."""

    name: str
    waiting: int
    longest_s: float
    advisors: tuple[tuple[str, int], ...]


class CallView(msgspec.Struct, frozen=True, kw_only=True):
    """A recent call; ``outcome`` is its word, or that it is in progress."""

    id: str
    line: str
    at: datetime
    outcome: str


class PageView(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the page shows.

    Attributes:
        sample_call: the command that places a call without a phone.
        figures: label and value, today's.
        dependencies: name and whether it works.
    """

    entity: str
    now: datetime
    version: str
    sample_call: str
    dependencies: tuple[tuple[str, bool], ...]
    lines: tuple[LineView, ...]
    queues: tuple[QueueView, ...]
    calls: tuple[CallView, ...]
    figures: tuple[tuple[str, str], ...]


def render(view: PageView) -> str:
    """The page as HTML; every value is escaped."""
    return TEMPLATE.substitute(
        entity=escape(view.entity),
        now=_clock(view.now, seconds=True),
        version=escape(view.version),
        sample_call=escape(view.sample_call),
        dependencies=_each(f"<li>{_dot(works)}{escape(name)}</li>" for name, works in view.dependencies),
        lines=_each(map(_line, view.lines)),
        figures=_each(f"<div><dt>{escape(label)}</dt><dd>{escape(value)}</dd></div>" for label, value in view.figures),
        queues=_each(map(_queue, view.queues)) or _empty(4, "Todavía no ha entrado ninguna llamada en cola."),
        calls=_each(map(_call, view.calls)) or _empty(4, "Todavía no ha entrado ninguna llamada."),
    )


def _line(line: LineView) -> str:
    state = "abierta" if line.is_open else _opens(line.opens)
    numbers = " · ".join(f"<code>{escape(number)}</code>" for number in line.numbers)
    return (
        f"<article><h3>{escape(line.name)}</h3><p class='state'>{_dot(line.is_open)}{state}</p>"
        f"<p>Marque {numbers}</p><p><a href='{escape(line.address)}'>{escape(line.address)}</a></p></article>"
    )


def _opens(opens: datetime | None) -> str:
    return "cerrada" if opens is None else f"cerrada; abre el {opens.astimezone(COLOMBIA):%d/%m} a las {_clock(opens)}"


def _queue(queue: QueueView) -> str:
    advisors = ", ".join(f"{escape(state)}: {count}" for state, count in queue.advisors) or "ninguno"
    cells = (escape(queue.name), str(queue.waiting), f"{queue.longest_s:.0f} s" if queue.waiting else "–", advisors)
    return _row(cells)


def _call(call: CallView) -> str:
    link = f"<a href='/api/v1/calls/{escape(call.id)}'><code>{escape(call.id[:12])}</code></a>"
    return _row((_clock(call.at, seconds=True), escape(call.line), escape(call.outcome), link))


def _row(cells: Iterable[str]) -> str:
    return f"<tr>{_each(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _empty(columns: int, text: str) -> str:
    return f"<tr><td colspan='{columns}' class='quiet'>{text}</td></tr>"


def _dot(works: bool) -> str:
    return f"<span class='dot {'good' if works else 'bad'}' aria-hidden='true'></span>"


def _clock(moment: datetime, *, seconds: bool = False) -> str:
    return f"{moment.astimezone(COLOMBIA):{'%H:%M:%S' if seconds else '%H:%M'}}"


def _each(parts: Iterable[str]) -> str:
    return "".join(parts)
