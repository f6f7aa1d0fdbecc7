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
from config.site.calls.menu_steps.steps import DigitEntry, MenuLookup
from config.site.calls.menus import Menu, Option
from config.site.model import Site
from ivr import menus
from telephony.softphone.behaviour import KeyPress

Chance = Callable[[], float]
"""Returns uniform, independent numbers in [0, 1), like ``random.Random(seed).random``."""

CallEnding = Literal["queue", "information", "petition", "leaves"]
Thing = TypeVar("Thing")

WAVE_S, _WAVE = 240.0, 0.7  # period and amplitude of the call rate, so that queues build up at times
_MOST_STEPS = 6  # through the menus; then the caller hangs up
_SHARES = {"leaves": 0.05, "silence": 0.04, "wrong_key": 0.05}  # of the actions in a menu; the others choose an option
_WEIGHTS = {"queue": 6.0, "information": 2.0, "menu": 4.0, "petition": 4.0, "again": 0.3}  # of a menu's options
_MISTYPED, _WRONG_DOCUMENT, _GIVES_UP = 0.12, 0.25, 0.35  # of those who ask for a petition, and of wrong documents
_REFUSAL_S = 1.5  # a refused look-up takes longer than its prompt
_TICKET_STATUS, _NO_MATCH = "ticket_status", "no_match"
_ASKED = ("filing_number", "document")  # the data that such a caller keys in, in the order of the site's questions
_LEAVES_AT_ONCE, _IMPATIENT, _LEAVES_INFORMATION, _LEAVES_ANSWER = 0.03, 0.18, 0.25, 0.1
_PATIENT_S, _IMPATIENT_S, _LEAVES_S = (60.0, 180.0), (3.0, 15.0), (1.0, 6.0)
_TALK_S, _USUAL_TALK_S, _TALK_SPREAD = (10.0, 60.0), 22.0, 0.5  # log-normal, within bounds
_TYPED_S = (0.4, 1.8)  # from choosing a key to pressing it
_AFTER_SILENCE_S = 0.5
_WHOLE_SOUND_S = 10.0  # of a sound of unknown length

INVENTED_NUMBERS = tuple(f"+5730055501{last:02}" for last in range(1, 25))
"""Unassigned numbers, for sites without sample customers."""


class KeyedPetition(msgspec.Struct, frozen=True, kw_only=True):
    """A petition that a caller asks for: the digits of its number, and those of its petitioner's document."""

    number: str
    document: str


class SampleCall(msgspec.Struct, frozen=True, kw_only=True):
    """The actions of one caller.

    Attributes:
        line: id of the line.
        dials: the number of that line.
        number: the caller's own.
        presses: keys in order; one without digits waits in silence.
        end: what the keys lead to: a queue, an information, the state of a petition, or nothing, if the caller hangs up
            in the menu.
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
    petitions: Sequence[KeyedPetition] = (),
) -> tuple[float, SampleCall]:
    """Plan the next call.

    Args:
        chance: the source of randomness.
        site: its lines and menus.
        at_s: seconds since the traffic began, for the phase of its wave.
        a_minute: average calls per minute; more than 0.
        numbers: of the callers.
        lasts_s: duration of each sound of the site, by key.
        petitions: those for which callers ask; without any, no caller asks.

    Returns:
        Seconds to wait before it, and the call.
    """
    pause_s = _pause(chance, at_s, a_minute)
    line = _one_of(chance, list(site.lines.values()))
    journey = _Journey(chance, site, line, lasts_s or {}, petitions)
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

    def __init__(
        self,
        chance: Chance,
        site: Site,
        line: Line,
        lasts_s: Mapping[str, float],
        petitions: Sequence[KeyedPetition],
    ) -> None:
        self.presses: list[KeyPress] = []
        self.end: CallEnding = "leaves"
        self.queue = ""
        self._has_asked = False
        self._chance, self._site, self._lasts_s, self._petitions = chance, site, lasts_s, petitions
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
            if self.end != "leaves" or self._has_asked:
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
            return _WEIGHTS["petition"] if self._petitions and petition_steps(self._site, option.step) else 0.0
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
            case menus.GoToStep(step=step):
                self._ask_for_petition(step)

    def _ask_for_petition(self, step: str) -> None:
        """Key in number and document of a petition: at once, after a wrong digit, or after a wrong document."""
        questions = petition_steps(self._site, step)
        assert questions is not None, "such an option has no weight"
        (number, document), lookup = questions
        self._has_asked = True
        petition, drawn = _one_of(self._chance, self._petitions), self._chance()
        if drawn < _MISTYPED:
            self._key_in(number, _other_digits(petition.number))
            self._unheard_s = self._sound_length_s(number.invalid_prompt)
        self._key_in(number, petition.number)
        if _MISTYPED <= drawn < _MISTYPED + _WRONG_DOCUMENT:
            self._key_in(document, _other_digits(petition.document))
            if self._chance() < _GIVES_UP:
                return
            self._unheard_s = self._refusal_s(lookup)
            self._key_in(number, petition.number)
        self._key_in(document, petition.document)
        self.end = "petition"

    def _key_in(self, question: DigitEntry, digits: str) -> None:
        heard_s = self._sound_length_s(question.prompt) * _between(self._chance, (0.3, 1.0))
        self.presses.append(KeyPress(f"{digits}#", self._unheard_s + heard_s + _between(self._chance, _TYPED_S)))
        self._unheard_s = 0.0

    def _refusal_s(self, lookup: MenuLookup) -> float:
        """Return the seconds from the last digit of a wrong document to the next question."""
        step = self._site.steps.get(lookup.outcomes.get(_NO_MATCH, lookup.failure).step or "")
        said = (part for part in step.say.parts if not part.startswith("{")) if step and step.say else ()
        return self._sound_length_s(lookup.wait_prompt) + _REFUSAL_S + sum(map(self._sound_length_s, said))

    def _sound_length_s(self, sound: str) -> float:
        return self._lasts_s.get(sound, _WHOLE_SOUND_S)


def petition_steps(site: Site, step: str) -> tuple[tuple[DigitEntry, DigitEntry], MenuLookup] | None:
    """Return the questions and the look-up of a step that says the state of a petition; None for another step.

    It asks for the number and then for the document, and asks both again after a wrong one.
    """
    questions: list[DigitEntry] = []
    at: str | None = step
    while at is not None and (question := site.steps[at].collect) is not None and len(questions) < len(_ASKED):
        questions.append(question)
        at = question.next.step
    lookup = site.steps[at].lookup if at is not None else None
    if lookup is None or lookup.name != _TICKET_STATUS or tuple(each.check for each in questions) != _ASKED:
        return None
    return (questions[0], questions[1]), lookup


def _other_digits(digits: str) -> str:
    """Return digits with another last one, which no check digit allows."""
    return f"{digits[:-1]}{(int(digits[-1]) + 1) % 10}"


def _patience(chance: Chance, end: CallEnding) -> float:
    """Choose the seconds that a caller stays after the last key: in a queue, with an answer, or in the menu."""
    shares = {"queue": _IMPATIENT, "information": _LEAVES_INFORMATION, "petition": _LEAVES_ANSWER, "leaves": 1.0}
    is_short = shares[end]
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
