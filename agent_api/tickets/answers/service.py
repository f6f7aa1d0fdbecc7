"""Answer templates, filled with the data of a ticket.

Owns which data of a ticket go into a template. `agent_api.tickets` decides who may see the ticket; the answer itself is
recorded by a step.
"""

from datetime import datetime

from agent_api.access.principal import Principal
from agent_api.kit import labels
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.kit.errors import NotFound
from agent_api.tickets.answers.blanks import known_values
from agent_api.tickets.answers.schemas import FilledAnswer, present_filled
from agent_api.tickets.petitioner import petitioner_of
from agent_api.tickets.queries.visibility import can_read_texts, find_ticket, visibility_of
from config.site.model import Site
from config.site.tickets.answers import Answers, AnswerTemplate


def find_template(site: Site, template_id: str) -> tuple[Answers, AnswerTemplate]:
    """Return a template of the site in force, with the site's answer settings.

    Raises:
        NotFound: there is no such template.
    """
    answers = site.answers
    template = answers.templates.get(template_id) if answers else None
    if answers is None or template is None:
        raise NotFound(f"No hay ninguna plantilla «{template_id}»; las de cada tema están en la tipología.")
    return answers, template


async def fill_template(
    context: ApiContext, principal: Principal, number: str, template_id: str, now: datetime
) -> FilledAnswer:
    """Fill the blanks of a template that the ticket's data can fill; the others stay for the person who answers.

    ``number`` is the filing number as it was dictated. The principal signs the answer.

    Raises:
        NumberMisread: the text is not a filing number.
        NotFound: there is no such ticket that the user may see, or no such template.
        IdentityRequired: its customer was not verified in the present call.
    """
    filed = await find_ticket(context.engine, context.campaign, number, await visibility_of(context, principal))
    answers, template = find_template(context.site, template_id)
    site = await context.load_site_version(filed.site_version)
    narrower = labels.subtheme_name(site, filed.kind, filed.theme, filed.subtheme)
    values = known_values(
        name=petitioner_of(context.cipher, context.site, filed).name if can_read_texts(principal) else "",
        number=filed.number,
        filed_on=local_date(filed.filed_at),
        last_day=filed.due_on,
        theme=narrower or labels.theme_name(site, filed.kind, filed.theme),
        entity=context.site.entity,
        today=local_date(now),
        answered_by=principal.name,
    )
    return present_filled(answers, template, values)
