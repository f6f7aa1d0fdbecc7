"""The mailboxes of the contract's oversight, the interventoría, as the site says. Pure."""

import msgspec

from config.schema.fields import Mailbox
from config.schema.reader import Reader


class Oversight(msgspec.Struct, frozen=True, kw_only=True):
    """Recipients of each day's head of the chain and each hour's anchor; without any, both are only in the API."""

    mail: tuple[Mailbox, ...] = ()


def check_oversight(oversight: Oversight | None, reader: Reader) -> None:
    """Check that no address is repeated."""
    mail = oversight.mail if oversight else ()
    if len({each.lower() for each in mail}) != len(mail):
        reader.complain(("oversight", "mail"), "hay una dirección repetida; nombre cada una una sola vez")
