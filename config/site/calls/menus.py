"""The voice menu: its levels and the target of each key. Pure."""

from collections.abc import Mapping
from typing import Annotated

import msgspec
from msgspec import Meta

from config.schema.fields import KEY_PATTERN, HeadStart, Id, Name
from config.schema.reader import Reader


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """The target of a key of a menu: exactly one of menu, step, queue or information.

    Attributes:
        information: id of a prompt to play, after which the call says goodbye and ends as self served.
        head_start_s: seconds of priority: the call counts as having come this much earlier, in addition to its line's.
    """

    label: Name
    menu: Id | None = None
    step: Id | None = None
    queue: Id | None = None
    information: Id | None = None
    head_start_s: HeadStart = 0


class Menu(msgspec.Struct, frozen=True, kw_only=True):
    """One level of the voice menu.

    Attributes:
        options: by key (one digit or ``*``).
        fallback_queue: the queue after the last retry, so that a caller always reaches an advisor.
        retries: how many times to repeat the menu after silence or a wrong key.
        first_digit_s: seconds of silence allowed after the prompt.
    """

    id: Id
    prompt: Id
    options: dict[Annotated[str, Meta(pattern=KEY_PATTERN)], Option]
    fallback_queue: Id
    retries: Annotated[int, Meta(ge=0, le=5)] = 2
    silence_prompt: Id
    wrong_key_prompt: Id
    fallback_prompt: Id
    first_digit_s: Annotated[float, Meta(ge=1, le=30)] = 5.0


def check_options(menus: Mapping[str, Menu], reader: Reader) -> None:
    """Check that a menu has keys, and that each key has exactly one target."""
    for menu in menus.values():
        if not menu.options:
            reader.complain(("menus", menu.id, "options"), "el menú no tiene opciones; agregue al menos una")
        for key, option in menu.options.items():
            targets = [option.menu, option.step, option.queue, option.information]
            if sum(target is not None for target in targets) != 1:
                path = ("menus", menu.id, "options", key)
                reader.complain(
                    path, "la opción debe llevar a una sola parte: deje «menu», «step», «queue» o «information»"
                )
