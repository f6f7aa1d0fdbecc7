"""What a voice menu says and where a key leads: pure decisions over a site.

Owns the forgiving of silence and wrong keys, and that every way ends with an advisor or an information. It must not
know calls, gateways or clocks: what was pressed and how often was forgiven are arguments.
"""

from typing import Literal

import msgspec

from config.site.model import Menu, Option, Site


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """A menu is entered.

    Attributes:
        sounds: what to say.
        interruptible: whether a key ends it (barge-in).
        first_digit_s: seconds of silence allowed after it.
    """

    sounds: tuple[str, ...]
    interruptible: bool
    first_digit_s: float


class Again(msgspec.Struct, frozen=True, kw_only=True):
    """Silence or a wrong key is forgiven: say this, then collect a key again.

    Attributes:
        sounds: what was amiss, and the menu once more.
        kind: what was amiss.
    """

    sounds: tuple[str, ...]
    kind: Literal["silence", "wrong_key"]


class ToMenu(msgspec.Struct, frozen=True, kw_only=True):
    """The caller chose another menu, or this one again.

    Attributes:
        menu: its id.
        option: what was chosen.
    """

    menu: str
    option: Option


class ToQueue(msgspec.Struct, frozen=True, kw_only=True):
    """The caller goes to a queue.

    Attributes:
        queue: its id.
        reason: ``menu`` by choice, ``fallback`` when nothing more is forgiven.
        option: what was chosen, or None.
        sounds: what to say first.
    """

    queue: str
    reason: Literal["menu", "fallback"]
    option: Option | None = None
    sounds: tuple[str, ...] = ()


class Inform(msgspec.Struct, frozen=True, kw_only=True):
    """The caller hears an information and has been served.

    Attributes:
        option: what was chosen.
        sound: the information.
    """

    option: Option
    sound: str


Choice = Again | ToMenu | ToQueue | Inform


def enter(site: Site, menu_id: str) -> Opened:
    """What to say when a menu is entered.

    Args:
        site: of the call.
        menu_id: a menu of that site.
    """
    menu = site.menus[menu_id]
    return Opened(sounds=(menu.prompt,), interruptible=True, first_digit_s=menu.first_digit_s)


def choose(site: Site, menu_id: str, misses: int, digits: str) -> Choice:
    """Where the keys that a caller pressed in a menu lead.

    Args:
        site: of the call.
        menu_id: a menu of that site.
        misses: how many times silence or a wrong key was forgiven in this menu already.
        digits: what was pressed; empty is silence.
    """
    menu = site.menus[menu_id]
    option = menu.options.get(digits)
    return _forgive(menu, misses, digits) if option is None else _follow(menu, option)


def _follow(menu: Menu, option: Option) -> Choice:
    if option.menu is not None:
        return ToMenu(menu=option.menu, option=option)
    if option.information is not None:
        return Inform(option=option, sound=option.information)
    # A checked site always names a queue here; the fallback keeps the promise that nobody meets a dead end.
    return ToQueue(queue=option.queue or menu.fallback_queue, reason="menu", option=option)


def _forgive(menu: Menu, misses: int, digits: str) -> Choice:
    if misses >= menu.retries:
        return ToQueue(queue=menu.fallback_queue, reason="fallback", sounds=(menu.fallback_prompt,))
    if digits:
        return Again(sounds=(menu.wrong_key_prompt, menu.prompt), kind="wrong_key")
    return Again(sounds=(menu.silence_prompt, menu.prompt), kind="silence")
