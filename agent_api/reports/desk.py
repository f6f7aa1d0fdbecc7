"""What reports are made with."""

import msgspec
from sqlalchemy.ext.asyncio import AsyncEngine

from config.site import Site
from storage.sealing import Sealer


class Desk(msgspec.Struct, frozen=True):
    """What reports are made with.

    Attributes:
        engine: of the database.
        sealer: of personal data.
        site: the one in force.
        counts_anew: whether indicators are counted anew where another release or site did; a node leaves that to its
            recorder's counter.
    """

    engine: AsyncEngine
    sealer: Sealer
    site: Site
    counts_anew: bool = False
