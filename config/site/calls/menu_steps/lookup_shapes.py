"""The look-ups that a menu may name: their data, their outcomes and the values that can be said. Pure.

Owns the shape of our own look-ups and of those of lookups.yaml, and the names that an installed package adds with the
entry point ``atencion.lookups``. It must not run any: the gateway does.
"""

import re
from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points
from typing import Final, Literal

import msgspec

from config.site.calls.menu_steps.steps import EntryCheck
from config.site.customers.identity import MachineRules
from config.site.customers.lookups import Lookup, Lookups

ENTRY_POINT_GROUP: Final = "atencion.lookups"
SITE_LOOKUP: Final = "site_lookup"
"""The entry point that serves every look-up of lookups.yaml."""
MAIL_LOOKUP: Final = "ticket_status_mail"
"""Our look-up that sends a mail."""
TEXT_LOOKUP: Final = "ticket_status_text"
"""Our look-up that sends a text message."""
LOCKED: Final = "locked"
"""Outcome of any guarded look-up whose guesses are used up."""
SpokenKind = Literal["state", "date", "money", "digits"]


class LookupShape(msgspec.Struct, frozen=True, kw_only=True):
    """Inputs and results of a look-up.

    Attributes:
        inputs: the check that the collection of each datum must have.
        outcomes: for each outcome, the kind of each value that can be said.
    """

    inputs: Mapping[str, EntryCheck] = {}
    outcomes: Mapping[str, Mapping[str, SpokenKind]]


BUILT_IN: Final[Mapping[str, LookupShape]] = {
    "ticket_status": LookupShape(
        inputs={"number": "filing_number", "document": "document"},
        outcomes={
            "in_progress": {"state": "state", "due_on": "date"},
            "late": {"state": "state", "due_on": "date"},
            "incomplete": {"state": "state", "due_on": "date"},
            "answered": {"state": "state"},
            "no_match": {},
            LOCKED: {},
        },
    ),
    MAIL_LOOKUP: LookupShape(
        inputs={"number": "filing_number", "document": "document"},
        outcomes={"sent": {}, "no_address": {}, "no_match": {}, LOCKED: {}},
    ),
    TEXT_LOOKUP: LookupShape(
        inputs={"number": "filing_number", "document": "document"},
        outcomes={"sent": {}, "no_mobile": {}, "no_match": {}, LOCKED: {}},
    ),
    "large_client": LookupShape(outcomes={"yes": {}, "no": {}}),
}


@cache
def installed_lookups() -> frozenset[str]:
    """Return the names of the look-ups of installed packages."""
    return frozenset(each.name for each in entry_points(group=ENTRY_POINT_GROUP)) - {SITE_LOOKUP}


def shape_of(name: str, lookups: Lookups | None, machine: MachineRules | None) -> LookupShape | None:
    """Return the shape of a look-up; None for one of another package, or an unknown one."""
    if name in BUILT_IN:
        return BUILT_IN[name]
    if lookups is not None and name in lookups.lookups:
        return _site_shape(lookups.lookups[name], machine)
    return None


def known_lookups(lookups: Lookups | None) -> frozenset[str]:
    """Return every name that a menu may use."""
    return frozenset(BUILT_IN) | installed_lookups() | frozenset(lookups.lookups if lookups else ())


def value_name(entry: str) -> str:
    """Return the name under which an entry of a row can be said: ``/saldo/valor`` is ``valor``."""
    return re.sub(r"[^a-z0-9]+", "_", entry.rpartition("/")[2].lower()).strip("_")


def spoken_values(lookup: Lookup) -> dict[str, SpokenKind]:
    """Return the values of a site's look-up that can be said: amounts and dates."""
    return {value_name(each.entry): each.kind for each in lookup.shown if each.kind in ("money", "date")}


def _site_shape(lookup: Lookup, machine: MachineRules | None) -> LookupShape:
    inputs: dict[str, EntryCheck] = {"document": "document"}
    if machine is not None and "birth_date" in machine.match:
        inputs["birth_date"] = "birth_date"
    if lookup.key == "credit":
        inputs["credit"] = "digits"
    return LookupShape(inputs=inputs, outcomes={"found": spoken_values(lookup), "none": {}, "no_match": {}, LOCKED: {}})
