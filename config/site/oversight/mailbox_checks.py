"""What the oversight of a site must fulfil, beyond the type of each field. Pure.

Owns that rule alone; what it complains about is placed by the Reader.
"""

from config.schema.reader import Reader
from config.site.oversight.mailboxes import Oversight


def check_oversight(oversight: Oversight | None, reader: Reader) -> None:
    """Nobody is written to twice.

    Args:
        oversight: as the site says it; None where it says nothing.
        reader: is told what does not hold.
    """
    mail = oversight.mail if oversight else ()
    if len({each.lower() for each in mail}) != len(mail):
        reader.complain(("oversight", "mail"), "hay una dirección repetida; nombre cada una una sola vez")
