"""Read and store the help marks of the signed-in user."""

from importlib.metadata import version

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.permissions import ROLES, Role
from agent_api.access.principal import Principal
from agent_api.help import store
from agent_api.help.domain.release import newest_release, release_key
from agent_api.help.schemas import HelpMarks
from agent_api.kit.context import ApiContext
from storage.postgres.engine import read_connection, unit_of_work


async def read_marks(context: ApiContext, principal: Principal) -> HelpMarks:
    """Return the installed release and the marks of the user."""
    async with read_connection(context.engine) as connection:
        return await _load(connection, context, principal)


async def mark_tour(context: ApiContext, principal: Principal, role: Role) -> HelpMarks:
    """Store that the user has seen the tour of a role."""
    async with unit_of_work(context.engine) as connection:
        await store.add_tour(connection, context.campaign, principal.user, role, context.now())
        return await _load(connection, context, principal)


async def mark_news(context: ApiContext, principal: Principal, release: str) -> HelpMarks:
    """Store that the user has seen the news up to a release; an older tab takes nothing back."""
    async with unit_of_work(context.engine) as connection:
        before = await store.seen_news(connection, context.campaign, principal.user, lock=True)
        newest = newest_release(release, before) if before else release
        await store.put_news(connection, context.campaign, principal.user, newest, context.now())
        return await _load(connection, context, principal)


async def _load(connection: AsyncConnection, context: ApiContext, principal: Principal) -> HelpMarks:
    tours = await store.seen_tours(connection, context.campaign, principal.user)
    return HelpMarks(
        version=".".join(map(str, release_key(version("atencion")))),
        tours=[role for role in ROLES if role in tours],
        news=await store.seen_news(connection, context.campaign, principal.user),
    )
