"""Count everything that the journal holds now, before figures are read."""

from typing import ClassVar, Final

from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.indicators.queries import position_of
from agent_api.indicators.store import count_new_facts
from agent_api.kit.errors import ApiError
from config.site.model import Site
from eventlog.journal.reader import read_head
from storage.postgres.engine import read_connection

_MAX_BATCHES: Final = 20


class CountsBehind(ApiError):
    """The journal holds facts that are not counted yet; another process counts them."""

    status: ClassVar[int] = 503
    code: ClassVar[str] = "not_counted"
    retryable: ClassVar[bool] = True

    def __init__(self) -> None:
        super().__init__("Los hechos más recientes aún no están contados. Pídalo de nuevo en un momento.")


async def update_counts(engine: AsyncEngine, site: Site, *, may_recount: bool = False) -> None:
    """Count everything that the journal holds now.

    ``may_recount`` allows a full recount if another fold counted; otherwise the recorder does it.

    Raises:
        CountsBehind: another fold counted, and the recorder has not caught up.
        StorageError: PostgreSQL is away.
    """
    async with read_connection(engine) as connection:
        head = (await read_head(connection, site.campaign)).link.seq
    seq = -1
    while True:
        async with read_connection(engine) as connection:
            position = await position_of(connection, site.campaign)
        if position.seq >= head:
            return
        if position.seq == seq:
            raise CountsBehind
        seq = position.seq
        await count_new_facts(engine, site.campaign, site.indicators, max_batches=_MAX_BATCHES, recount=may_recount)
