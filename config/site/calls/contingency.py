"""Contingency messages: approved prompts that a supervisor plays on a line at once, without a new site version. Pure.

Owns the texts to choose from. Which one is in force on a line is operational data, and not in the site's folder.
"""

from collections.abc import Collection
from typing import Annotated

import msgspec
from msgspec import Meta

from config.schema.fields import ContingencyMode, Id, Name
from config.schema.reader import NodePath, Reader
from config.site.calls.prompts import check_prompt_id


class ApprovedMessage(msgspec.Struct, frozen=True, kw_only=True):
    """An approved message: its name on screens, its prompt, and the ways in which it may be played."""

    id: Id
    name: Name
    prompt: Id
    modes: tuple[ContingencyMode, ...] = ("before", "instead")


class ContingencyRules(msgspec.Struct, frozen=True, kw_only=True):
    """The messages of a site, and the longest time for which one may be started."""

    messages: dict[Id, ApprovedMessage]
    max_hours: Annotated[int, Meta(ge=1, le=72)] = 12


def check_contingency(rules: ContingencyRules | None, prompts: Collection[str], reader: Reader) -> None:
    """Check that there is a message, that each has a mode, and that its prompt exists."""
    if rules is None:
        return
    if not rules.messages:
        text = "no hay ningún mensaje; agregue al menos uno o borre esta parte del sitio"
        reader.complain(("contingency", "messages"), text)
    for message in rules.messages.values():
        path: NodePath = ("contingency", "messages", message.id)
        check_prompt_id(message.prompt, prompts, (*path, "prompt"), reader)
        if not message.modes:
            reader.complain((*path, "modes"), "la lista está vacía; escriba before, instead o los dos")
        reader.complain_repeated(((*path, "modes", str(n)), mode) for n, mode in enumerate(message.modes))
