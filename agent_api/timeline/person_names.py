"""Names of people in the facts of a call, for its sentences. Pure.

Owns which fields hold a login. The log keeps only logins, because a name may change and is personal data.
"""

from collections.abc import Iterable, Mapping

import msgspec

from eventlog.facts import AnyFact, Envelope

LOGIN_FIELDS = ("advisor", "consulted", "owner", "supervisor", "user")
"""Fields of facts that hold the login of a person."""
TARGET_FIELD, ADVISOR_PREFIX = "to", "advisor:"
PERSON_ACTOR_KINDS = ("advisor", "user")
"""Kinds of actors, before the colon, that are persons."""


def logins_of(envelopes: Iterable[Envelope]) -> set[str]:
    """Return the logins in the facts and their actors."""
    return {
        login
        for each in envelopes
        for login in (*_logins_in_fact(each.fact).values(), _actor_login(each.actor))
        if login
    }


def with_names(fact: AnyFact, names: Mapping[str, str]) -> AnyFact:
    """Return the fact with names in place of logins; a login without a name stays."""
    changes = {field: names.get(login, login) for field, login in _logins_in_fact(fact).items()}
    if TARGET_FIELD in changes:
        changes[TARGET_FIELD] = f"{ADVISOR_PREFIX}{changes[TARGET_FIELD]}"
    return msgspec.structs.replace(fact, **changes) if changes else fact


def actor_name(actor: str, names: Mapping[str, str]) -> str | None:
    """Return the name of the actor; None if it is not a person or the name is unknown."""
    return names.get(_actor_login(actor))


def _logins_in_fact(fact: AnyFact) -> dict[str, str]:
    logins = {field: str(getattr(fact, field, "") or "") for field in LOGIN_FIELDS}
    target = str(getattr(fact, TARGET_FIELD, "") or "")
    if target.startswith(ADVISOR_PREFIX):
        logins[TARGET_FIELD] = target.removeprefix(ADVISOR_PREFIX)
    return {field: login for field, login in logins.items() if login}


def _actor_login(actor: str) -> str:
    kind, _, login = actor.partition(":")
    return login if kind in PERSON_ACTOR_KINDS else ""
