"""The roles of a user around a day from which only some of them hold. Pure.

A planned move ends the old roles with the day before, and begins the new ones: their days say so, and no job is needed.
"""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any

from agent_api.rights.approval_policy import Grant


def roles_around(current: Iterable[Grant], roles: Collection[str], day: date) -> list[dict[str, Any]]:
    """Return the grants with which the present roles hold before a day, and only ``roles`` from it on."""
    planned: dict[str, dict[str, Any]] = {}
    for each in current:
        role, begins, ends = each["role"], each["begins_on"], each["ends_on"]
        if role in roles:
            planned[role] = {"role": role, "begins_on": min(begins, day), "ends_on": None}
        elif begins < day:
            last = day - timedelta(days=1)
            planned[role] = {"role": role, "begins_on": begins, "ends_on": min(ends or last, last)}
    fresh = {role: {"role": role, "begins_on": day, "ends_on": None} for role in roles}
    return list((fresh | planned).values())


def interrupted_roles(current: Iterable[Grant], roles: Collection[str], day: date) -> list[str]:
    """Return those of ``roles`` whose present grant ends before the eve of a day: one grant cannot have a gap."""
    eve = day - timedelta(days=1)
    return sorted(each["role"] for each in current if each["role"] in roles and (each["ends_on"] or eve) < eve)


def roles_restored(
    current: Iterable[Grant], before: Iterable[Grant], roles: Collection[str], day: date
) -> list[dict[str, Any]]:
    """Return the grants after a plan of `roles_around` is taken back; a grant changed since then stays as it is."""
    former = {each["role"]: dict(each) for each in before}
    planned = {each["role"]: each for each in roles_around(former.values(), roles, day)}
    restored = {each["role"]: dict(each) for each in current}
    for role in sorted(planned.keys() | former.keys()):
        if restored.get(role) == planned.get(role):
            restored.pop(role, None)
            if role in former:
                restored[role] = former[role]
    return list(restored.values())
