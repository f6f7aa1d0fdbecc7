"""The API of another campaign on the same database and the same Valkey, with the same users in the same roles."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import msgspec
from schemathesis.core.transport import Response
from sqlalchemy import insert, literal, select

from agent_api.app.app import create_app
from agent_api.app.wiring import build_services
from call_router.service import CallRouter
from config.lookup_environment import LookupEnvironment
from storage.postgres.engine import unit_of_work
from storage.tables import account_role
from tests.support.api.api_rig import ApiRig
from tests.support.api.rules.request import Request
from tests.support.api.served_api import served_app
from tests.support.router.campaign_rig import CAMPAIGN

OTHER = "cali"
IN_EACH_CAMPAIGN = frozenset(
    {
        *("advisor", "name", "role", "user"),  # people
        *("indicator", "line", "lookup", "message", "prompt", "queue", "template_id"),  # of the site
        *("month", "seat", "week"),
    }
)
"""The parameters of paths that name something that each campaign has."""
ONE_TEST_NUMBER = frozenset({"end_draft_test_call", "get_draft_test_call"})
"""These show the number for tests of a campaign, whether or not a draft is tried there."""
NOT_IN_PROGRESS = frozenset({"nobody_talks", "not_talking", "phone_not_registered"})
"""The refusals to control a call that is not in progress."""
SHORT = 5
"""A value of so many characters is found by chance."""
READS_BY_POST = ("compare_", "export_", "find_", "search_")


@asynccontextmanager
async def served_other_campaign(rig: ApiRig) -> AsyncIterator[str]:
    """Serve it to the users of the first campaign; yield its address."""
    role = account_role.c
    here = select(role.user, role.role, literal(OTHER), role.begins_on, role.ends_on).where(role.campaign == CAMPAIGN)
    async with unit_of_work(rig.engine) as connection:
        columns = ["user", "role", "campaign", "begins_on", "ends_on"]
        await connection.execute(insert(account_role).from_select(columns, here))
    site = msgspec.structs.replace(rig.site, campaign=OTHER, campaigns={})
    router = CallRouter(rig.campaign_rig.redis, OTHER)
    await router.set_clock(rig.now)
    context = replace(rig.context(), site=site, router=router, services=build_services(LookupEnvironment()))
    async with served_app(create_app(context)) as url:
        yield url


def names_a_row(request: Request) -> bool:
    """Say whether the path names something that only the first campaign has."""
    names = set(re.findall(r"{(\w+)}", request.operation.path))
    return not names <= IN_EACH_CAMPAIGN and request.name not in ONE_TEST_NUMBER


def finds_nothing(answer: Response) -> bool:
    """Say whether an answer says that something does not exist."""
    return answer.status_code == 404 or answer.json().get("code") in NOT_IN_PROGRESS


def only_reads(request: Request) -> bool:
    """Say whether the operation changes nothing."""
    return request.operation.method == "get" or request.name.startswith(READS_BY_POST)


def own_values(request: Request) -> set[str]:
    """Return the ids of the rows that were prepared for a request."""
    return {each for name, each in request.values.items() if name not in IN_EACH_CAMPAIGN and len(each) > SHORT}


def leaked(answer: Response, request: Request, values: set[str]) -> list[str]:
    """Return the values of the first campaign in an answer, except those that the request itself names."""
    own = f"{request.path} {request.query} {request.body}"
    return sorted(each for each in values if each.encode() in answer.content and each not in own)
