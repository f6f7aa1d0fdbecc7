"""Advisors' time and callers' menu choices, folded from the facts of a period. Pure.

Owns that fold, over the facts of one campaign in the order of the log. The state of an advisor at the start of the
period is the previous state that their first change names. Time in a state counts when the state or the month ends, as
in the occupancy indicator: a state that is still open at the end of the log does not count yet.
"""

from collections import Counter
from collections.abc import Container, Mapping
from datetime import datetime
from typing import Final

from config.milliseconds import to_milliseconds
from config.site.model import Site
from eventlog.facts import (
    AdvisorState,
    AdvisorStateChanged,
    AnyFact,
    CallAnswered,
    Envelope,
    MenuEntered,
    MenuInputRejected,
    MenuSelected,
)
from metrics.reports.inputs import AdvisorTime, MenuUse

FACT_TYPES: Final = (AdvisorStateChanged, CallAnswered, MenuEntered, MenuInputRejected, MenuSelected)
"""Types of fact that the report reads; callers may skip the others."""
_ON_DUTY: Final[tuple[AdvisorState, ...]] = ("available", "offered", "talking", "wrap_up", "paused")


class Activity:
    """The fold of a period.

    Args:
        begins: start of the period, aware.
        ends: end of the period, excluded, aware.
        set_aside: ids of calls of anomalous traffic, which do not count.
    """

    def __init__(self, begins: datetime, ends: datetime, set_aside: Container[str] = frozenset()) -> None:
        self._set_aside = set_aside
        self._begins, self._ends = to_milliseconds(begins), to_milliseconds(ends)
        self._since: dict[str, int] = {}
        self._running: dict[str, AdvisorState] = {}
        self._spent: Counter[tuple[str, AdvisorState]] = Counter()
        self._answered: Counter[str] = Counter()
        self._menus: Counter[tuple[str, str, str]] = Counter()

    @property
    def pending(self) -> int:
        """Number of advisors in a state that began in the period and has not ended."""
        return len(self._running)

    def add(self, envelope: Envelope) -> None:
        """Count one more fact; after the period, only the end of a state that began in it."""
        at = to_milliseconds(envelope.at)
        if isinstance(envelope.fact, AdvisorStateChanged):
            self._on_state_changed(envelope.fact, at)
        elif self._begins <= at < self._ends and envelope.call_id not in self._set_aside:
            self._count(envelope.fact)

    def end_period(self) -> None:
        """Count the open states up to the end of the period: it ends a month, and the log has passed it."""
        for advisor, state in self._running.items():
            self._spent[advisor, state] += self._ends - self._since[advisor]
        self._running.clear()

    def _on_state_changed(self, fact: AdvisorStateChanged, at: int) -> None:
        if at >= self._ends and fact.advisor not in self._running:
            return
        since = self._since.get(fact.advisor, self._begins)
        self._spent[fact.advisor, fact.previous] += max(min(at, self._ends) - since, 0)
        self._since[fact.advisor] = at
        self._running.pop(fact.advisor, None)
        if fact.state != "offline" and at < self._ends:
            self._running[fact.advisor] = fact.state

    def _count(self, fact: AnyFact) -> None:
        match fact:
            case CallAnswered(advisor=advisor):
                self._answered[advisor] += 1
            case MenuEntered(line=line, menu=menu):
                self._menus[line, menu, ""] += 1
            case MenuSelected(line=line, menu=menu, option=option):
                self._menus[line, menu, option] += 1
            case MenuInputRejected(line=line, menu=menu, kind=kind):
                self._menus[line, menu, kind] += 1
            case _:
                pass

    def advisors(self, names: Mapping[str, str]) -> tuple[AdvisorTime, ...]:
        """Return the advisors who were on duty, in the order of `names`; then those without a name, by login.

        `names` are by login.
        """
        spent = self._spent
        active = {advisor for advisor, _ in spent} | set(self._answered)
        named = [advisor for advisor in names if advisor in active]
        return tuple(
            AdvisorTime(
                advisor=advisor,
                name=names.get(advisor, advisor),
                answered=self._answered[advisor],
                **{state: spent[advisor, state] for state in _ON_DUTY},
            )
            for advisor in (*named, *sorted(active - set(named)))
            if self._answered[advisor] or any(spent[advisor, state] for state in _ON_DUTY)
        )

    def menus(self, site: Site) -> tuple[MenuUse, ...]:
        """Return the menu choices in the site's order, without menus that no caller heard."""
        labels = _menu_labels(site)
        used_menus = {(line, menu) for line, menu, _ in self._menus}
        current = [(line, menu) for line in site.lines for menu in site.menus if (line, menu) in used_menus]
        removed = sorted(used_menus - set(current))  # from an earlier version of the site
        return tuple(self._menu(site, labels, line, menu) for line, menu in (*current, *removed))

    def _menu(self, site: Site, leading_labels: Mapping[str, str], line: str, menu: str) -> MenuUse:
        definition = site.menus.get(menu)
        labels = {key: option.label for key, option in definition.options.items()} if definition else {}
        first = line in site.lines and site.lines[line].menu == menu
        used_keys = {key for at, of, key in self._menus if (at, of) == (line, menu)}
        keys = (*labels, *sorted(used_keys - {*labels, "", "wrong_key", "silence"}))
        return MenuUse(
            line=site.lines[line].name if line in site.lines else line,
            menu="" if first else leading_labels.get(menu, menu),
            entered=self._menus[line, menu, ""],
            options=tuple((key, labels.get(key, key), self._menus[line, menu, key]) for key in keys),
            wrong_key=self._menus[line, menu, "wrong_key"],
            silence=self._menus[line, menu, "silence"],
        )


def _menu_labels(site: Site) -> dict[str, str]:
    """Return for each menu the label of the option that leads to it."""
    first = {line.menu for line in site.lines.values()}
    options = [option for menu in site.menus.values() for option in menu.options.values()]
    return {option.menu: option.label for option in options if option.menu and option.menu not in first}
