"""Record the disposition of a call and end its wrap-up.

Owns the rule that a changed disposition is a fact and a repeated one is not. The last disposition counts.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.access.principal import Principal
from agent_api.dispositions import queries, store
from agent_api.dispositions.ownership import find_own_call_to_complete
from agent_api.dispositions.queries import StoredDisposition
from agent_api.dispositions.schemas import DispositionForm
from agent_api.kit.author import Author
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.kit.facts import append_facts
from agent_api.typology.validation import site_for_topic
from call_router.errors import NotInWrapUp
from call_router.service import CallRouter
from config.site.tickets.typology import Topic
from eventlog.facts import AdvisorState, CallTypified
from storage.encryption.field_cipher import FieldCipher
from storage.postgres.engine import unit_of_work


async def record_disposition(
    context: ApiContext, principal: Principal, call_id: str, form: DispositionForm, now: datetime
) -> StoredDisposition:
    """Store what a call was about.

    The call is the advisor's current call, one of today, or an earlier one without a disposition.

    Raises:
        NotYourCall: it is none of these.
        TypologyUnknown: there is no such kind, theme or sub-theme.
        TypologyIncomplete: the theme has sub-themes, and none was chosen.
        TypologyRetired: it may not be chosen today.
    """
    call = await find_own_call_to_complete(
        context.router,
        context.journal,
        principal.user,
        call_id,
        now,
        engine=context.engine,
        cipher=context.cipher,
        campaign=context.campaign,
    )
    topic = Topic(form.kind, form.theme, form.subtheme or "")
    site = await site_for_topic(
        context.site, call.site_version, topic, load_site_version=context.load_site_version, today=local_date(now)
    )
    author = principal.author(at=now, site_version=site.version, call_id=call_id)
    return await store_disposition(
        context.engine, context.cipher, context.campaign, topic, note=form.note or "", author=author
    )


async def store_disposition(
    engine: AsyncEngine, cipher: FieldCipher, campaign: str, topic: Topic, *, note: str, author: Author
) -> StoredDisposition:
    """Store the disposition of the author's call, with its fact if it differs from the stored one; return it.

    Raises:
        StorageError: PostgreSQL is away.
    """
    async with unit_of_work(engine) as connection:
        if await store.save(connection, cipher, campaign, _stored_disposition(topic, note, author)):
            fact = CallTypified(kind=topic.kind, theme=topic.theme, subtheme=topic.subtheme, advisor=author.user)
            await append_facts(connection, campaign, [fact], author)
        return (await queries.list_by_call(connection, cipher, campaign, [author.call_id]))[author.call_id]


def _stored_disposition(topic: Topic, note: str, author: Author) -> StoredDisposition:
    return StoredDisposition(
        call_id=author.call_id,
        kind=topic.kind,
        theme=topic.theme,
        subtheme=topic.subtheme,
        note=note,
        advisor=author.user,
        site_version=author.site_version,
        at=author.at,
    )


async def finish_wrap_up(router: CallRouter, advisor: str, call_id: str) -> AdvisorState:
    """End the wrap-up of a call if the advisor is in it, and return the advisor's state; a conversation continues."""
    try:
        return await router.complete(advisor, call_id)
    except NotInWrapUp:
        return await router.advisor_state(advisor)
