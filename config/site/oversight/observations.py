"""How long the entity has to answer an observation of its oversight, as the site says it. Pure.

Owns the shape and the bounds of these fields. It must not know an observation, nor count days: `agent_api.observations`
does both.
"""

from typing import Annotated

import msgspec
from msgspec import Meta

from config.schema.fields import Mailbox


class ObservationRules(msgspec.Struct, frozen=True, kw_only=True):
    """What of the answer to an observation (M5-1-05, A23) is the contract's to say.

    Attributes:
        answer_days: business days that the coordinator has to answer; the day of the observation does not count.
        mail: who is told of an observation that is to be answered; to nobody where it is empty.
    """

    answer_days: Annotated[int, Meta(ge=1, le=30)] = 5
    mail: tuple[Mailbox, ...] = ()
