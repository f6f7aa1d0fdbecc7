"""The site as a value: lines, menus, calendars, queues, prompts and sample advisors of one entity.

Owns the shape only. Reading the folder and complaining with file and line is `config.site_files`; opening hours are
computed in `config.calendars`. A Site is immutable and has a version; calls in progress keep the one they began with.
"""

from datetime import date, time
from typing import Literal

import msgspec

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class Hours(msgspec.Struct, frozen=True, kw_only=True):
    """One stretch of opening hours, local time; open at ``opens``, closed from ``closes`` on."""

    opens: time
    closes: time


class DayException(msgspec.Struct, frozen=True, kw_only=True):
    """A dated exception that overrides the week and the holidays.

    Attributes:
        day: the local date.
        hours: what is open on that day; empty when the whole day is closed.
        reason: for people, in Spanish.
    """

    day: date
    hours: tuple[Hours, ...]
    reason: str


class Calendar(msgspec.Struct, frozen=True, kw_only=True):
    """When a line is open.

    Attributes:
        timezone: IANA name.
        week: opening hours by weekday; a weekday that is missing is closed.
        holidays: ``colombia`` (closed on holidays of Ley 51 de 1983 and Ley 2578 de 2026) or ``none``.
        exceptions: dated overrides.
    """

    id: str
    timezone: str = "America/Bogota"
    week: dict[Weekday, tuple[Hours, ...]]
    holidays: Literal["colombia", "none"] = "colombia"
    exceptions: tuple[DayException, ...] = ()


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """What a key of a menu leads to: exactly one of menu, queue or information.

    Attributes:
        label: for people, in Spanish.
        menu: id of the next menu.
        queue: id of the queue to wait in.
        information: id of a prompt to hear, after which the call says goodbye and ends as self served.
    """

    label: str
    menu: str | None = None
    queue: str | None = None
    information: str | None = None


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

    id: str
    prompt: str
    options: dict[str, Option]
    fallback_queue: str
    retries: int = 2
    silence_prompt: str
    wrong_key_prompt: str
    fallback_prompt: str
    first_digit_s: float = 5.0


class Queue(msgspec.Struct, frozen=True, kw_only=True):
    """Where calls wait for an advisor.

    Attributes:
        name: for people, in Spanish.
        threshold_s: the bound of the service level (the 20 of 80/20), inclusive.
        ring_s: how long an advisor's phone rings before the next one is tried.
        wrap_up_s: time for typing after the call.
        music: id of the sound while waiting.
        wait_prompt: said when the wait begins.
    """

    id: str
    name: str
    threshold_s: int = 20
    ring_s: int = 15
    wrap_up_s: int = 20
    music: str
    wait_prompt: str


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A number that people dial.

    Attributes:
        name: for people, in Spanish.
        numbers: every dialled user part that means this line.
        calendar: id of its calendar.
        greeting: id of the prompt that greets.
        notice: id of the prompt with the notice of recording and data treatment.
        notice_version: version of that notice's text.
        menu: id of its first menu.
        closed_prompt: said out of hours, before when it opens next.
        goodbye_prompt: said before we hang up.
        apology_prompt: said when something of ours failed.
        fallback: SIP URI of the last resort after an apology, or None.
    """

    id: str
    name: str
    numbers: tuple[str, ...]
    calendar: str
    greeting: str
    notice: str
    notice_version: str
    menu: str
    closed_prompt: str
    goodbye_prompt: str
    apology_prompt: str
    fallback: str | None = None


class Prompt(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is said: a text for the synthesiser, or a WAV file of the entity's own voice in its stead.

    Attributes:
        text: Spanish; also what the desk shows.
        file: path within the site folder of a WAV (8 kHz or any rate, mono or stereo), or None.
    """

    id: str
    text: str
    file: str | None = None


class SampleAdvisor(msgspec.Struct, frozen=True, kw_only=True):
    """An advisor of the sample site, with a phone at a fixed address; only the demo uses them.

    Attributes:
        id: login and routing id, e.g. ``asesor1``.
        name: for people.
        queues: ids of the queues that the advisor serves.
        sentence: what the sample phone says when it answers.
    """

    id: str
    name: str
    queues: tuple[str, ...]
    sentence: str


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a site folder says, checked as a whole.

    Attributes:
        version: first 16 hex digits of the SHA-256 of the canonical content; equal content, equal version.
        campaign: the routing domain and permission scope of its lines.
        entity: name of the public entity.
    """

    version: str
    campaign: str
    entity: str
    lines: dict[str, Line]
    menus: dict[str, Menu]
    queues: dict[str, Queue]
    calendars: dict[str, Calendar]
    prompts: dict[str, Prompt]
    pauses: dict[str, str]
    sample_advisors: tuple[SampleAdvisor, ...] = ()

    def line_of(self, number: str) -> Line | None:
        """The line that a dialled user part means, or None."""
        return next((line for line in self.lines.values() if number in line.numbers), None)
