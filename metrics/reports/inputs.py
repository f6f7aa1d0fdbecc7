"""What a report is made of: the figures, counts and lists of a period, as values. Pure.

Owns their shape alone; where they are read is the reader's, what is said of them the sections'. Every time is ms, every
fraction exact.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal

import msgspec

from metrics.service_level import Balance, Ratio

Unit = Literal["percent", "seconds"]
Sense = Literal["at_least", "at_most"]


class Indicator(msgspec.Struct, frozen=True, kw_only=True):
    """An indicator of the contract as reports name it.

    Attributes:
        id: of the site's definition.
        version: of the definition that the figures follow.
        name: for people; where a period has several versions, with the day from which on this one holds.
        unit: of its figures; of ``seconds`` the numerator is ms.
        sense: on which side of the target is good.
        target: per cent or seconds, exact; None where the contract has none.
        note: a sentence on what it does not count, or empty.
    """

    id: str
    version: str
    name: str
    unit: Unit
    sense: Sense
    target: Ratio | None
    note: str = ""

    @property
    def key(self) -> str:
        """Of its figures in a stretch."""
        return f"{self.id}|{self.version}"


class Totals(msgspec.Struct, frozen=True, kw_only=True):
    """What was counted of a line, a queue or all of them in a stretch of time.

    Attributes:
        balance: what entered and what became of it.
        figures: by indicator and version, ``id|version``, and by the id alone, that of the latest version; what has no
            calls is missing or has the denominator 0.
        incomplete: whether data of it are missing.
    """

    balance: Balance
    figures: Mapping[str, Ratio]
    incomplete: bool = False


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    """An interval of a day, or a day of a month.

    Attributes:
        name: as it stands along an axis: «07:30», «24».
        totals: of all lines.
    """

    name: str
    totals: Totals


class MenuUse(msgspec.Struct, frozen=True, kw_only=True):
    """What callers did in a menu of a line.

    Attributes:
        line: name of the line.
        menu: the words of the option that leads there; empty for the first menu.
        entered: how often it was read.
        options: key, its words, how often it was chosen; in the menu's order.
        wrong_key: presses of keys that it does not have.
        silence: how often nothing was pressed.
    """

    line: str
    menu: str
    entered: int
    options: tuple[tuple[str, str, int], ...]
    wrong_key: int
    silence: int


class AdvisorTime(msgspec.Struct, frozen=True, kw_only=True):
    """How an advisor's time went.

    Attributes:
        advisor: routing id, a login.
        name: what they are called.
        answered: calls.
        available: ms in that state, as those that follow.
    """

    advisor: str
    name: str
    answered: int
    available: int = 0
    offered: int = 0
    talking: int = 0
    wrap_up: int = 0
    paused: int = 0

    @property
    def busy(self) -> int:
        """With a call: talk and hold, and its wrap-up."""
        return self.talking + self.wrap_up

    @property
    def on_duty(self) -> int:
        """At the disposal of callers: all but pauses."""
        return self.available + self.offered + self.busy


class PetitionKind(msgspec.Struct, frozen=True, kw_only=True):
    """The petitions of one kind.

    Attributes:
        name: of the kind, for people.
        filed: in the period.
        first_contact: of those, answered on the call.
        due: those whose last day lies in the period.
        in_term: answered in the period, on their last day at the latest.
        late: answered in the period, after it.
        breached: whose last day lies in the period and passed without an answer, whenever that came.
        open: not at their end when the period ends.
    """

    name: str
    filed: int = 0
    first_contact: int = 0
    due: int = 0
    in_term: int = 0
    late: int = 0
    breached: int = 0
    open: int = 0


class IncidentInput(msgspec.Struct, frozen=True, kw_only=True):
    """A failure of a system or of telecommunications (C3).

    Attributes:
        system: its name for people.
        began_at: aware.
        ended_at: aware, or None while it lasts.
        arrived: calls that entered while it lasted.
        usual: calls of the same hours of the weeks before, together; of ``weeks`` weeks.
        failed: calls of that time that ended as technical failure, or that we refused for we were full.
        summary: what happened; one sentence.
    """

    system: str
    began_at: datetime
    ended_at: datetime | None
    arrived: int
    usual: int
    weeks: int
    failed: int
    summary: str


class AvailabilityInput(msgspec.Struct, frozen=True, kw_only=True):
    """How long a system was there, of the time that it had to be.

    Attributes:
        system: its name for people.
        committed_s: time in which it had to work, s.
        available_s: of it, seen to work.
        out_s: of it, out.
        unknown_s: of it, nobody knows; it is not counted as available.
        target: per cent, exact.
        watched: whether a program watched it; if not, only the outages are known that people declared.
    """

    system: str
    committed_s: int
    available_s: int
    out_s: int
    unknown_s: int
    target: Ratio
    watched: bool = True


class ReportInputs(msgspec.Struct, frozen=True, kw_only=True):
    """All that a report of a period tells.

    Attributes:
        first: first local date.
        last: last local date, included.
        indicators: in the contract's order.
        level: id of the one that is drawn beneath the calls, or empty.
        total: of all lines.
        lines: by name.
        queues: by name.
        slots: of the day or the month, in order.
        compared: of all lines, in the period before, and how that is called; the first is the nearest.
        menus: in the site's order.
        advisors: in order of name.
        petitions: by kind, in the typology's order.
        incidents: in order.
        availability: by system; empty where nobody measures it.
    """

    first: date
    last: date
    indicators: tuple[Indicator, ...]
    level: str = ""
    total: Totals
    lines: Mapping[str, Totals]
    queues: Mapping[str, Totals]
    slots: tuple[Slot, ...]
    compared: tuple[tuple[str, Totals], ...] = ()
    menus: tuple[MenuUse, ...] = ()
    advisors: tuple[AdvisorTime, ...] = ()
    petitions: tuple[PetitionKind, ...] = ()
    incidents: tuple[IncidentInput, ...] = ()
    availability: tuple[AvailabilityInput, ...] = ()
