"""Preview of a filing: from when a petition counts and its last day, before it is filed.

Owns no rule: the decisions are those of the filing. Nothing is stored.
"""

from datetime import datetime

from agent_api.kit.context import ApiContext
from agent_api.tickets.domain import filing as decisions
from agent_api.tickets.domain import legal_term
from agent_api.tickets.domain.ticket import legal_receipt
from agent_api.tickets.problems import ReceivedWrong
from agent_api.tickets.schemas import FilingPreview, FilingPreviewQuery
from agent_api.typology.validation import site_for_topic
from config.law.labels import KIND_LABELS
from config.law.regimes import NoRegimeInForce
from config.law.terms import TermRefused, day_of_receipt, traffic_light
from config.site.tickets.typology import Topic, find_topic
from config.spanish_dates import spoken_date


async def preview_filing(context: ApiContext, query: FilingPreviewQuery, now: datetime) -> FilingPreview:
    """Return the receipt and the term that a petition would have if it were filed now.

    Raises:
        TypologyUnknown, TypologyIncomplete, TypologyRetired: see `agent_api.typology.validation.site_for_topic`.
        ReceivedWrong: the moment is in the future, or the law has no term for it.
    """
    topic, today = Topic(query.kind, query.theme, query.subtheme or ""), day_of_receipt(now)
    site = await site_for_topic(context.site, "", topic, load_site_version=context.load_site_version, today=today)
    leaf = find_topic(site.typology, topic)
    kind = leaf.legal_kind if leaf else "general"
    policy = legal_term.term_policy(context.site)
    received_at = decisions.exact_receipt(query.received_at, now) if query.received_at else now
    filed_on = decisions.business_date(policy, received_at, query.channel)
    try:
        due = legal_term.term_of(policy, legal_receipt(received_at, filed_on), kind).due
    except (NoRegimeInForce, TermRefused) as error:
        raise ReceivedWrong(str(error)) from error
    light = traffic_light(due.last_day, today, policy.rules)
    received_on = day_of_receipt(received_at)
    return FilingPreview(
        legal_kind=kind,
        legal_kind_name=KIND_LABELS[kind],
        received_at=received_at,
        received_on=received_on,
        filed_on=filed_on or received_on,
        out_of_hours=filed_on is not None,
        due_on=due.last_day,
        due_words=spoken_date(due.last_day),
        days=due.days,
        basis=legal_term.citation(due.basis),
        days_left=light.days_left,
        days_late=light.days_late,
    )
