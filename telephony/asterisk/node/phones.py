"""Advisors' phones at a node: who may register, where each phone is, and how it is rung.

Owns Asterisk's configuration of phones. It is set by ARI and kept in Asterisk's memory only, so that no file holds a
phone's password or its hash. A phone is rung at its own address, from the node of the call.

A node offers every algorithm for which the phone book has a secret, the strongest first (RFC 8760 §2.4). It cannot
recognize a phone that fails on an unknown algorithm before it registers, so the site decides what is offered.
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
"""The algorithms that a node can offer, the strongest first."""
REFRESH_INTERVAL_S = 15.0
"""Seconds until a node learns of a new password or of a user who was removed."""
MAX_REGISTRATION_S = 300
"""Maximum lifetime of a registration, seconds."""
ResponseFuture = asyncio.Future[Response]
_UNREGISTERED_URI = "sip:unregistered.invalid"
"""Address of an unregistered phone: Asterisk finds at once that the host does not exist."""
_REMOVED = frozenset({"Removed", "Unreachable"})


class PhoneBook(Protocol):
    """The phones' secrets and locations, shared by all nodes."""

    async def secrets(self) -> Mapping[str, Mapping[str, str]]:
        """Return the hexadecimal hash of ``user:atencion:password`` by algorithm, for each user who may have a phone.

        Raises:
            TelephonyError: they cannot be read now.
        """
        ...

    async def set_location(self, user: str, uri: str | None) -> None:
        """Store the SIP address of a user's phone; None if it is not registered.

        Raises:
            TelephonyError: it cannot be stored now.
        """
        ...

    async def location(self, user: str) -> str | None:
        """Return the SIP address of a user's phone, or None if it is not registered or cannot be read."""
        ...


class Phones:
    """The phones of one node."""

    def __init__(self, link: AriLink, phone_book: PhoneBook) -> None:
        self._link, self._phone_book = link, phone_book
        self._installed_secrets: dict[str, Mapping[str, str]] = {}
        self._locations: dict[str, str] = {}
        self._unstored: set[str] = set()
        self._store_lock = asyncio.Lock()  # keeps changes in their order
        self._tasks = BackgroundTasks()

    def clear(self) -> None:
        """Forget which secrets are installed, after a restart of Asterisk. Asterisk keeps the registrations."""
        self._installed_secrets.clear()

    async def run(self) -> None:
        """Update the node regularly, until cancelled."""

        async def refresh() -> None:
            await self.refresh()
            await self.refresh_locations()

        await run_periodically(refresh, interval_s=REFRESH_INTERVAL_S)

    async def refresh(self) -> None:
        """Add new phones to the node, and remove those of users who may no longer register."""
        try:
            secrets = await self._phone_book.secrets()
        except Exception as error:  # any failure of the database leaves known phones registered
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
        """Store each location again, because a renewal causes no event; and remove phones that are gone."""
        registered = set(self._locations)  # excludes a phone that registers while the request is under way
        with suppress(TelephonyError):
            answer = await self._link.request(rest.list_phones())
            if not answer.is_success:
                return
            online = read_registered_users(answer.message_body) & self._installed_secrets.keys()
            for user in registered - online:
                self._set_location(user, None)
            for user in online:
                # the phone book has the newest location, possibly at another node
                stored = None if user in self._unstored else await self._phone_book.location(user)
                uri = stored or self._locations.get(user)
                if uri is not None:
                    self._set_location(user, uri)

    def on_contact_change(self, event: ContactStatusChange) -> None:
        """Handle a phone that registered, moved or left.

        When a phone moves without leaving, Asterisk reports the new location first and the removal of the old one
        afterwards. A removal therefore says nothing about another location, here or at another node.
        """
        user, contact = event.endpoint.resource, event.contact_info
        if user not in self._installed_secrets:
            return
        if contact.contact_status not in _REMOVED:
            self._set_location(user, contact.uri)
        elif self._locations.get(user) in (None, contact.uri):
            self._set_location(user, None, removed_uri=contact.uri)

    async def location(self, user: str) -> str | None:
        """Return the SIP address at which a user's phone is rung, or None."""
        return await self._phone_book.location(user)

    def _add_phone(self, user: str, secret: Mapping[str, str]) -> list[ResponseFuture]:
        self._installed_secrets[user] = secret
        answers = [
            self._link.request(rest.put_object(kind, user, fields)) for kind, fields in sip_objects(user, secret)
        ]
        # Asterisk can only be subscribed to a phone that exists, so this request is the last.
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
                    return  # it has registered at another node
                await self._phone_book.set_location(user, uri)
                self._unstored.discard(user)
            except Exception as error:  # the next round stores it again
                self._unstored.add(user)
                log.warning("phone_not_kept", **describe_fault(error))


async def resolve_address(command: AnyCommand, phones: Phones | None) -> AnyCommand:
    """Return the command with a network address in place of a user, whose phone may be at any node."""
    user = registered_user(command.address) if isinstance(command, Ring) else None
    if user is None:
        return command
    uri = None if phones is None else await phones.location(user)
    return msgspec.structs.replace(command, address=uri or _UNREGISTERED_URI)


def sip_objects(user: str, secret: Mapping[str, str]) -> tuple[tuple[str, Fields], ...]:
    """Return the Asterisk objects of a phone, in order of dependency. For ``secret`` see `PhoneBook.secrets`.

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
