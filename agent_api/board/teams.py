"""Teams of the board: the people whom one person coordinates, by the staff register."""

from typing import NamedTuple

from agent_api.access.user_names import find_names
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.staff.queries import list_coordinators
from storage.postgres.engine import read_connection


class CoordinatedTeam(NamedTuple):
    """A team: the login and name of its coordinator, and the logins of its people."""

    coordinator: str
    name: str
    people: list[str]


async def list_teams(context: ApiContext) -> list[CoordinatedTeam]:
    """Return the teams of today, by name.

    Raises:
        StorageError: PostgreSQL is away.
    """
    async with read_connection(context.engine) as connection:
        coordinators = await list_coordinators(connection, context.campaign, local_date(context.now()))
    people: dict[str, list[str]] = {}
    for user, coordinator in sorted(coordinators.items()):
        people.setdefault(coordinator, []).append(user)
    names = await find_names(context.engine, context.site, context.cipher, people)
    teams = [CoordinatedTeam(each, names.get(each, each), members) for each, members in people.items()]
    return sorted(teams, key=lambda each: (each.name.casefold(), each.coordinator))
