"""The lines: numbers that people dial, each with its calendar, menu and prompts. Pure.

Owns their shape, bounds and checks.
"""

from collections.abc import Collection, Mapping
from typing import Annotated

import msgspec
from msgspec import Meta

from config.schema.fields import NUMBER_PATTERN, Address, HeadStart, Id, Name, Sentence
from config.schema.reader import Reader


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A number that people dial.

    Attributes:
        name: for people, in Spanish.
        numbers: every dialled user part that means this line.
        calendar: id of its calendar.
        greeting: id of the prompt that greets.
        notice: id of the prompt with the notice of recording and data treatment.
        notice_version: version of that notice's text.
        menu: id of its first menu.
        closed_prompt: said out of hours, before when it opens next.
        goodbye_prompt: said before we hang up.
        apology_prompt: said when something of ours failed.
        script: the protocol that the advisor reads, step by step: the greeting first.
        fallback: SIP URI of the last resort after an apology, or None.
        head_start_s: how much earlier than it came a call on this line is taken to have come: its priority.
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
    fallback: Address | None = None
    head_start_s: HeadStart = 0


def check_lines(lines: Mapping[str, Line], ids: Collection[str], reader: Reader) -> None:
    """Check that there is a line, that each has a number, and that no number means two lines.

    Args:
        lines: those that could be read.
        ids: those that lines.yaml names, readable or not.
        reader: gathers the complaints.
    """
    if not ids:
        reader.complain(("lines",), "no hay ninguna línea; agregue al menos una")
    line_by_number: dict[str, str] = {}
    for line in lines.values():
        if not line.numbers:
            reader.complain(("lines", line.id, "numbers"), "la línea no tiene números; agregue al menos uno")
        for index, number in enumerate(line.numbers):
            if number in line_by_number:
                text = f"el número «{number}» ya es de la línea «{line_by_number[number]}»; déjelo en una sola"
                reader.complain(("lines", line.id, "numbers", str(index)), text)
            line_by_number.setdefault(number, line.id)
