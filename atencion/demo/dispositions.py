"""The dispositions of the demo's calls: those of its past, and those that sample advisors record.

Owns the rows of the past, which belong to the facts of `atencion.demo.call_history`, and the choice of a topic.
`agent_api.dispositions` stores them.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.dispositions import service, store
from agent_api.dispositions.queries import StoredDisposition
from agent_api.kit.author import Author
from agent_api.kit.dates import local_date
from atencion.demo.advisor_behaviour import Chance, choose_topic
from atencion.demo.quality.history_part import TimedFact
from config.site.model import Site
from eventlog.facts import CallTypified, Envelope
from storage.encryption.field_cipher import FieldCipher


class PastDispositions:
    """The dispositions of the calls that the history typifies."""

    def __init__(self, campaign: str) -> None:
        self._campaign = campaign
        self._stored: dict[str, StoredDisposition] = {}

    def events(self, day: date, happened: Sequence[TimedFact]) -> Sequence[TimedFact]:
        """Return nothing: the facts belong to the calls."""
        return ()

    def observe(self, envelope: Envelope) -> None:
        """Take note of a disposition."""
        if isinstance(fact := envelope.fact, CallTypified):
            self._stored[envelope.call_id] = StoredDisposition(
                call_id=envelope.call_id,
                kind=fact.kind,
                theme=fact.theme,
                subtheme=fact.subtheme,
                note="",
                advisor=fact.advisor,
                site_version=envelope.site_version,
                at=envelope.at,
            )

    async def store(self, connection: AsyncConnection, cipher: FieldCipher) -> None:
        """Store the dispositions."""
        await store.add_all(connection, cipher, self._campaign, list(self._stored.values()))


async def record_sample_disposition(
    engine: AsyncEngine, cipher: FieldCipher, site: Site, advisor: str, call_id: str, *, chance: Chance, now: datetime
) -> None:
    """Record that a call of a sample advisor was about any topic of the site, as the advisor's desk does.

    Raises:
        StorageError: PostgreSQL is away.
    """
    topic = choose_topic(chance, site.typology, local_date(now))
    if topic is None:
        return
    author = Author(actor=f"user:{advisor}", at=now, site_version=site.version, call_id=call_id, user=advisor)
    await service.store_disposition(engine, cipher, site.campaign, topic, note="", author=author)
