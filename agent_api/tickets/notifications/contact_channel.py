"""Where a petitioner can be written to: by e-mail, or else by letter.

Owns which address of a ticket counts. It writes to nobody: that is `agent_api.tickets.notifications.notifier`'s.
"""

import msgspec

from agent_api.mail.domain.addresses import InvalidAddress, normalize_address
from agent_api.mail.domain.messages import Recipient
from agent_api.mail.letter_page import PUBLICATION_ADDRESS, PostalAddress
from agent_api.tickets.domain.steps import ContactChannel
from agent_api.tickets.petitioner import TicketPetitioner, petitioner_of
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


class PetitionerContact(msgspec.Struct, frozen=True, kw_only=True):
    """Where the petitioner of a ticket can be written to.

    Attributes:
        ticket: its filing number.
        name: of the petitioner; empty where it is not known.
        email: None where there is none that a mail server takes.
        address: for letters; None where there is none.
    """

    ticket: str
    name: str
    email: Recipient | None
    address: PostalAddress | None


def decrypt_contact(cipher: FieldCipher, site: Site, filed: FiledTicket) -> PetitionerContact:
    """Return where the petitioner of a ticket can be written to."""
    return contact_of(petitioner_of(cipher, site, filed), filed.number)


def contact_of(petitioner: TicketPetitioner, number: str) -> PetitionerContact:
    """Return where a petitioner can be written to about their ticket."""
    email = _usable_address(petitioner.email) if petitioner.email else None
    printable_name = "".join(each for each in petitioner.name if each.isprintable())
    street = tuple(each.strip() for each in petitioner.address if each.strip())
    return PetitionerContact(
        ticket=number,
        name=petitioner.name,
        email=Recipient(address=email, name=printable_name) if email is not None else None,
        address=_postal_address(petitioner.name, number, street) if petitioner.address else None,
    )


def with_publication(contact: PetitionerContact) -> PetitionerContact:
    """Return the contact with the public notice (aviso) as its address, where it has neither e-mail nor address."""
    if contact.email is not None or contact.address is not None:
        return contact
    address = _postal_address(contact.name, contact.ticket, PUBLICATION_ADDRESS)
    return msgspec.structs.replace(contact, address=address)


def _postal_address(name: str, number: str, street: tuple[str, ...]) -> PostalAddress:
    return PostalAddress(name=name or f"A quien presentó el radicado {number}", street=street)


def _usable_address(email: str) -> str | None:
    """Return an address as mail servers take it; None for one that none takes."""
    try:
        return normalize_address(email)
    except InvalidAddress:
        return None
