"""How advisors' time went and what callers chose in the menus, folded from the facts of a period. Pure.

Owns that fold, over the facts of one campaign in the order of the log. The state that an advisor was in when the period
began is what their first change in it says that it was before; one who never changed was, in all likelihood, away, and
is no part of the report.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from config.site import Site
from eventlog.codec import milliseconds
from eventlog.facts import (
    AdvisorState,
    AdvisorStateChanged,
    CallAnswered,
    Envelope,
    MenuEntered,
    MenuInputRejected,
    MenuSelected,
)
from metrics.reports.seen import AdvisorTime, MenuUse

READ: Final = (AdvisorStateChanged, CallAnswered, MenuEntered, MenuInputRejected, MenuSelected)
"""The facts that are looked at; others may be left out."""
_ON_DUTY: Final[tuple[AdvisorState, ...]] = ("available", "offered", "talking", "wrap_up", "paused")


class Tallies:
    """The fold of a period.

    Args:
        begins: the first moment that counts, aware.
        ends: the first one that does not any more, aware; up to now where the period is not over.
    """

    def __init__(self, begins: datetime, ends: datetime) -> None:
        self._begins, self._ends = milliseconds(begins), milliseconds(ends)
        self._states: dict[str, tuple[AdvisorState, int]] = {}
        self._spent: Counter[tuple[str, AdvisorState]] = Counter()
        self._answered: Counter[str] = Counter()
        self._menus: Counter[tuple[str, str, str]] = Counter()

    def add(self, envelope: Envelope) -> None:
        """Count one more fact; one outside the period counts nothing."""
        at = milliseconds(envelope.at)
        if not self._begins <= at < self._ends:
            return
        match envelope.fact:
            case AdvisorStateChanged(advisor=advisor, state=state, previous=previous):
                since = self._states.get(advisor, (previous, self._begins))[1]
                self._spent[advisor, previous] += at - since
                self._states[advisor] = (state, at)
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

    def advisors(self) -> tuple[AdvisorTime, ...]:
        """Whoever was on duty, by name; the state that each is in lasts until the end."""
        spent = Counter(self._spent)
        for advisor, (state, since) in self._states.items():
            spent[advisor, state] += self._ends - since
        names = sorted({advisor for advisor, state in spent if state != "offline"} | set(self._answered))
        return tuple(
            AdvisorTime(
                advisor=advisor,
                answered=self._answered[advisor],
                **{state: spent[advisor, state] for state in _ON_DUTY},
            )
            for advisor in names
            if self._answered[advisor] or any(spent[advisor, state] for state in _ON_DUTY)
        )

    def menus(self, site: Site) -> tuple[MenuUse, ...]:
        """What was chosen, in the site's order; menus that nobody heard are left out.

        Args:
            site: that names lines and options.
        """
        ways = _ways(site)
        heard = {(line, menu) for line, menu, _ in self._menus}
        known = [(line, menu) for line in site.lines for menu in site.menus if (line, menu) in heard]
        gone = sorted(heard - set(known))  # of an earlier version of the site
        return tuple(self._menu(site, ways, line, menu) for line, menu in (*known, *gone))

    def _menu(self, site: Site, ways: Mapping[str, str], line: str, menu: str) -> MenuUse:
        there = site.menus.get(menu)
        labels = {key: option.label for key, option in there.options.items()} if there else {}
        first = line in site.lines and site.lines[line].menu == menu
        rest = {key for at, of, key in self._menus if (at, of) == (line, menu)} - {*labels, "", "wrong_key", "silence"}
        keys = (*labels, *sorted(rest))
        return MenuUse(
            line=site.lines[line].name if line in site.lines else line,
            menu="" if first else ways.get(menu, menu),
            entered=self._menus[line, menu, ""],
            options=tuple((key, labels.get(key, key), self._menus[line, menu, key]) for key in keys),
            wrong_key=self._menus[line, menu, "wrong_key"],
            silence=self._menus[line, menu, "silence"],
        )


def _ways(site: Site) -> dict[str, str]:
    """What leads to each menu, in the words of its option."""
    first = {line.menu for line in site.lines.values()}
    options = [option for menu in site.menus.values() for option in menu.options.values()]
    return {option.menu: option.label for option in options if option.menu and option.menu not in first}
