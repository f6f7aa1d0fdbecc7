"""Prompts of a voice menu and the targets of its keys."""

from hypothesis import given
from hypothesis import strategies as st

from ivr.menus import (
    GoToMenu,
    GoToQueue,
    GoToStep,
    MenuPrompt,
    PlayInformation,
    RetryMenu,
    choose_option,
    enter_menu,
)
from tests.support.site_folders import sample_site

SITE = sample_site()
MENUS = st.sampled_from(sorted(SITE.menus))
PRESSED = st.one_of(st.sampled_from(["", *"0123456789*#"]), st.text(max_size=5))


def test_a_menu_is_read_and_may_be_interrupted() -> None:
    """Entering a menu plays its prompt, which a key may interrupt, and waits for the first key."""
    assert enter_menu(SITE, "bogota") == MenuPrompt(sounds=("menu_bogota",), interruptible=True, first_digit_s=5.0)


def test_a_key_leads_where_the_site_says() -> None:
    """A key leads to a queue, a menu or an information, and returns the chosen option."""
    options = SITE.menus["bogota"].options
    assert choose_option(SITE, "bogota", 0, "1") == GoToQueue(queue="credito", reason="menu", option=options["1"])
    assert choose_option(SITE, "bogota", 0, "2") == GoToMenu(menu="bogota_pagos", option=options["2"])
    assert choose_option(SITE, "bogota", 0, "3") == PlayInformation(option=options["3"], sound="horarios")
    assert choose_option(SITE, "bogota", 0, "9") == GoToMenu(menu="bogota", option=options["9"])


def test_silence_and_wrong_keys_are_forgiven_twice() -> None:
    """After two misses the menu repeats, each time with the kind of miss; the third leads to an advisor."""
    for misses in (0, 1):
        assert choose_option(SITE, "bogota", misses, "") == RetryMenu(
            sounds=("silencio", "menu_bogota"), kind="silence"
        )
        assert choose_option(SITE, "bogota", misses, "7") == RetryMenu(
            sounds=("tecla_equivocada", "menu_bogota"), kind="wrong_key"
        )
    for pressed in ("", "7"):
        assert choose_option(SITE, "bogota", 2, pressed) == GoToQueue(
            queue="general", reason="fallback", sounds=("paso_a_asesor",)
        )


def test_a_right_key_counts_even_after_misses() -> None:
    """A valid key is accepted after any misses."""
    assert choose_option(SITE, "bogota", 2, "1") == choose_option(SITE, "bogota", 0, "1")


@given(menu=MENUS, pressed=st.lists(PRESSED, max_size=30))
def test_every_way_ends_or_goes_on_by_choice(menu: str, pressed: list[str]) -> None:
    """With any keys the caller reaches a queue, an information or a step, or continues by a valid key.

    Between two valid keys there are at most as many misses as the menu allows.
    """
    misses = 0
    for digits in pressed:
        choice = choose_option(SITE, menu, misses, digits)
        if isinstance(choice, RetryMenu):
            misses += 1
            assert misses <= SITE.menus[menu].retries
            assert all(sound in SITE.prompts for sound in choice.sounds)
        elif isinstance(choice, GoToMenu):
            menu, misses = choice.menu, 0
            assert enter_menu(SITE, menu).sounds[0] in SITE.prompts
        elif isinstance(choice, GoToStep):
            assert choice.step in SITE.steps
            return
        else:
            assert choice.queue in SITE.queues if isinstance(choice, GoToQueue) else choice.sound in SITE.prompts
            return


@given(menu=MENUS, misses=st.integers(0, 10))
def test_silence_ends_with_an_advisor(menu: str, misses: int) -> None:
    """A caller who presses nothing reaches an advisor after the retries."""
    steps = 0
    while isinstance(choose_option(SITE, menu, misses, ""), RetryMenu):
        misses, steps = misses + 1, steps + 1
    assert steps <= SITE.menus[menu].retries
    assert choose_option(SITE, menu, misses, "") == GoToQueue(
        queue=SITE.menus[menu].fallback_queue, reason="fallback", sounds=(SITE.menus[menu].fallback_prompt,)
    )
