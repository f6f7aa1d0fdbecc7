"""How long the entity has to answer an observation of its oversight, as the site says. Pure."""

from typing import Annotated

import msgspec
from msgspec import Meta

from config.schema.fields import Mailbox


class ObservationRules(msgspec.Struct, frozen=True, kw_only=True):
    """The business days to answer an observation (M5-1-05, A23), and the addresses for the notice that one is due."""

    answer_days: Annotated[int, Meta(ge=1, le=30)] = 5
    mail: tuple[Mailbox, ...] = ()
