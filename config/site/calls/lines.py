"""The lines: numbers that people dial, each with its calendar, menu and prompts. Pure."""

from collections.abc import Collection, Mapping
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from config.schema.fields import NUMBER_PATTERN, Address, HeadStart, Id, Name, Sentence
from config.schema.reader import Reader

ScriptEvent = Literal["answered", "identity", "lookup", "typology", "ticket"]
"""Event that does a step of the script; ``answered`` is the start of the talk, ``typology`` the chosen topic."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A number that people dial.

    Attributes:
        numbers: every dialled user part of this line.
        notice: id of the prompt with the notice of recording and data treatment.
        notice_version: version of that notice's text.
        closed_prompt: out of hours, before the next opening time.
        apology_prompt: after an internal failure.
        script: the steps of the protocol that the advisor reads: the greeting first.
        articles: ids of the articles of the knowledge base that the script cites.
        script_done: number of the step, from 1, that each event does; the advisor ticks the other steps.
        fallback: SIP URI of the last resort after an apology, or None.
        head_start_s: seconds of priority: a call on this line counts as having come this much earlier.
    """

    id: Id
    name: Name
    numbers: tuple[Annotated[str, Meta(pattern=NUMBER_PATTERN)], ...]
    calendar: Id
    greeting: Id
    notice: Id
    notice_version: Annotated[str, Meta(min_length=1, max_length=40)]
    menu: Id
    closed_prompt: Id
    goodbye_prompt: Id
    apology_prompt: Id
    script: tuple[Sentence, ...] = ()
    articles: tuple[Id, ...] = ()
    script_done: dict[ScriptEvent, int] = {}
    fallback: Address | None = None
    head_start_s: HeadStart = 0


def check_lines(lines: Mapping[str, Line], ids: Collection[str], reader: Reader) -> None:
    """Check that there is a line, and that each has a number of its own; `ids` are all lines, readable or not."""
    if not ids:
        reader.complain(("lines",), "no hay ninguna línea; agregue al menos una")
    line_by_number: dict[str, str] = {}
    for line in lines.values():
        if not line.numbers:
            reader.complain(("lines", line.id, "numbers"), "la línea no tiene números; agregue al menos uno")
        for event, step in line.script_done.items():
            if not 1 <= step <= len(line.script):
                text = f"el guion no tiene el paso {step}; tiene {len(line.script)}"
                reader.complain(("lines", line.id, "script_done", event), text)
        for index, number in enumerate(line.numbers):
            if number in line_by_number:
                text = f"el número «{number}» ya es de la línea «{line_by_number[number]}»; déjelo en una sola"
                reader.complain(("lines", line.id, "numbers", str(index)), text)
            line_by_number.setdefault(number, line.id)
