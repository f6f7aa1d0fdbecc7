"""The choices of a course or a session: the site's defaults and lists, and the advisors of today."""

from agent_api.access.user_names import load_names
from agent_api.access.users import users_with_roles
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.kit.labels import ROLES
from agent_api.training.proposals import store as proposal_store
from agent_api.training.schemas import TrainingNameOption, TrainingOptions
from agent_api.training.standings import ADVISOR_ROLES
from storage.postgres.engine import read_connection


async def read_options(context: ApiContext) -> TrainingOptions:
    """Return the options."""
    site, rules = context.site, context.site.training
    async with read_connection(context.engine) as connection:
        advisors = await users_with_roles(connection, site.campaign, ADVISOR_ROLES, local_date(context.now()))
        names = await load_names(connection, site, context.cipher, advisors)
        open_proposals = await proposal_store.count_open(connection, site.campaign)
    return TrainingOptions(
        pass_mark=rules.pass_mark,
        attempts=rules.attempts,
        validity_months=rules.validity_months,
        absence_reasons=[TrainingNameOption(id=id_, name=name) for id_, name in rules.absence_reasons.items()],
        lines=[TrainingNameOption(id=id_, name=line.name) for id_, line in site.lines.items()],
        queues=[TrainingNameOption(id=id_, name=queue.name) for id_, queue in site.queues.items()],
        roles=[TrainingNameOption(id=role, name=ROLES[role]) for role in sorted(ADVISOR_ROLES)],
        gated_queues=list(rules.gated_queues),
        advisors=sorted(
            (TrainingNameOption(id=each, name=names.get(each, each)) for each in advisors),
            key=lambda each: (each.name, each.id),
        ),
        open_proposals=open_proposals,
    )
