"""Advisors' phones at a node: who may register, where each is, and how it is rung.

Owns what Asterisk knows of phones: each is brought by ARI and lies in its memory alone, so no password of a phone, nor
what stands for it, is in a file. A phone is rung by its own address, from whichever node the call is at.

A node offers every algorithm for which the book has a secret, the strongest first (RFC 8760 §2.4). It cannot tell a
phone that gives up at one which it does not know from others before it registers, so the site says what is offered.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import Protocol

import msgspec
import structlog

from storage.periodic import run_periodically
from telephony.asterisk.ari import rest
from telephony.asterisk.ari.events import ContactStatusChange, Response, read_registered_users
from telephony.asterisk.ari.link import AriLink
from telephony.asterisk.ari.rest import Fields
from telephony.background_tasks import BackgroundTasks
from telephony.fault_trace import describe_fault
from telephony.port import AnyCommand, Ring, TelephonyError
from telephony.port.commands import registered_user

log = structlog.get_logger(__name__)

REALM = "atencion"
ALGORITHMS = ("SHA-256", "MD5")
"""What a node can offer, the strongest first."""
REFRESH_INTERVAL_S = 15.0
"""So long a phone's new password, or that its user may not enter any more, is not known to the node, seconds."""
MAX_REGISTRATION_S = 300
"""For so long a registration lives at most, seconds."""
ResponseFuture = asyncio.Future[Response]
_UNREGISTERED_URI = "sip:unregistered.invalid"
"""Where a phone is rung that is registered nowhere: Asterisk finds out at once that there is no such host."""
_REMOVED = frozenset({"Removed", "Unreachable"})


class PhoneBook(Protocol):
    """Who knows the phones' secrets, and keeps where they are for all nodes."""

    async def secrets(self) -> Mapping[str, Mapping[str, str]]:
        """The hash of ``user:atencion:password``, hexadecimal, of each user who may have a phone, by algorithm.

        Raises:
            TelephonyError: they cannot be had now.
        """
        ...

    async def set_location(self, user: str, uri: str | None) -> None:
        """A user's phone is at this SIP address now, or nowhere.

        Raises:
            TelephonyError: it cannot be kept now.
        """
        ...

    async def location(self, user: str) -> str | None:
        """The SIP address of a user's phone, or None where none is registered or it cannot be known."""
        ...


class Phones:
    """The phones of one node.

    Args:
        link: to the node.
        phone_book: of all nodes.
    """

    def __init__(self, link: AriLink, phone_book: PhoneBook) -> None:
        self._link, self._phone_book = link, phone_book
        self._installed_secrets: dict[str, Mapping[str, str]] = {}
        self._locations: dict[str, str] = {}
        self._unstored: set[str] = set()
        self._store_lock = asyncio.Lock()  # what is told first is kept first
        self._tasks = BackgroundTasks()

    def clear(self) -> None:
        """Asterisk has begun anew, and knows no phone's secret; where phones are, it has kept."""
        self._installed_secrets.clear()

    async def run(self) -> None:
        """Bring the node what changes, for ever."""

        async def refresh() -> None:
            await self.refresh()
            await self.refresh_locations()

        await run_periodically(refresh, interval_s=REFRESH_INTERVAL_S)

    async def refresh(self) -> None:
        """Bring the node the phones that it does not have, and take away those of who may not enter any more."""
        try:
            secrets = await self._phone_book.secrets()
        except Exception as error:  # whatever keeps the database from answering, known phones go on
            log.warning("phone_secrets_away", **describe_fault(error))
            return
        answers = [
            answer for user in self._installed_secrets.keys() - secrets.keys() for answer in self._remove_phone(user)
        ]
        for user, secret in secrets.items():
            if self._installed_secrets.get(user) != secret:
                answers += self._add_phone(user, secret)
        if answers:
            await asyncio.wait(answers)

    async def refresh_locations(self) -> None:
        """Say again where each phone is, for it registers again without being told of; and that others are gone."""
        registered = set(self._locations)  # who registers while the answer is on its way is not in it
        with suppress(TelephonyError):
            answer = await self._link.request(rest.list_phones())
            if not answer.is_success:
                return
            online = read_registered_users(answer.message_body) & self._installed_secrets.keys()
            for user in registered - online:
                self._set_location(user, None)
            for user in online:
                # the book has the last one; another node's, where the phone has gone there since
                stored = None if user in self._unstored else await self._phone_book.location(user)
                uri = stored or self._locations.get(user)
                if uri is not None:
                    self._set_location(user, uri)

    def on_contact_change(self, event: ContactStatusChange) -> None:
        """A phone registered, moved or left.

        Of one that comes back elsewhere without having left, Asterisk tells the new place first, and then that the old
        one is gone; so what is gone is no news of any other place, here or at another node.
        """
        user, contact = event.endpoint.resource, event.contact_info
        if user not in self._installed_secrets:
            return
        if contact.contact_status not in _REMOVED:
            self._set_location(user, contact.uri)
        elif self._locations.get(user) in (None, contact.uri):
            self._set_location(user, None, removed_uri=contact.uri)

    async def location(self, user: str) -> str | None:
        """Where a user's phone is rung."""
        return await self._phone_book.location(user)

    def _add_phone(self, user: str, secret: Mapping[str, str]) -> list[ResponseFuture]:
        self._installed_secrets[user] = secret
        answers = [
            self._link.request(rest.put_object(kind, user, fields)) for kind, fields in sip_objects(user, secret)
        ]
        # Last, for whom Asterisk does not know it cannot follow.
        return [*answers, self._link.request(rest.subscribe_phone(user))]

    def _remove_phone(self, user: str) -> list[ResponseFuture]:
        del self._installed_secrets[user]
        self._set_location(user, None)
        return [self._link.request(rest.remove_object(kind, user)) for kind in ("endpoint", "aor", "auth")]

    def _set_location(self, user: str, uri: str | None, removed_uri: str = "") -> None:
        if uri is None:
            self._locations.pop(user, None)
        else:
            self._locations[user] = uri
        self._tasks.start(self._store_location(user, uri, removed_uri), "place of a phone")

    async def _store_location(self, user: str, uri: str | None, removed_uri: str) -> None:
        async with self._store_lock:
            try:
                if removed_uri and await self._phone_book.location(user) not in (None, removed_uri):
                    return  # it is registered at another node by now
                await self._phone_book.set_location(user, uri)
                self._unstored.discard(user)
            except Exception as error:  # it is said again before long
                self._unstored.add(user)
                log.warning("phone_not_kept", **describe_fault(error))


async def resolve_address(command: AnyCommand, phones: Phones | None) -> AnyCommand:
    """The command with a place on the network where it rings a user, whose phone may be at any node."""
    user = registered_user(command.address) if isinstance(command, Ring) else None
    if user is None:
        return command
    uri = None if phones is None else await phones.location(user)
    return msgspec.structs.replace(command, address=uri or _UNREGISTERED_URI)


def sip_objects(user: str, secret: Mapping[str, str]) -> tuple[tuple[str, Fields], ...]:
    """What Asterisk must know of a phone, in the order in which one needs the other.

    Args:
        user: whose phone.
        secret: by algorithm, see `PhoneBook.secrets`.

    Source: https://docs.asterisk.org/Asterisk_22_Documentation/API_Documentation/Module_Configuration/res_pjsip/
    """
    offered = [name for name in ALGORITHMS if name in secret]
    auth = (
        ("auth_type", "digest"),
        ("username", user),
        ("realm", REALM),
        *(("password_digest", f"{name}:{secret[name]}") for name in offered),
        ("supported_algorithms_uas", ",".join(offered)),
    )
    aor = (("max_contacts", "1"), ("remove_existing", "yes"), ("maximum_expiration", str(MAX_REGISTRATION_S)))
    endpoint = (
        ("transport", "udp"),
        ("context", "lines"),
        ("disallow", "all"),
        ("allow", "ulaw,alaw"),
        ("aors", user),
        ("auth", user),
        ("direct_media", "no"),
        ("rtp_symmetric", "yes"),
        ("force_rport", "yes"),
        ("rewrite_contact", "yes"),
        ("dtmf_mode", "auto_info"),
        ("timers", "yes"),
        ("timers_sess_expires", "180"),
        ("timers_min_se", "90"),
        ("language", "es"),
    )
    return (("auth", auth), ("aor", aor), ("endpoint", endpoint))
