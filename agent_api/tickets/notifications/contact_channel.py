"""The contact channel of a petitioner: e-mail, or else letter.

Owns which address of a ticket is used. It sends nothing: that is `agent_api.tickets.notifications.notifier`'s.
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
    """Return the contact channel of a ticket's petitioner; empty without an address, or if the site has no mail."""
    email = petitioner_of(cipher, site, filed).email if filed.email is not None else ""
    return choose_channel(site.mail, email, has_address=filed.address is not None)


def choose_channel(mail: Mail | None, email: str, *, has_address: bool) -> ContactChannel:
    """Choose e-mail if the address is valid, or else a letter; return an empty string if the site has no mail."""
    if mail is None:
        return ""
    if email and _usable_address(email) is not None:
        return "email"
    return "letter" if has_address else ""


class PetitionerContact(msgspec.Struct, frozen=True, kw_only=True):
    """The addresses of a ticket's petitioner.

    Attributes:
        ticket: its filing number.
        name: of the petitioner; empty if unknown.
        email: None without a valid address.
        address: for letters, or None.
    """

    ticket: str
    name: str
    email: Recipient | None
    address: PostalAddress | None


def decrypt_contact(cipher: FieldCipher, site: Site, filed: FiledTicket) -> PetitionerContact:
    """Return the contact of a ticket's petitioner."""
    return contact_of(petitioner_of(cipher, site, filed), filed.number)


def contact_of(petitioner: TicketPetitioner, number: str) -> PetitionerContact:
    """Return the contact of a petitioner for messages about the ticket ``number``."""
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
    """Return the contact with the public notice (aviso) as its address, if it has neither e-mail nor address."""
    if contact.email is not None or contact.address is not None:
        return contact
    address = _postal_address(contact.name, contact.ticket, PUBLICATION_ADDRESS)
    return msgspec.structs.replace(contact, address=address)


def _postal_address(name: str, number: str, street: tuple[str, ...]) -> PostalAddress:
    return PostalAddress(name=name or f"A quien presentó el radicado {number}", street=street)


def _usable_address(email: str) -> str | None:
    """Return a normalized e-mail address; None if it is invalid."""
    try:
        return normalize_address(email)
    except InvalidAddress:
        return None
