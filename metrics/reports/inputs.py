"""The inputs of a report: figures, counts and lists of a period, as values. Pure.

Owns only their structure: another module reads them, and the sections phrase them. Every time is in ms, every fraction
exact.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal

import msgspec

from metrics.indicators.results import EvaluatedSample
from metrics.service_level import Balance, Ratio

Unit = Literal["percent", "seconds"]
Sense = Literal["at_least", "at_most"]


class Indicator(msgspec.Struct, frozen=True, kw_only=True):
    """An indicator of the contract, as reports name it.

    Attributes:
        version: of the definition behind the figures.
        name: for people; with its first day if the period has several versions.
        unit: of its figures; the numerator of ``seconds`` is in ms.
        target: per cent or seconds, exact; None if the contract has none.
        note: a sentence on what it does not count, or empty.
        quality: whether it is a precision or a score of evaluations; empty for other indicators.
        of_time: whether a percentage is of times in ms, and not of calls or tickets.
    """

    id: str
    version: str
    name: str
    unit: Unit
    sense: Sense
    target: Ratio | None
    note: str = ""
    quality: Literal["", "precision", "score"] = ""
    of_time: bool = False

    @property
    def key(self) -> str:
        """Key of its figures in `Totals`."""
        return f"{self.id}|{self.version}"


class Totals(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of a line, a queue or all of them in a slot.

    Attributes:
        figures: by ``id|version``, and by the id alone for the latest version; without calls, missing or with
        denominator 0.
        samples: the evaluations behind the figures of quality, by ``id|version``.
        incomplete: whether data are missing.
    """

    balance: Balance
    figures: Mapping[str, Ratio]
    samples: Mapping[str, EvaluatedSample] = {}
    incomplete: bool = False


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    """An interval of a day, or a day of a month.

    Attributes:
        name: label on an axis: «07:30», «24».
        totals: of all lines.
    """

    name: str
    totals: Totals


class MenuUse(msgspec.Struct, frozen=True, kw_only=True):
    """The choices of callers in a menu of a line.

    Attributes:
        line: name of the line.
        menu: label of the option that leads there; empty for the first menu.
        entered: how often it was read.
        options: key, label and number of choices; in the menu's order.
        wrong_key: presses of keys without an option.
        silence: how often no key was pressed.
    """

    line: str
    menu: str
    entered: int
    options: tuple[tuple[str, str, int], ...]
    wrong_key: int
    silence: int


class AdvisorTime(msgspec.Struct, frozen=True, kw_only=True):
    """The answered calls of an advisor, and the time by state in ms; `advisor` is a login."""

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
        """Time with a call: talk, hold and wrap-up."""
        return self.talking + self.wrap_up

    @property
    def on_duty(self) -> int:
        """Time available to callers: all states but pauses."""
        return self.available + self.offered + self.busy


class PetitionKind(msgspec.Struct, frozen=True, kw_only=True):
    """The petitions of one kind, or of another group.

    Attributes:
        filed: in the period.
        first_contact: of those, answered on the call.
        due: with their last day in the period.
        in_term: answered in the period, on their last day at the latest.
        late: answered in the period, after their last day.
        breached: with a last day in the period that passed without an answer, even if one came later.
        open: not closed at the end of the period.
    """

    name: str
    filed: int = 0
    first_contact: int = 0
    due: int = 0
    in_term: int = 0
    late: int = 0
    breached: int = 0
    open: int = 0


class TermRow(msgspec.Struct, frozen=True, kw_only=True):
    """Answers within the legal term of an area, a tier or an official; exact counts of the contract's indicator."""

    group: Literal["area", "tier", "official"]
    name: str
    in_time: int
    due: int


AccessResult = Literal["answered", "transferred", "denied", "withdrawn", "open"]


class AccessRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A request for access to information.

    Attributes:
        number: filing number.
        received_on: local date from which its term counts.
        ended_on: local date of the answer or transfer; None while it is open.
        business_days: of the response; None while it is open.
    """

    number: str
    received_on: date
    ended_on: date | None
    business_days: int | None
    result: AccessResult


class PetitionInputs(msgspec.Struct, frozen=True, kw_only=True):
    """All inputs of a report of a quarter's petitions.

    Attributes:
        terms: by area and tier; no official is named.
        transferred: petitions closed in the period because another authority is competent.
        requests: for access to information, received in the period; in the order of their numbers.
    """

    first: date
    last: date
    petitions: tuple[PetitionKind, ...]
    petition_groups: tuple[PetitionKind, ...]
    terms: tuple[TermRow, ...]
    transferred: int
    requests: tuple[AccessRequest, ...]


class IncidentInput(msgspec.Struct, frozen=True, kw_only=True):
    """A failure of a system or of telecommunications (M5-1-05, C3).

    Attributes:
        system: its name for people.
        began_at: aware.
        ended_at: aware; None while it lasts.
        arrived: calls that entered while it lasted.
        usual: calls in the same hours of the previous ``weeks`` weeks, summed.
        failed: calls in that time that ended as a technical failure, or that were refused for lack of capacity.
        summary: one sentence.
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
    """The availability of a system.

    Attributes:
        system: its name for people.
        committed_s: time in which it had to work, s.
        available_s: of it, seen to work.
        out_s: of it, out.
        unknown_s: of it, without an observation; does not count as available.
        target: per cent, exact.
        watched: whether a program watched it; if not, only outages that people declared are known.
    """

    system: str
    committed_s: int
    available_s: int
    out_s: int
    unknown_s: int
    target: Ratio
    watched: bool = True


class ReportInputs(msgspec.Struct, frozen=True, kw_only=True):
    """All inputs of a report of a period.

    Attributes:
        first: first local date.
        last: last local date, included.
        indicators: in the contract's order.
        level: id of the indicator that the chart shows below the calls, or empty.
        total: of all lines.
        lines: by name.
        queues: by name.
        slots: of the day or the month, in order.
        compared: name and totals of all lines of earlier periods, the nearest first.
        petitions: by kind, in the typology's order.
        petition_groups: by channel, by authority that set the term, and by reason of priority.
        availability: by system; empty if there is no measurement.
        terms: by area, tier and official.
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
    petition_groups: tuple[PetitionKind, ...] = ()
    incidents: tuple[IncidentInput, ...] = ()
    availability: tuple[AvailabilityInput, ...] = ()
    terms: tuple[TermRow, ...] = ()
