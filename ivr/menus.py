"""Decisions of a voice menu over a site: its prompts, and the target of each key. Pure.

Owns the retries after silence or a wrong key, and that every path ends with an advisor or an information. It must not
know calls, gateways or clocks: keys and number of misses are arguments.
"""

from typing import Literal

import msgspec

from config.site.calls.menus import Menu, Option
from config.site.model import Site


class MenuPrompt(msgspec.Struct, frozen=True, kw_only=True):
    """Prompt of a menu; ``first_digit_s`` is the silence allowed after it, and a key may interrupt it (barge-in)."""

    sounds: tuple[str, ...]
    interruptible: bool
    first_digit_s: float


class RetryMenu(msgspec.Struct, frozen=True, kw_only=True):
    """Retry after silence or a wrong key: play the error and the menu, then collect a key again."""

    sounds: tuple[str, ...]
    kind: Literal["silence", "wrong_key"]


class GoToMenu(msgspec.Struct, frozen=True, kw_only=True):
    """The caller chose another menu, or the same one again."""

    menu: str
    option: Option


class GoToStep(msgspec.Struct, frozen=True, kw_only=True):
    """The caller chose a step."""

    step: str
    option: Option


class GoToQueue(msgspec.Struct, frozen=True, kw_only=True):
    """The caller goes to a queue after the sounds.

    ``reason`` is ``menu`` by choice, or ``fallback``, without an option, after the last allowed miss.
    """

    queue: str
    reason: Literal["menu", "fallback"]
    option: Option | None = None
    sounds: tuple[str, ...] = ()


class PlayInformation(msgspec.Struct, frozen=True, kw_only=True):
    """The caller hears an information, which completes the service."""

    option: Option
    sound: str


MenuOutcome = RetryMenu | GoToMenu | GoToStep | GoToQueue | PlayInformation


def enter_menu(site: Site, menu_id: str) -> MenuPrompt:
    """Return the prompt of a menu of the site."""
    menu = site.menus[menu_id]
    return MenuPrompt(sounds=(menu.prompt,), interruptible=True, first_digit_s=menu.first_digit_s)


def choose_option(site: Site, menu_id: str, misses: int, digits: str) -> MenuOutcome:
    """Return the outcome of the keys pressed in a menu.

    ``misses`` counts earlier silences and wrong keys in this menu; empty ``digits`` are silence.
    """
    menu = site.menus[menu_id]
    option = menu.options.get(digits)
    return _retry_or_fall_back(menu, misses, digits) if option is None else _follow_option(menu, option)


def _follow_option(menu: Menu, option: Option) -> MenuOutcome:
    if option.menu is not None:
        return GoToMenu(menu=option.menu, option=option)
    if option.step is not None:
        return GoToStep(step=option.step, option=option)
    if option.information is not None:
        return PlayInformation(option=option, sound=option.information)
    # A validated site always names a queue here; the fallback guarantees that no path is a dead end.
    return GoToQueue(queue=option.queue or menu.fallback_queue, reason="menu", option=option)


def _retry_or_fall_back(menu: Menu, misses: int, digits: str) -> MenuOutcome:
    if misses >= menu.retries:
        return GoToQueue(queue=menu.fallback_queue, reason="fallback", sounds=(menu.fallback_prompt,))
    if digits:
        return RetryMenu(sounds=(menu.wrong_key_prompt, menu.prompt), kind="wrong_key")
    return RetryMenu(sounds=(menu.silence_prompt, menu.prompt), kind="silence")
