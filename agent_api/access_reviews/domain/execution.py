"""The change of an account by a decision, and whether the account is as it was decided. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from eventlog.facts.access_review import ReviewDecision

Grants = Sequence[Mapping[str, Any]]
"""Roles with ``role``, ``begins_on`` and ``ends_on``, as `agent_api.rights` takes them."""


def target_grants(roles: Iterable[str], current: Grants) -> list[dict[str, Any]]:
    """Return the roles to set: one that the account has keeps its days, a new one begins today."""
    by_role = {each["role"]: dict(each) for each in current}
    return [by_role.get(role, {"role": role, "begins_on": None, "ends_on": None}) for role in sorted(set(roles))]


def is_carried_out(decision: ReviewDecision, roles: Iterable[str], current: Grants, *, disabled: bool) -> bool:
    """Return whether an account is as it was decided; a kept account always is."""
    if decision == "remove":
        return disabled
    return decision == "keep" or {each["role"] for each in current} == set(roles)


def count_changes(before: Grants, after: Grants) -> int:
    """Return how many roles were withdrawn, given or given other days."""
    old, new = ({each["role"]: _days(each) for each in grants} for grants in (before, after))
    return len(old.keys() - new.keys()) + sum(1 for role, days in new.items() if old.get(role) != days)


def _days(grant: Mapping[str, Any]) -> tuple[date, date | None]:
    return grant["begins_on"], grant["ends_on"]
