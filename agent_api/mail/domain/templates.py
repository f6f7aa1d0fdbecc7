"""Render contents as text: subject and paragraphs, then the plain and HTML parts of a message. Pure.

Owns the templates. One source gives the plain part, the HTML part and the letter: Jinja fills the text, where a missing
value is an error. HTML is escaped after that, so that no person's text can be markup. The first line of a template is
the subject; blank lines separate paragraphs.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, Final

import msgspec
from jinja2 import Environment, StrictUndefined, Template

from agent_api.mail.domain.contents import MessageContent, template_name
from config.site.branding import STANDARD, Branding
from config.site.mail import Mail
from config.spanish_dates import spoken_date

TEXTS_FOLDER: Final = Path(__file__).with_name("texts")
_CELL_STYLE: Final = "text-align:left;vertical-align:top;padding:6px 12px 6px 0;border-bottom:1px solid #dfe3ea"
_ONE_LINE_LENGTH: Final = 18
_HTML: Final = (
    '<!doctype html>\n<html lang="es-CO">\n<head>\n<meta charset="utf-8">\n<title>{subject}</title>\n</head>\n'
    '<body style="font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:1.5;color:#1a2230;'
    'max-width:{width}em;margin:0 auto;padding:16px">\n{head}{paragraphs}\n'
    '<p style="color:#586275;border-top:1px solid #dfe3ea;padding-top:12px">{signature}</p>\n</body>\n</html>\n'
)


_HEAD: Final = (
    '<p style="background:{band};color:#e7f2f0;font-weight:bold;padding:14px 16px;border-radius:8px;margin:0 0 20px">'
    "{name}</p>\n"
)
"""The head of the HTML part; a site's band has enough contrast with this text (config.site.branding)."""


class RenderedText(msgspec.Struct, frozen=True, kw_only=True):
    """A rendered content.

    Attributes:
        subject: one line.
        paragraphs: the body without the signature; line breaks within one are kept.
        signature: line by line.
        table: below the paragraphs, column names first; or empty.
        head: the name at the head of the HTML part, or empty.
        band: the ground of the head, ``#rrggbb``.
    """

    subject: str
    paragraphs: tuple[str, ...]
    signature: tuple[str, ...]
    table: tuple[tuple[str, ...], ...] = ()
    head: str = ""
    band: str = STANDARD.band

    @property
    def text(self) -> str:
        """The plain part."""
        table = (align_table(self.table),) if self.table else ()
        return "\n\n".join((*self.paragraphs, *table, "\n".join(self.signature))) + "\n"

    @property
    def html(self) -> str:
        """The HTML part, with the same text."""
        paragraphs = "\n".join(f"<p>{_lines(each.splitlines())}</p>" for each in self.paragraphs)
        paragraphs += _html_table(self.table)
        width = 72 if self.table else 40
        return _HTML.format(
            width=width,
            subject=escape(self.subject),
            head=_HEAD.format(band=self.band, name=escape(self.head)) if self.head else "",
            paragraphs=paragraphs,
            signature=_lines(self.signature),
        )


def render(content: MessageContent, mail: Mail, branding: Branding = STANDARD) -> RenderedText:
    """Render a content with its template, and the entity's mail settings and look."""
    values = {name: _template_value(value) for name, value in msgspec.structs.asdict(content).items()}
    values |= {"greeting": _greeting(values.get("name", "")), "follow_up": mail.follow_up}
    filled = _template(template_name(content)).render(values)
    subject, _, body = filled.partition("\n\n")
    paragraphs = tuple(each.strip("\n") for each in body.split("\n\n") if each.strip())
    table = tuple(tuple(map(_template_value, row)) for row in getattr(content, "table", ()))
    return RenderedText(
        subject=" ".join(subject.split()),
        paragraphs=paragraphs,
        signature=mail.signature,
        table=table,
        head=branding.name or mail.sender_name,
        band=branding.band,
    )


def _greeting(name: str) -> str:
    return f"Cordial saludo, {name}:" if name else "Cordial saludo:"


def _template_value(value: Any) -> Any:
    """Return a value for a template: dates in words, texts composed (NFC) and without control characters."""
    if isinstance(value, date):
        return spoken_date(value)
    if not isinstance(value, str):
        return value
    lines = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(each for each in lines if each == "\n" or unicodedata.category(each) not in ("Cc", "Cs")).strip()


def align_table(table: Sequence[Sequence[str]]) -> str:
    """Return rows of cells as text, in columns two spaces apart."""
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    rows = ("  ".join(each.ljust(width) for each, width in zip(row, widths, strict=True)) for row in table)
    return "\n".join(row.rstrip() for row in rows)


def _html_table(table: Sequence[Sequence[str]]) -> str:
    """Return rows of cells as an HTML table with header cells, for screen readers."""
    if not table:
        return ""
    head = "".join(f'<th scope="col" style="{_CELL_STYLE}">{escape(each)}</th>' for each in table[0])
    rows = ("".join(map(_html_cell, row)) for row in table[1:])
    body = "\n".join(f"<tr>{row}</tr>" for row in rows)
    return f'\n<table style="border-collapse:collapse;font-size:14px">\n<tr>{head}</tr>\n{body}\n</table>'


def _html_cell(text: str) -> str:
    """Return a cell; numbers and dates do not wrap."""
    no_wrap = "white-space:nowrap;" if len(text) <= _ONE_LINE_LENGTH else ""
    return f'<td style="{no_wrap}{_CELL_STYLE}">{escape(text)}</td>'


def _lines(lines: Iterable[str]) -> str:
    return "<br>\n".join(escape(each) for each in lines)


@cache
def _template(name: str) -> Template:
    environment = Environment(
        undefined=StrictUndefined, autoescape=False
    )  # the text is plain and escaped later for HTML
    return environment.from_string((TEXTS_FOLDER / f"{name}.txt").read_text(encoding="utf-8"))
