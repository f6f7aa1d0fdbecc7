"""Read the first steps from what the system knows, and send a test message.

Owns no rule: `domain.steps` judges.
"""

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.permissions import ROLES
from agent_api.access.principal import Principal
from agent_api.access.users import users_with_roles
from agent_api.calls.queries import find_latest_since
from agent_api.customers.queries import has_customers
from agent_api.first_steps.domain.steps import (
    DRAFT_TITLE,
    HeardCall,
    SetupFacts,
    judge_steps,
    responsible_officials,
)
from agent_api.first_steps.problems import MailUnavailable
from agent_api.first_steps.schemas import FirstCall, FirstLine, FirstStep, SetupSteps
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.kit.errors import BadQuery
from agent_api.mail.domain.addresses import InvalidAddress, normalize_address
from agent_api.mail.domain.contents import TrialText
from agent_api.mail.domain.messages import Recipient
from agent_api.mail.queries import has_sent_mail
from agent_api.mail.service import OutgoingMessage, post
from agent_api.roster.queries import read_assigned_queues
from agent_api.site_admin.schemas import SiteOverview
from agent_api.site_admin.service import read_overview
from config.site.calls.calendars import is_open
from storage.postgres.engine import read_connection, unit_of_work


async def read_first_steps(context: ApiContext) -> SetupSteps:
    """Return the steps with their states.

    Raises:
        PublishedMeanwhile: no version was ever published, because no process has started yet.
    """
    overview = await read_overview(context)
    draft = next((each.id for each in overview.drafts if each.title == DRAFT_TITLE), None)
    async with read_connection(context.engine) as connection:
        installation = await _read_installation(connection, context, overview, has_draft=draft is not None)
    site, call, now = context.site, installation.call, context.now()
    return SetupSteps(
        entity=site.entity,
        steps=[
            FirstStep(name=step.name, state=step.state, lacks=list(step.lacks))
            for step in judge_steps(site, installation)
        ],
        lines=[
            FirstLine(
                id=line.id,
                name=line.name,
                numbers=list(line.numbers),
                open=is_open(site.calendars[line.calendar], now),
            )
            for line in site.lines.values()
        ],
        sip_address=context.sip_address,
        call=FirstCall(line=call.line, arrived_at=call.arrived_at, answered_at=call.answered_at) if call else None,
        publication=overview.in_force.id,
        since=overview.in_force.effective_at,
        draft=draft,
        draft_title=DRAFT_TITLE,
    )


async def _read_installation(
    connection: AsyncConnection, context: ApiContext, overview: SiteOverview, *, has_draft: bool
) -> SetupFacts:
    campaign, site, today = context.campaign, context.site, local_date(context.now())
    advisors = await users_with_roles(connection, campaign, ("asesor",), today)
    queues = await read_assigned_queues(connection, site, advisors)
    call = await find_latest_since(connection, campaign, overview.in_force.effective_at)
    return SetupFacts(
        administrators=len(await users_with_roles(connection, campaign, ("admin",), today)),
        advisors=advisors,
        serving=frozenset(advisor for advisor, levels in queues.items() if levels),
        accounts=await users_with_roles(connection, campaign, ROLES, today, responsible_officials(site)),
        has_customers=await has_customers(connection, campaign),
        has_mail_server=context.has_mail_server,
        has_sent_mail=await has_sent_mail(connection, campaign),
        has_draft=has_draft,
        call=HeardCall(line=call.line, arrived_at=call.arrived_at, answered_at=call.answered_at) if call else None,
    )


async def send_test_mail(context: ApiContext, principal: Principal, address: str) -> None:
    """Post a test message.

    Raises:
        BadQuery: the address is not one.
        MailUnavailable: the site has no mail rules, or there is no server.
    """
    if context.site.mail is None or not context.has_mail_server:
        raise MailUnavailable
    try:
        recipient = Recipient(address=normalize_address(address))
    except InvalidAddress as error:
        raise BadQuery("to", str(error)) from error
    async with unit_of_work(context.engine) as connection:
        await post(
            connection,
            OutgoingMessage(to=recipient, content=TrialText()),
            site=context.site,
            cipher=context.cipher,
            actor=f"user:{principal.user}",
            now=context.now(),
        )
