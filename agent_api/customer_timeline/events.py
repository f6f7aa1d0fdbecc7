"""The events of a customer from each noun, as rows of one timeline.

Owns which rows belong to a customer: the tickets that the reader may see, what was sent about them, the calls that
verified the customer or in which those tickets were filed, and what was recorded on these calls. A number does
not prove the identity of its caller, so calls are not found by number.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.calls.queries import list_heard_notices, list_records
from agent_api.customer_timeline.domain import descriptions
from agent_api.customer_timeline.domain.merge import Event, Source
from agent_api.customers.queries import list_updates
from agent_api.dispositions.queries import list_by_call
from agent_api.identity.queries import list_checks, list_releases, list_verified_calls
from agent_api.kit.context import ApiContext
from agent_api.kit.pagination import KeysetWindow
from agent_api.mail.letter_service import list_recent_letters
from agent_api.mail.queries import list_recent_messages
from agent_api.recordings.queries import list_of_calls
from agent_api.tickets.domain.message_labels import describe_letter, describe_mail
from agent_api.tickets.queries.customer_tickets import list_filed, list_references
from agent_api.tickets.queries.filters import Visibility
from config.site.tickets.typology import Topic


class EventReader:
    """Lists the events of one customer, source by source, over one connection."""

    def __init__(
        self,
        context: ApiContext,
        connection: AsyncConnection,
        visibility: Visibility,
        family: Collection[str],
        *,
        numbers: Sequence[str],
        call_ids: Sequence[str],
    ) -> None:
        self._context, self._connection, self._visibility = context, connection, visibility
        self._family, self._numbers, self._call_ids = family, numbers, call_ids
        self._readers: Mapping[Source, Callable[[KeysetWindow], Awaitable[list[Event]]]] = {
            "ticket": self._list_tickets,
            "call": self._list_calls,
            "message": self._list_messages,
            "letter": self._list_letters,
            "recording": self._list_recordings,
            "verification": self._list_checks,
            "identity_release": self._list_releases,
            "change": self._list_changes,
            "consent": self._list_consents,
        }

    @classmethod
    async def open(
        cls, context: ApiContext, connection: AsyncConnection, visibility: Visibility, family: Collection[str]
    ) -> "EventReader":
        """Open a reader of a customer; ``family`` holds the ids of the record and of those merged into it."""
        tickets = await list_references(connection, context.campaign, visibility, family)
        verified = await list_verified_calls(connection, context.campaign, family)
        call_ids = list(dict.fromkeys([*verified, *(each.call_id for each in tickets if each.call_id)]))
        numbers = [each.number for each in tickets]
        return cls(context, connection, visibility, family, numbers=numbers, call_ids=call_ids)

    async def list_events(self, source: Source, window: KeysetWindow) -> list[Event]:
        """List the events of a source within a window, the newest first."""
        return await self._readers[source](window)

    async def _list_tickets(self, window: KeysetWindow) -> list[Event]:
        filed = await list_filed(self._connection, self._context.campaign, self._visibility, self._family, window)
        return [
            Event(
                source="ticket",
                key=each.number,
                at=each.filed_at,
                sentence=descriptions.describe_ticket(
                    await self._context.load_site_version(each.site_version),
                    each.number,
                    Topic(each.kind, each.theme, each.subtheme),
                    each.state,
                ),
                actor=each.filed_by,
                call_id=each.call_id,
                ticket=each.number,
                outcome=each.state,
            )
            for each in filed
        ]

    async def _list_calls(self, window: KeysetWindow) -> list[Event]:
        campaign = self._context.campaign
        records = await list_records(self._connection, campaign, self._call_ids, window)
        ids = [each.call_id for each in records]
        topics = {
            id_: Topic(each.kind, each.theme, each.subtheme)
            for id_, each in (await list_by_call(self._connection, self._context.cipher, campaign, ids)).items()
        }
        return [
            Event(
                source="call",
                key=each.call_id,
                at=each.arrived_at,
                sentence=descriptions.describe_call(
                    await self._context.load_site_version(each.site_version), each, topics.get(each.call_id)
                ),
                actor=each.advisor,
                call_id=each.call_id,
                outcome=each.outcome or "",
            )
            for each in records
        ]

    async def _list_messages(self, window: KeysetWindow) -> list[Event]:
        return [
            Event(
                source="message",
                key=each.id,
                at=each.posted_at,
                sentence=describe_mail(each.template, each.state, each.tries),
                ticket=each.about,
                outcome=each.state,
            )
            for each in await list_recent_messages(self._connection, self._context.campaign, self._numbers, window)
        ]

    async def _list_letters(self, window: KeysetWindow) -> list[Event]:
        letters = await list_recent_letters(
            self._connection, self._context.campaign, self._numbers, window, cipher=self._context.cipher
        )
        return [
            Event(
                source="letter",
                key=each.id,
                at=each.written_at,
                sentence=describe_letter(each),
                ticket=each.about,
                outcome=each.state,
            )
            for each in letters
        ]

    async def _list_recordings(self, window: KeysetWindow) -> list[Event]:
        return [
            Event(
                source="recording",
                key=each.id,
                at=each.began_at,
                sentence=descriptions.describe_recording(each.kind, each.state, each.duration_ms),
                call_id=each.call_id,
                recording=each.id,
                outcome=each.state,
            )
            for each in await list_of_calls(self._connection, self._context.campaign, self._call_ids, window)
        ]

    async def _list_checks(self, window: KeysetWindow) -> list[Event]:
        return [
            Event(
                source="verification",
                key=each.id,
                at=each.asked_at,
                sentence=descriptions.describe_check(each.result),
                actor=each.advisor,
                call_id=each.call_id,
                outcome=each.result,
            )
            for each in await list_checks(self._connection, self._context.campaign, self._family, window)
        ]

    async def _list_releases(self, window: KeysetWindow) -> list[Event]:
        return [
            Event(
                source="identity_release",
                key=each.key,
                at=each.at,
                sentence=descriptions.RELEASE,
                actor=_login(each.actor),
            )
            for each in await list_releases(self._connection, self._context.campaign, self._family, window)
        ]

    async def _list_changes(self, window: KeysetWindow) -> list[Event]:
        return [
            Event(
                source="change",
                key=each.key,
                at=each.at,
                sentence=descriptions.describe_update(each.fields),
                actor=_login(each.actor),
                call_id=each.call_id,
            )
            for each in await list_updates(self._connection, self._context.campaign, self._family, window)
        ]

    async def _list_consents(self, window: KeysetWindow) -> list[Event]:
        return [
            Event(
                source="consent",
                key=each.key,
                at=each.at,
                sentence=descriptions.describe_notice(each.notice),
                call_id=each.call_id,
            )
            for each in await list_heard_notices(self._connection, self._context.campaign, self._call_ids, window)
        ]


def _login(actor: str) -> str:
    """Return the login of a person's actor, such as ``user:luz``; empty for a part of the system."""
    return actor.partition(":")[2]
