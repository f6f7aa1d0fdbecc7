"""The query of a view: parameters of the address of a list. Pure.

Owns the parameters that a view may keep. None of them identifies a petitioner or a caller, so that a view holds no
personal data of a customer, also when it is shared.
"""

from collections.abc import Mapping
from typing import Final, Literal
from urllib.parse import parse_qsl, urlencode

ListName = Literal[
    "tickets",
    "calls",
    "users",
    "messages",
    "findings",
    "novelties",
    "access_log",
    "identity_checks",
    "training_sessions",
    "training_courses",
    "training_proposals",
    "training_advisors",
]
_COMMON: Final = frozenset({"sort", "columns"})
_TOPIC: Final = frozenset({"kind", "theme", "subtheme"})
VIEW_PARAMETERS: Final[Mapping[ListName, frozenset[str]]] = {
    "tickets": _COMMON
    | _TOPIC
    | {"box", "state", "light", "owner", "unowned", "area", "channel", "outcome", "mine", "large_client"}
    | {"filed_from", "filed_to", "due_from", "due_to"},
    "calls": _COMMON
    | _TOPIC
    | {"line", "queue", "advisor", "outcome", "set_aside", "without_talk", "from", "to"}
    | {"min_wait_s", "max_wait_s", "min_talk_s", "max_talk_s"},
    "users": _COMMON | {"role", "status", "queue"},
    "messages": _COMMON | {"attended", "line"},
    "findings": _COMMON
    | {"state", "pending", "late", "severity", "kind", "area", "owner", "source", "found_from", "found_to"},
    "novelties": _COMMON
    | {"state", "pending", "owed", "kind", "source", "channel", "recipient", "client", "found_from", "found_to"},
    "access_log": _COMMON | {"account", "actor", "kind", "channel", "first_day", "last_day"},
    "identity_checks": _COMMON | {"result", "line", "advisor", "first_day", "last_day"},
    "training_sessions": _COMMON | {"course", "state", "line", "advisor", "starts_from", "starts_to"},
    "training_courses": _COMMON | {"state", "queue"},
    "training_proposals": _COMMON | {"state", "course", "source", "reference", "advisor", "queue"},
    "training_advisors": _COMMON | {"state", "course", "queue"},
}
"""Parameters by list."""
LIST_PERMISSIONS: Final[Mapping[ListName, str]] = {
    "tickets": "ticket.read",
    "calls": "calls.read",
    "users": "users.manage",
    "messages": "message.attend",
    "findings": "finding.read",
    "novelties": "client_novelty.read",
    "access_log": "access_log.read",
    "identity_checks": "identity_check.read",
    "training_sessions": "training.read",
    "training_courses": "training.read",
    "training_proposals": "training.read",
    "training_advisors": "training.read",
}
"""The permission to see each list; a shared view is shown to those who have it."""


class UnknownParameter(ValueError):
    """The list has no such parameter, or a view may not keep it."""


def canonical_query(list_name: ListName, query: str) -> str:
    """Return the query in one spelling: sorted by name, without empty values.

    Raises:
        UnknownParameter: its text is the name of the parameter.
    """
    pairs = sorted(parse_qsl(query.removeprefix("?")))
    for name, _ in pairs:
        if name not in VIEW_PARAMETERS[list_name]:
            raise UnknownParameter(name)
    return urlencode(pairs)
