"""Where a petitioner can be written to: by e-mail, or else by letter.

Owns which address of a ticket counts. It writes to nobody: that is `agent_api.tickets.notifications.notifier`'s.
"""

from agent_api.mail.domain.addresses import InvalidAddress, normalize_address
from agent_api.mail.domain.messages import Recipient
from agent_api.mail.letter_page import PostalAddress
from agent_api.tickets.domain.steps import ContactChannel
from agent_api.tickets.petitioner import petitioner_of
from agent_api.tickets.store import FiledTicket
from config.site.mail import Mail
from config.site.model import Site
from storage.encryption.field_cipher import FieldCipher


def contact_channel_of(cipher: FieldCipher, site: Site, filed: FiledTicket) -> ContactChannel:
    """How the petitioner of a ticket is written to; empty where nobody can, or the site writes to nobody."""
    email = petitioner_of(cipher, site, filed).email if filed.email is not None else ""
    return choose_channel(site.mail, email, has_address=filed.address is not None)


def choose_channel(mail: Mail | None, email: str, *, has_address: bool) -> ContactChannel:
    """Choose e-mail where a mail server takes the address, or else a letter; empty where the site has no mail."""
    if mail is None:
        return ""
    if email and _usable_address(email) is not None:
        return "email"
    return "letter" if has_address else ""


def email_recipient_of(cipher: FieldCipher, site: Site, filed: FiledTicket) -> Recipient | None:
    """Where the petitioner has e-mail; an address that no mail server takes is none."""
    if filed.email is None:
        return None
    petitioner = petitioner_of(cipher, site, filed)
    address = _usable_address(petitioner.email)
    if address is None:
        return None
    return Recipient(address=address, name="".join(each for each in petitioner.name if each.isprintable()))


def postal_address_of(cipher: FieldCipher, site: Site, filed: FiledTicket) -> PostalAddress | None:
    """Where letters reach the petitioner."""
    if filed.address is None:
        return None
    petitioner = petitioner_of(cipher, site, filed)
    name = petitioner.name or f"A quien presentó el radicado {filed.number}"
    return PostalAddress(name=name, street=tuple(each.strip() for each in petitioner.address if each.strip()))


def _usable_address(email: str) -> str | None:
    """Return an address as mail servers take it; None for one that none takes."""
    try:
        return normalize_address(email)
    except InvalidAddress:
        return None
