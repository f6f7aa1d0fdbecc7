"""People's names in the facts of a call, for the sentences that tell it. Pure.

Owns which fields of facts hold a login. The log itself keeps logins: a name may change, and is personal data.
"""

from collections.abc import Iterable, Mapping

import msgspec

from eventlog.facts import AnyFact, Envelope

FIELDS = ("advisor", "consulted", "owner", "supervisor", "user")
"""Fields of facts that hold the login of a person."""
TARGET, ADVISOR = "to", "advisor:"
PERSONS = ("advisor", "user")
"""The kinds of actors that are persons, before the colon."""


def logins_of(envelopes: Iterable[Envelope]) -> set[str]:
    """Return every login that facts and their actors hold."""
    return {login for each in envelopes for login in (*_in_fact(each.fact).values(), _of_actor(each.actor)) if login}


def with_names(fact: AnyFact, names: Mapping[str, str]) -> AnyFact:
    """Return the fact with names in the place of logins, to be told; who has no name keeps the login."""
    changes = {field: names.get(login, login) for field, login in _in_fact(fact).items()}
    if TARGET in changes:
        changes[TARGET] = f"{ADVISOR}{changes[TARGET]}"
    return msgspec.structs.replace(fact, **changes) if changes else fact


def actor_name(actor: str, names: Mapping[str, str]) -> str | None:
    """Return the name of the person who acted; None where it was no person, or the name is unknown."""
    return names.get(_of_actor(actor))


def _in_fact(fact: AnyFact) -> dict[str, str]:
    found = {field: str(getattr(fact, field, "") or "") for field in FIELDS}
    target = str(getattr(fact, TARGET, "") or "")
    if target.startswith(ADVISOR):
        found[TARGET] = target.removeprefix(ADVISOR)
    return {field: login for field, login in found.items() if login}


def _of_actor(actor: str) -> str:
    kind, _, login = actor.partition(":")
    return login if kind in PERSONS else ""
