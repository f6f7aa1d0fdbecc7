"""The voice menu: its levels and the target of each key. Pure."""

from collections.abc import Mapping
from typing import Annotated

import msgspec
from msgspec import Meta

from config.schema.fields import KEY_PATTERN, HeadStart, Id, Name
from config.schema.reader import Reader


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """The target of a key of a menu: exactly one of menu, queue or information.

    Attributes:
        information: id of a prompt to play, after which the call says goodbye and ends as self served.
        head_start_s: seconds of priority: the call counts as having come this much earlier, in addition to its line's.
    """

    label: Name
    menu: Id | None = None
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
            targets = [option.menu, option.queue, option.information]
            if sum(target is not None for target in targets) != 1:
                path = ("menus", menu.id, "options", key)
                reader.complain(path, "la opción debe llevar a una sola parte: deje «menu», «queue» o «information»")


def check_menu_paths(menus: Mapping[str, Menu], first: set[str], reader: Reader) -> None:
    """Check that menus, all readable, are reached from the lines' ``first`` ones and lead to a queue or information."""
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
