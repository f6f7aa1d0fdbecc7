"""A course as the rules that decide: its pass mark, attempts and validity, and for whom it is required. Pure."""

from collections.abc import Collection
from datetime import date

import msgspec


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """The rules of a course.

    Attributes:
        pass_mark: of 100, from which it is passed.
        attempts: marks without a pass that a person may get.
        validity_months: months after which it must be repeated; 0 for never.
        required_queues: ids of queues whose advisors need it.
        required_roles: roles whose users need it.
        required_from: local day from which it is required; None if it is required nowhere.
    """

    id: str
    title: str
    pass_mark: int
    attempts: int
    validity_months: int
    required_queues: tuple[str, ...] = ()
    required_roles: tuple[str, ...] = ()
    required_from: date | None = None
    retired: bool = False

    def is_required_on(self, today: date) -> bool:
        """Return whether anything requires the course on a local day."""
        return not self.retired and self.required_from is not None and self.required_from <= today

    def is_required_of(self, queues: Collection[str], roles: Collection[str], today: date) -> bool:
        """Return whether a person with these queues and roles needs the course."""
        needs = not set(self.required_queues).isdisjoint(queues) or not set(self.required_roles).isdisjoint(roles)
        return needs and self.is_required_on(today)
