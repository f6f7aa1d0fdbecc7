"""What a voice menu says and where a key leads: decisions over a site. Pure.

Owns the forgiving of silence and wrong keys, and that every way ends with an advisor or an information. It must not
know calls, gateways or clocks: what was pressed and how often was forgiven are arguments.
"""

from typing import Literal

import msgspec

from config.site.calls.menus import Menu, Option
from config.site.model import Site


class MenuPrompt(msgspec.Struct, frozen=True, kw_only=True):
    """A menu is entered.

    Attributes:
        sounds: what to say.
        interruptible: whether a key ends it (barge-in).
        first_digit_s: seconds of silence allowed after it.
    """

    sounds: tuple[str, ...]
    interruptible: bool
    first_digit_s: float


class RetryMenu(msgspec.Struct, frozen=True, kw_only=True):
    """Silence or a wrong key is forgiven: say this, then collect a key again.

    Attributes:
        sounds: what was amiss, and the menu once more.
        kind: what was amiss.
    """

    sounds: tuple[str, ...]
    kind: Literal["silence", "wrong_key"]


class GoToMenu(msgspec.Struct, frozen=True, kw_only=True):
    """The caller chose another menu, or this one again.

    Attributes:
        menu: its id.
        option: what was chosen.
    """

    menu: str
    option: Option


class GoToQueue(msgspec.Struct, frozen=True, kw_only=True):
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


class PlayInformation(msgspec.Struct, frozen=True, kw_only=True):
    """The caller hears an information and has been served.

    Attributes:
        option: what was chosen.
        sound: the information.
    """

    option: Option
    sound: str


MenuOutcome = RetryMenu | GoToMenu | GoToQueue | PlayInformation


def enter_menu(site: Site, menu_id: str) -> MenuPrompt:
    """What to say when a menu is entered.

    Args:
        site: of the call.
        menu_id: a menu of that site.
    """
    menu = site.menus[menu_id]
    return MenuPrompt(sounds=(menu.prompt,), interruptible=True, first_digit_s=menu.first_digit_s)


def choose_option(site: Site, menu_id: str, misses: int, digits: str) -> MenuOutcome:
    """Where the keys that a caller pressed in a menu lead.

    Args:
        site: of the call.
        menu_id: a menu of that site.
        misses: how many times silence or a wrong key was forgiven in this menu already.
        digits: what was pressed; empty is silence.
    """
    menu = site.menus[menu_id]
    option = menu.options.get(digits)
    return _retry_or_fall_back(menu, misses, digits) if option is None else _follow_option(menu, option)


def _follow_option(menu: Menu, option: Option) -> MenuOutcome:
    if option.menu is not None:
        return GoToMenu(menu=option.menu, option=option)
    if option.information is not None:
        return PlayInformation(option=option, sound=option.information)
    # A checked site always names a queue here; the fallback keeps the promise that nobody meets a dead end.
    return GoToQueue(queue=option.queue or menu.fallback_queue, reason="menu", option=option)


def _retry_or_fall_back(menu: Menu, misses: int, digits: str) -> MenuOutcome:
    if misses >= menu.retries:
        return GoToQueue(queue=menu.fallback_queue, reason="fallback", sounds=(menu.fallback_prompt,))
    if digits:
        return RetryMenu(sounds=(menu.wrong_key_prompt, menu.prompt), kind="wrong_key")
    return RetryMenu(sounds=(menu.silence_prompt, menu.prompt), kind="silence")
