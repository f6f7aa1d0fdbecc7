"""A plan of the demo's calls: when a call comes, and what its caller does; random within bounds. Pure.

Owns the probabilities and the way through a site's menus. Randomness is an argument, and the module knows no clocks,
phones or network; `atencion.demo.processes.callers` makes the planned calls.
"""

import math
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate
from typing import Literal, TypeVar

import msgspec

from config.site.calls.lines import Line
from config.site.calls.menus import Menu, Option
from config.site.model import Site
from ivr import menus
from telephony.softphone.behaviour import KeyPress

Chance = Callable[[], float]
"""Returns uniform, independent numbers in [0, 1), like ``random.Random(seed).random``."""

CallEnding = Literal["queue", "information", "leaves"]
Thing = TypeVar("Thing")

WAVE_S, _WAVE = 240.0, 0.7  # period and amplitude of the call rate, so that queues build up at times
_MOST_STEPS = 6  # through the menus; then the caller hangs up
_SHARES = {"leaves": 0.05, "silence": 0.04, "wrong_key": 0.05}  # of the actions in a menu; the others choose an option
_WEIGHTS = {"queue": 6.0, "information": 2.0, "menu": 4.0, "again": 0.3}  # of a menu's options
_LEAVES_AT_ONCE, _IMPATIENT, _LEAVES_INFORMATION = 0.03, 0.18, 0.25
_PATIENT_S, _IMPATIENT_S, _LEAVES_S = (60.0, 180.0), (3.0, 15.0), (1.0, 6.0)
_TALK_S, _USUAL_TALK_S, _TALK_SPREAD = (10.0, 60.0), 22.0, 0.5  # log-normal, within bounds
_TYPED_S = (0.4, 1.8)  # from choosing a key to pressing it
_AFTER_SILENCE_S = 0.5
_WHOLE_SOUND_S = 10.0  # of a sound of unknown length

INVENTED_NUMBERS = tuple(f"+5730055501{last:02}" for last in range(1, 25))
"""Unassigned numbers, for sites without sample customers."""


class SampleCall(msgspec.Struct, frozen=True, kw_only=True):
    """The actions of one caller.

    Attributes:
        line: id of the line.
        dials: the number of that line.
        number: the caller's own.
        presses: keys in order; one without digits waits in silence.
        end: what the keys lead to: a queue, an information, or nothing, if the caller hangs up in the menu.
        queue: the queue, or empty.
        patience_s: wait for an answer after the last key.
        talk_s: duration of the conversation.
        sentence: id of the sample caller whose sentence is spoken; empty for none.
    """

    line: str
    dials: str
    number: str
    presses: tuple[KeyPress, ...]
    end: CallEnding
    queue: str
    patience_s: float
    talk_s: float
    sentence: str


def next_call(
    chance: Chance,
    site: Site,
    *,
    at_s: float,
    a_minute: float,
    numbers: Sequence[str] = INVENTED_NUMBERS,
    lasts_s: Mapping[str, float] | None = None,
) -> tuple[float, SampleCall]:
    """Plan the next call.

    Args:
        chance: the source of randomness.
        site: its lines and menus.
        at_s: seconds since the traffic began, for the phase of its wave.
        a_minute: average calls per minute; more than 0.
        numbers: of the callers.
        lasts_s: duration of each sound of the site, by key.

    Returns:
        Seconds to wait before it, and the call.
    """
    pause_s = _pause(chance, at_s, a_minute)
    line = _one_of(chance, list(site.lines.values()))
    journey = _Journey(chance, site, line, lasts_s or {})
    journey.run()
    return pause_s, SampleCall(
        line=line.id,
        dials=line.numbers[0],
        number=_one_of(chance, numbers),
        presses=tuple(journey.presses),
        end=journey.end,
        queue=journey.queue,
        patience_s=_patience(chance, journey.end),
        talk_s=_talk(chance),
        sentence=_sentence(chance, site, journey.queue),
    )


def _pause(chance: Chance, at_s: float, a_minute: float) -> float:
    """Return the seconds to the next call of a Poisson process with a varying rate, by thinning."""
    pause_s, highest = 0.0, a_minute / 60 * (1 + _WAVE)
    while True:
        pause_s -= math.log(1 - chance()) / highest
        if chance() * (1 + _WAVE) < 1 + _WAVE * math.sin(2 * math.pi * (at_s + pause_s) / WAVE_S):
            return pause_s


class _Journey:
    """One way through the menus of a line, while it is planned."""

    def __init__(self, chance: Chance, site: Site, line: Line, lasts_s: Mapping[str, float]) -> None:
        self.presses: list[KeyPress] = []
        self.end: CallEnding = "leaves"
        self.queue = ""
        self._chance, self._site, self._lasts_s = chance, site, lasts_s
        self._menu, self._misses, self._seen = line.menu, 0, {line.menu}
        self._unheard_s = sum(map(self._sound_length_s, (line.greeting, line.notice)))
        self._menu_sounds = menus.enter_menu(site, line.menu).sounds

    def run(self) -> None:
        """Choose keys until a queue or an information is reached, or the caller hangs up."""
        if self._chance() < _LEAVES_AT_ONCE:
            return
        for _ in range(_MOST_STEPS):
            key = self._key(self._site.menus[self._menu])
            if key is None:
                return
            self._press(key)
            if self.end != "leaves":
                return

    def _key(self, menu: Menu) -> str | None:
        """Choose a key, or nothing (silence); None if the caller hangs up."""
        drawn = self._chance()
        for habit, share in _SHARES.items():
            if drawn < share:
                return {"leaves": None, "silence": "", "wrong_key": self._wrong(menu)}[habit]
            drawn -= share
        return _weighted(self._chance, {key: self._weight(option) for key, option in menu.options.items()})

    def _wrong(self, menu: Menu) -> str:
        """Choose a key that the menu does not have; silence if it has all of them."""
        return _one_of(self._chance, [key for key in "0123456789*" if key not in menu.options] or [""])

    def _weight(self, option: Option) -> float:
        if option.step is not None:
            return 0.0  # its callers key in what only a petitioner knows
        if option.menu is not None:
            return _WEIGHTS["again" if option.menu in self._seen else "menu"]
        return _WEIGHTS["information" if option.information is not None else "queue"]

    def _press(self, key: str) -> None:
        """Press a key after part of the menu, or stay silent until its end; then follow the choice."""
        heard_s = sum(map(self._sound_length_s, self._menu_sounds))
        if key:
            after_s = heard_s * _between(self._chance, (0.2, 1.0)) + _between(self._chance, _TYPED_S)
        else:
            after_s = heard_s + self._site.menus[self._menu].first_digit_s + _AFTER_SILENCE_S
        self.presses.append(KeyPress(key, self._unheard_s + after_s))
        self._unheard_s = 0.0
        self._follow(menus.choose_option(self._site, self._menu, self._misses, key))

    def _follow(self, choice: menus.MenuOutcome) -> None:
        match choice:
            case menus.RetryMenu(sounds=sounds):
                self._misses, self._menu_sounds = self._misses + 1, sounds
            case menus.GoToMenu(menu=menu):
                self._menu, self._misses, self._menu_sounds = menu, 0, menus.enter_menu(self._site, menu).sounds
                self._seen.add(menu)
            case menus.GoToQueue(queue=queue):
                self.end, self.queue = "queue", queue
            case menus.PlayInformation():
                self.end = "information"

    def _sound_length_s(self, sound: str) -> float:
        return self._lasts_s.get(sound, _WHOLE_SOUND_S)


def _patience(chance: Chance, end: CallEnding) -> float:
    """Choose the seconds that a caller stays after the last key: in a queue, with an information, or in the menu."""
    is_short = {"queue": _IMPATIENT, "information": _LEAVES_INFORMATION, "leaves": 1.0}[end]
    if chance() >= is_short:
        return _between(chance, _PATIENT_S)
    return _between(chance, _IMPATIENT_S if end == "queue" else _LEAVES_S)


def _talk(chance: Chance) -> float:
    """Choose the seconds of a conversation: a Box-Muller normal, turned into a log-normal, cut at its bounds."""
    normal = math.sqrt(-2 * math.log(1 - chance())) * math.cos(2 * math.pi * chance())
    shortest, longest = _TALK_S
    return min(longest, max(shortest, _USUAL_TALK_S * math.exp(_TALK_SPREAD * normal)))


def _sentence(chance: Chance, site: Site, queue: str) -> str:
    fitting = [each.id for each in site.sample_callers if not each.queues or queue in each.queues]
    return _one_of(chance, fitting) if queue and fitting else ""


def _between(chance: Chance, bounds: tuple[float, float]) -> float:
    return bounds[0] + chance() * (bounds[1] - bounds[0])


def _one_of(chance: Chance, things: Sequence[Thing]) -> Thing:
    return things[int(chance() * len(things))]


def _weighted(chance: Chance, weights: Mapping[str, float]) -> str:
    names, bounds = list(weights), list(accumulate(weights.values()))
    return names[min(bisect_right(bounds, chance() * bounds[-1]), len(names) - 1)]
