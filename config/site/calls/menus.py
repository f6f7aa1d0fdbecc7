"""The voice menu: its levels and what each key leads to. Pure.

Owns their shape, bounds and checks.
"""

from collections.abc import Mapping
from typing import Annotated

import msgspec
from msgspec import Meta

from config.schema.fields import KEY_PATTERN, HeadStart, Id, Name
from config.schema.reader import Reader


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """What a key of a menu leads to: exactly one of menu, queue or information.

    Attributes:
        label: for people, in Spanish.
        menu: id of the next menu.
        queue: id of the queue to wait in.
        information: id of a prompt to hear, after which the call says goodbye and ends as self served.
        head_start_s: how much earlier than it came the call is taken to have come, beside what its line gives.
    """

    label: Name
    menu: Id | None = None
    queue: Id | None = None
    information: Id | None = None
    head_start_s: HeadStart = 0


class Menu(msgspec.Struct, frozen=True, kw_only=True):
    """One level of the voice menu.

    Attributes:
        prompt: id of the prompt that reads the options.
        options: by key (one digit or ``*``).
        fallback_queue: where silence or wrong keys lead after the retries: an advisor, never a dead end.
        retries: how many times silence or a wrong key is forgiven.
        silence_prompt: said before the menu is read again after silence.
        wrong_key_prompt: said before the menu is read again after a wrong key.
        fallback_prompt: said before the fallback queue.
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
            targets = [option.menu, option.queue, option.information]
            if sum(target is not None for target in targets) != 1:
                path = ("menus", menu.id, "options", key)
                reader.complain(path, "la opción debe llevar a una sola parte: deje «menu», «queue» o «information»")


def check_menu_paths(menus: Mapping[str, Menu], first: set[str], reader: Reader) -> None:
    """Check that every menu is reached from a line, and that each leads to a queue or an information.

    Args:
        menus: of the site, all of them readable.
        first: ids of the menus that the lines begin with.
        reader: gathers the complaints.
    """
    reached = _reachable_menus(first, menus)
    for menu in menus.values():
        if menu.id not in reached:
            text = "ninguna línea ni opción lleva a este menú; enlácelo desde otro o bórrelo"
            reader.complain(("menus", menu.id), text)
        next_menus = (menus[each] for each in _reachable_menus({menu.id}, menus))
        if menu.options and not any(_leads_to_end(option) for each in next_menus for option in each.options.values()):
            text = "por sus opciones nunca se llega a una cola ni a una información; agregue una salida"
            reader.complain(("menus", menu.id), text)


def _reachable_menus(first: set[str], menus: Mapping[str, Menu]) -> set[str]:
    """Return every known menu that keys reach from the first ones, themselves included."""
    reached: set[str] = set()
    ahead = list(first)
    while ahead:
        name = ahead.pop()
        if name in menus and name not in reached:
            reached.add(name)
            ahead += [option.menu for option in menus[name].options.values() if option.menu is not None]
    return reached


def _leads_to_end(option: Option) -> bool:
    return option.queue is not None or option.information is not None
