"""The public page of the lines: values in, HTML out. Pure.

Owns the page's text and markup. It shows public data: the lines, their hours, and whether they are open.
"""

from collections.abc import Iterable
from html import escape
from itertools import pairwise
from pathlib import Path
from string import Template

import msgspec

TEMPLATE = Template(Path(__file__).with_name("page.html").read_text(encoding="utf-8"))


class LineView(msgspec.Struct, frozen=True, kw_only=True):
    """A line on the page.

    Attributes:
        numbers: telephone numbers, digits only.
        state: open until when, or when it opens next.
        week: days and hours.
        exceptions: dated days and hours of the next weeks.
    """

    name: str
    numbers: tuple[str, ...]
    is_open: bool
    state: str
    week: tuple[tuple[str, str], ...]
    exceptions: tuple[tuple[str, str], ...]


class PageView(msgspec.Struct, frozen=True, kw_only=True):
    """Data of the page; ``seen`` is its time in words."""

    entity: str
    seen: str
    has_logo: bool = False
    has_colours: bool = False
    lines: tuple[LineView, ...]


def render(view: PageView) -> str:
    """Return the page as HTML with all values escaped."""
    return TEMPLATE.substitute(
        entity=escape(view.entity),
        seen=escape(view.seen),
        lines="".join(map(_line_html, view.lines)),
        logo='<img src="/logo.svg" alt="" width="48" height="48">' if view.has_logo else "",
        colours='<link rel="stylesheet" href="/colores.css">' if view.has_colours else "",
    )


def _line_html(line: LineView) -> str:
    numbers = "".join(f'<p class="number"><a href="tel:{each}">{_group_digits(each)}</a></p>' for each in line.numbers)
    exceptions = f"<h3>Días especiales</h3>{_hours_html(line.exceptions)}" if line.exceptions else ""
    return (
        f'<article class="panel"><h2>{escape(line.name)}</h2>'
        f'<p class="state" data-open="{str(line.is_open).lower()}">{escape(line.state)}</p>'
        f"{numbers}<h3>Horario</h3>{_hours_html(line.week)}{exceptions}</article>"
    )


def _hours_html(rows: Iterable[tuple[str, str]]) -> str:
    return f"<dl>{''.join(f'<div><dt>{escape(days)}</dt><dd>{escape(hours)}</dd></div>' for days, hours in rows)}</dl>"


def _group_digits(number: str) -> str:
    """Return a telephone number in the Colombian grouping."""
    cuts = (0, 2, 6, 9, len(number)) if number.startswith("018000") else (0, -7, -4, len(number))
    return " ".join(filter(None, (number[begin:end] for begin, end in pairwise(cuts))))
