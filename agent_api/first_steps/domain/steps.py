"""The first steps of a new entity, and the missing parts of each. Pure.

Owns the order of the steps and the judgement of each. A step has no mark of its own: the site in force and the facts of
the system say whether it is done.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Final, Literal

import msgspec

from config.site.calls.calendars import Calendar
from config.site.documents.starter import EXAMPLE_ENTITY, EXAMPLE_NUMBER, is_example_address
from config.site.model import Site

StepName = Literal[
    "entity", "lines", "hours", "areas", "mail", "publication", "administrators", "advisors", "customers", "test_call"
]
StepState = Literal["done", "pending", "optional"]
"""Nothing is missing; something is; something is, and the line works without it."""
Lack = Literal[
    "example_name",
    "example_number",
    "never_open",
    "example_area_address",
    "official_without_account",
    "no_mail_rules",
    "example_sender",
    "no_mail_server",
    "mail_untried",
    "unpublished_draft",
    "site_unfinished",
    "one_administrator",
    "no_advisor",
    "advisor_without_queue",
    "no_customers",
    "no_call",
]
"""The parts that a step lacks."""
DRAFT_TITLE: Final = "Primeros pasos"
"""Title of the draft that the steps of the site write."""
_SITE_STEPS: Final[tuple[StepName, ...]] = ("entity", "lines", "hours")
_MAY_WAIT: Final[frozenset[Lack]] = frozenset(
    {"no_customers", "one_administrator", "no_mail_server", "mail_untried", "no_mail_rules", "official_without_account"}
)
"""The parts without which a line works."""


class HeardCall(msgspec.Struct, frozen=True, kw_only=True):
    """The last call that reached a line since the publication in force."""

    line: str
    arrived_at: datetime
    answered_at: datetime | None


class SetupFacts(msgspec.Struct, frozen=True, kw_only=True):
    """The state of the installation, beside its site.

    Attributes:
        administrators: how many users administer users today.
        advisors: logins of today's advisors.
        serving: those of them whom the roster gives a queue.
        accounts: the officials responsible for an area who can sign in.
        has_customers: whether at least one customer is registered.
        has_mail_server: whether mail leaves through a server.
        has_sent_mail: whether a server has accepted a message.
        has_draft: whether the draft of the first steps is open or waits.
        call: the last call since the publication in force, if there was one.
    """

    administrators: int
    advisors: frozenset[str]
    serving: frozenset[str]
    accounts: frozenset[str]
    has_customers: bool
    has_mail_server: bool
    has_sent_mail: bool
    has_draft: bool
    call: HeardCall | None


class SetupStep(msgspec.Struct, frozen=True, kw_only=True):
    """A step, its state, and its missing parts."""

    name: StepName
    state: StepState
    lacks: tuple[Lack, ...]


def judge_steps(site: Site, installation: SetupFacts) -> list[SetupStep]:
    """Return every step in its order."""
    lacks = {name: tuple(find(site, installation)) for name, find in _FINDERS.items()}
    if any(lacks[each] for each in _SITE_STEPS):
        lacks["publication"] = (*lacks["publication"], "site_unfinished")
    return [SetupStep(name=name, state=_state_of(found), lacks=found) for name, found in lacks.items()]


def responsible_officials(site: Site) -> frozenset[str]:
    """Return the logins of the officials who are in charge of an area."""
    return frozenset(area.responsible for area in site.areas.values())


def _state_of(lacks: tuple[Lack, ...]) -> StepState:
    if not lacks:
        return "done"
    return "optional" if _MAY_WAIT.issuperset(lacks) else "pending"


def _lacks_of_entity(site: Site, _: SetupFacts) -> Iterator[Lack]:
    if site.entity == EXAMPLE_ENTITY:
        yield "example_name"


def _lacks_of_lines(site: Site, _: SetupFacts) -> Iterator[Lack]:
    if any(EXAMPLE_NUMBER in line.numbers for line in site.lines.values()):
        yield "example_number"


def _lacks_of_hours(site: Site, _: SetupFacts) -> Iterator[Lack]:
    if any(not _opens(site.calendars[line.calendar]) for line in site.lines.values()):
        yield "never_open"


def _opens(calendar: Calendar) -> bool:
    return any(calendar.week.values()) or any(day.hours for day in calendar.exceptions)


def _lacks_of_areas(site: Site, installation: SetupFacts) -> Iterator[Lack]:
    if any(is_example_address(area.email) for area in site.areas.values()):
        yield "example_area_address"
    if not responsible_officials(site) <= installation.accounts:
        yield "official_without_account"


def _lacks_of_mail(site: Site, installation: SetupFacts) -> Iterator[Lack]:
    if site.mail is None:
        yield "no_mail_rules"
        return
    if is_example_address(site.mail.sender):
        yield "example_sender"
    if not installation.has_mail_server:
        yield "no_mail_server"
    elif not installation.has_sent_mail:
        yield "mail_untried"


def _lacks_of_publication(_: Site, installation: SetupFacts) -> Iterator[Lack]:
    if installation.has_draft:
        yield "unpublished_draft"


def _lacks_of_administrators(_: Site, installation: SetupFacts) -> Iterator[Lack]:
    if installation.administrators < 2:
        yield "one_administrator"


def _lacks_of_advisors(_: Site, installation: SetupFacts) -> Iterator[Lack]:
    if not installation.advisors:
        yield "no_advisor"
    elif not installation.serving:
        yield "advisor_without_queue"


def _lacks_of_customers(_: Site, installation: SetupFacts) -> Iterator[Lack]:
    if not installation.has_customers:
        yield "no_customers"


def _lacks_of_test_call(_: Site, installation: SetupFacts) -> Iterator[Lack]:
    if installation.call is None:
        yield "no_call"


_FINDERS: Final[Mapping[StepName, Callable[[Site, SetupFacts], Iterator[Lack]]]] = {
    "entity": _lacks_of_entity,
    "lines": _lacks_of_lines,
    "hours": _lacks_of_hours,
    "areas": _lacks_of_areas,
    "mail": _lacks_of_mail,
    "publication": _lacks_of_publication,
    "administrators": _lacks_of_administrators,
    "advisors": _lacks_of_advisors,
    "customers": _lacks_of_customers,
    "test_call": _lacks_of_test_call,
}
"""The steps in the order in which a person takes them."""
