"""Each operation of the API succeeds once, and the rules that hold for every operation."""

from collections import defaultdict

import pytest

from tests.support.api.good_requests import GOOD_REQUESTS
from tests.support.api.rules import acts, campaigns, pages, texts
from tests.support.api.rules.contents import changed_tables, digests
from tests.support.api.rules.request import Request, operation_ids, prepared_request
from tests.support.api.served_api import ServedApi

pytestmark = pytest.mark.integration
Faults = dict[str, dict[str, object]]
SHORT_LISTS = {
    "list_access_log",
    "list_access_reviews",
    "list_due_tickets_of_table",
    "list_evaluations_behind",
    "list_own_report_runs",
    "list_roster_absences",
    "list_tickets_of_figure",
    "list_voice_messages",
}
"""The lists that have fewer than two rows after all requests; a test of their own turns their pages."""
READABLE = {
    *("customer.erased_by", "erasure.act", "ticket.basis", "ticket_entry.step"),  # laws and resolutions
    *("knowledge_article.title", "knowledge_version.body", "knowledge_version.title"),
    *("large_client.hours", "large_client.name", "large_client.service", "large_client_version.content"),
    "quality_seed.number",
    *("report.content", "report.csv"),
    *("seat.location", "training_course.title", "training_session.place", "wall_display.place"),
    *("site_draft.document", "site_draft.reason", "site_draft.refusal_reason", "site_draft.title"),
    *("site_draft.tries_reason", "site_publication.cancel_reason", "site_publication.reason", "site_version.content"),
}
"""The columns with texts that are public in the entity: the site, its articles, courses, places and laws."""
DRAFT_CALL = "{bogota}:draft_call"
"""The key in Valkey with the title of the draft of the site that is tried; it expires."""
READABLE_IN_FACTS = {"Ley 1755", "Ley 1755 de 2015", "Resolución 123 de 2026", "0123456789" * 4}


@pytest.mark.timeout(600)
async def test_every_operation_is_reached_with_success(api: ServedApi, subtests: pytest.Subtests) -> None:
    """A permitted user calls each once; then the rules are tried on the data that the requests left."""
    assert set(GOOD_REQUESTS) == operation_ids(), "a route has no row, or a row no route"
    faults: Faults = defaultdict(dict)
    sent = [await _sent(api, name, faults) for name in GOOD_REQUESTS]
    await _try_other_campaign(api, sent, faults)
    await _try_texts(api, sent, faults)
    await api.rig.record()
    await _try_pages(api, sent, faults)
    for rule, of_operations in faults.items():
        with subtests.test(rule):
            found = [f"{name}: {fault}" for name, fault in of_operations.items() if fault]
            assert not found, "\n".join(found)


async def _sent(api: ServedApi, name: str, faults: Faults) -> Request:
    """Send the good request of an operation, with the wrong one before and the repeated one after it."""
    request = await prepared_request(api, name)
    headers, engine = await api.headers_of(request.good.user), api.rig.engine
    if acts.revision_field(request):
        stale = await acts.fault_of_stale_revision(request, headers, engine)
        faults["a stale revision changes nothing"][name] = stale
    answer = await request.send(headers)
    faults["the answer is documented"][name] = await request.undocumented(answer)
    if acts.has_key(request):
        again = await acts.fault_of_same_key(request, answer, headers, engine)
        faults["a repeated key changes nothing"][name] = again
    return request


async def _try_other_campaign(api: ServedApi, sent: list[Request], faults: Faults) -> None:
    """Send what acts on a row, and then what reads, to another campaign: it finds nothing and changes nothing."""
    values = {each for request in sent for each in campaigns.own_values(request)}
    async with campaigns.served_other_campaign(api.rig) as url:
        before = await digests(api.rig.engine)
        for request in filter(campaigns.names_a_row, sent):
            answer = await request.send_to(url, await api.headers_of(request.good.user))
            found = "" if campaigns.finds_nothing(answer) else f"{answer.status_code} {answer.text}"
            faults["another campaign finds no row"][request.name] = found
        changed = changed_tables(before, await digests(api.rig.engine))
        faults["another campaign finds no row"]["changed tables"] = changed
        for request in filter(campaigns.only_reads, sent):
            answer = await request.send_to(url, await api.headers_of(request.good.user))
            faults["another campaign reads nothing"][request.name] = campaigns.leaked(answer, request, values)


async def _try_texts(api: ServedApi, sent: list[Request], faults: Faults) -> None:
    """Search all tables and Valkey for the texts that the requests brought."""
    written = {text for request in sent if not campaigns.only_reads(request) for text in texts.texts_of(request.body)}
    found = await texts.readable_places(api.rig.engine, api.rig.campaign_rig.redis, written)
    in_facts = set(found.pop("outbox.fact")) - READABLE_IN_FACTS
    found.pop(DRAFT_CALL, None)
    faults["texts are encrypted"] = {place: found[place] for place in found.keys() - READABLE}
    faults["texts are encrypted"] |= {"facts": in_facts, "no longer readable": READABLE - found.keys()}


async def _try_pages(api: ServedApi, sent: list[Request], faults: Faults) -> None:
    """Turn the pages of each list."""
    short = set()
    for request in filter(pages.is_paged, sent):
        headers = await api.headers_of(request.good.user)
        both = await pages.pages_of(request, headers)
        if not both.whole:
            short.add(request.name)
        faults["pages hold each row once"][request.name] = both.whole != both.turned and both
        faults["a wrong cursor is refused"][request.name] = not await pages.refuses_cursor(request, headers)
    faults["pages hold each row once"]["short lists"] = short ^ SHORT_LISTS
