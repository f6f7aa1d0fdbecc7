"""Who oversees the contract, as the site says it: the mailboxes of the interventoría. Pure.

Owns the shape and the checks of these fields. It must not know what is sent.
"""

import msgspec

from config.schema.fields import Mailbox
from config.schema.reader import Reader


class Oversight(msgspec.Struct, frozen=True, kw_only=True):
    """Who receives each day's head of the chain, and each hour's anchor.

    Attributes:
        mail: to whom it is sent; to nobody where it is empty, and then it stands in the API alone.
    """

    mail: tuple[Mailbox, ...] = ()


def check_oversight(oversight: Oversight | None, reader: Reader) -> None:
    """Check that no address stands twice.

    Args:
        oversight: as the site says it; None where it says nothing.
        reader: gathers the complaints.
    """
    mail = oversight.mail if oversight else ()
    if len({each.lower() for each in mail}) != len(mail):
        reader.complain(("oversight", "mail"), "hay una dirección repetida; nombre cada una una sola vez")
