"""The results of a search as the API returns them: names instead of ids, and masked customers.

Owns the shape only; `service` has decided what the user may see.
"""

from agent_api.access.principal import Principal
from agent_api.access.user_names import StaffMember, find_names
from agent_api.customers.authorization import WITHOUT_CALL
from agent_api.customers.presenters import present_found
from agent_api.kit import labels
from agent_api.kit.context import ApiContext
from agent_api.search.schemas import CallResult, SearchForm, SearchResults, StaffResult, TicketResult
from agent_api.search.service import SearchOutcome, TicketMatch
from agent_api.tickets.domain.search_words import excerpt, search_words
from config.site.model import Site
from eventlog.folds.call_record import CallRecord


async def present_results(
    context: ApiContext, principal: Principal, form: SearchForm, found: SearchOutcome
) -> SearchResults:
    """Build the response; names of topics come from the site version of each petition."""
    sites = {
        version: await context.load_site_version(version)
        for version in {each.petition.filed.site_version for each in found.tickets}
    }
    advisors = {each.advisor for each in found.calls if each.advisor}
    names = await find_names(context.engine, context.site, context.cipher, advisors)
    sees_all, manages = principal.has_permission(WITHOUT_CALL), principal.has_permission("users.manage")
    return SearchResults(
        tickets=[_present_ticket(sites[each.petition.filed.site_version], each, form.text) for each in found.tickets],
        customers=[present_found(each, masked=not sees_all and each.id != found.verified) for each in found.customers],
        calls=[_present_call(context.site, each, names) for each in found.calls],
        staff=[_present_staff(each, manages=manages) for each in found.staff],
    )


def _present_ticket(site: Site, match: TicketMatch, said: str) -> TicketResult:
    filed, texts = match.petition.filed, match.petition.texts
    topic = labels.topic_names(site, filed.kind, filed.theme, filed.subtheme)
    return TicketResult(
        number=filed.number,
        kind_name=topic.kind,
        theme_name=topic.theme,
        state=filed.state,
        filed_at=filed.filed_at,
        due_on=filed.due_on,
        petitioner=(texts.petitioner.name or None) if texts.petitioner else None,
        excerpt=excerpt(texts.text, search_words(said)) if match.matched_by == "words" else None,
        matched_by=match.matched_by,
    )


def _present_call(site: Site, record: CallRecord, names: dict[str, str]) -> CallResult:
    return CallResult(
        id=record.call_id,
        line=record.line,
        line_name=labels.line_name(site, record.line),
        arrived_at=record.arrived_at,
        advisor=record.advisor or None,
        advisor_name=names.get(record.advisor, record.advisor) or None,
        outcome=record.outcome,
    )


def _present_staff(member: StaffMember, *, manages: bool) -> StaffResult:
    return StaffResult.model_validate(
        {
            "user": member.user,
            "name": member.name,
            "advisor": "asesor" in member.roles,
            "roles": member.roles if manages else (),
            "disabled": member.disabled,
        }
    )
