"""Who oversees the contract, as the site says it: the mailboxes of the interventoría. Pure.

Owns the shape of these fields. It must not know what is sent.
"""

from typing import Annotated

import msgspec
from msgspec import Meta

from config.schema.fields import EMAIL_PATTERN

Mailbox = Annotated[str, Meta(pattern=EMAIL_PATTERN)]


class Oversight(msgspec.Struct, frozen=True, kw_only=True):
    """Who receives each day's head of the chain, and each hour's anchor.

    Attributes:
        mail: to whom it is sent; to nobody where it is empty, and then it stands in the API alone.
    """

    mail: tuple[Mailbox, ...] = ()
