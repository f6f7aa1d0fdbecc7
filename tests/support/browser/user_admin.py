"""User administration as `atencion user` does it, without a process for each command."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from agent_api.access.user_admin import UserAdmin
from agent_api.rights.approval_policy import TERMINAL_USER
from agent_api.rights.service import GrantService
from config.site.rights import RightsRules
from storage.postgres.engine import make_engine
from tests.support.whole_system.system import CAMPAIGN, System


@asynccontextmanager
async def terminal(system: System) -> AsyncIterator[tuple[GrantService, UserAdmin]]:
    """Grant and approve rights and change users, as the terminal does."""
    engine = make_engine(system.addresses()["database_url"])
    staff = UserAdmin(engine, system.field_cipher(), CAMPAIGN, "s", "system")
    try:
        yield GrantService(staff, TERMINAL_USER, rules=RightsRules(), now=datetime.now(UTC)), staff
    finally:
        await engine.dispose()


async def enrolment_code(system: System, user: str) -> str:
    """Return a code with which a user sets up a second factor."""
    async with terminal(system) as (_, staff):
        return (await staff.issue_enrolment_code(user, datetime.now(UTC)))[0]
