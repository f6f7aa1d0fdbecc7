"""Configuration of phones on a node, and tracking of their location."""

import asyncio
import json
from typing import Any, cast

from telephony.asterisk.ari.events import AriEndpoint, Contact, ContactStatusChange, Response
from telephony.asterisk.ari.link import AriLink
from telephony.asterisk.ari.rest import AriRequest
from telephony.asterisk.node.phones import Phones, sip_objects
from telephony.port import TelephonyError


class SlowLink:
    """A link that answers all requests at once, except the list of phones, which the test answers."""

    def __init__(self) -> None:
        self.list: asyncio.Future[Response] = asyncio.get_running_loop().create_future()

    def request(self, request: AriRequest) -> "asyncio.Future[Response]":
        """See Link."""
        if request.path.startswith("endpoints"):
            return self.list
        future: asyncio.Future[Response] = asyncio.get_running_loop().create_future()
        future.set_result(Response(request_id="1", status_code=200))
        return future


class Book:
    """One user's phone."""

    def __init__(self) -> None:
        self.places: dict[str, str] = {}
        self.is_away = False

    async def secrets(self) -> dict[str, dict[str, str]]:
        """See PhoneBook."""
        return {"asesor1": {"MD5": "0" * 32}}

    async def set_location(self, user: str, uri: str | None) -> None:
        """See PhoneBook."""
        if self.is_away:
            raise TelephonyError("Valkey is away")
        if uri is None:
            self.places.pop(user, None)
        else:
            self.places[user] = uri

    async def location(self, user: str) -> str | None:
        """See PhoneBook."""
        return self.places.get(user)


def contact(status: str, uri: str = "sip:a@h") -> ContactStatusChange:
    return ContactStatusChange(endpoint=AriEndpoint("asesor1"), contact_info=Contact(uri, status))


async def kept(phones: Phones) -> None:
    """Wait until the reported location is in the book."""
    while phones._tasks.running:
        await phones._tasks.wait_all()


def listing(state: str) -> Response:
    body: Any = [{"technology": "PJSIP", "resource": "asesor1", "state": state}]
    return Response(request_id="2", status_code=200, message_body=json.dumps(body))


async def test_older_list_without_phone_does_not_remove_newer_registration() -> None:
    """An older list without the phone does not remove a newer registration."""
    link, book = SlowLink(), Book()
    phones = Phones(cast(AriLink, link), book)
    await phones.refresh()
    asking = asyncio.create_task(phones.refresh_locations())
    await asyncio.sleep(0)
    phones.on_contact_change(contact("NonQualified"))
    link.list.set_result(listing("offline"))
    await asking
    await asyncio.sleep(0)
    assert book.places == {"asesor1": "sip:a@h"}


async def test_list_without_phones_shows_that_phone_unregistered_during_absence() -> None:
    """A list without phones shows that the phone unregistered during the absence."""
    link, book = SlowLink(), Book()
    phones = Phones(cast(AriLink, link), book)
    await phones.refresh()
    phones.on_contact_change(contact("NonQualified"))
    link.list.set_result(listing("offline"))
    await phones.refresh_locations()
    await asyncio.sleep(0)
    assert book.places == {}


async def test_a_place_that_is_gone_is_no_news_of_another() -> None:
    """For a phone that moved, the new contact comes before the removal of the old one."""
    book = Book()
    phones = Phones(cast(AriLink, SlowLink()), book)
    await phones.refresh()
    for event in (contact("NonQualified"), contact("NonQualified", "sip:a@new"), contact("Removed")):
        phones.on_contact_change(event)
    await kept(phones)
    assert book.places == {"asesor1": "sip:a@new"}
    phones.on_contact_change(contact("Removed", "sip:a@new"))
    await kept(phones)
    assert book.places == {}


async def test_repeated_or_expired_registrations_on_old_node_do_not_change_new_location() -> None:
    """Repeated or expired registrations on the old node do not change the new location."""
    book, links = Book(), (SlowLink(), SlowLink())
    old, new = (Phones(cast(AriLink, link), book) for link in links)
    for phones, address in ((old, "sip:a@h"), (new, "sip:a@new")):
        await phones.refresh()
        phones.on_contact_change(contact("NonQualified", address))
        await kept(phones)
    links[0].list.set_result(listing("online"))
    await old.refresh_locations()
    await kept(old)
    assert book.places == {"asesor1": "sip:a@new"}
    old.on_contact_change(contact("Removed"))
    await kept(old)
    assert book.places == {"asesor1": "sip:a@new"}


async def test_location_that_valkey_could_not_store_is_written_again_later() -> None:
    """A location that Valkey could not store is written again later."""
    link, book = SlowLink(), Book()
    phones = Phones(cast(AriLink, link), book)
    await phones.refresh()
    phones.on_contact_change(contact("NonQualified"))
    await kept(phones)
    book.is_away = True
    phones.on_contact_change(contact("NonQualified", "sip:a@new"))
    await kept(phones)
    assert book.places == {"asesor1": "sip:a@h"}
    book.is_away = False
    link.list.set_result(listing("online"))
    await phones.refresh_locations()
    await kept(phones)
    assert book.places == {"asesor1": "sip:a@new"}


def test_node_gets_only_password_digest_with_objects_in_order_that_asterisk_needs() -> None:
    """The node gets only the password's digest, with objects in the order that Asterisk needs."""
    objects = sip_objects("asesor1", {"MD5": "abc", "SHA-256": "def"})
    assert [kind for kind, _ in objects] == ["auth", "aor", "endpoint"]
    auth = dict(objects)["auth"]
    assert [value for name, value in auth if name == "password_digest"] == ["SHA-256:def", "MD5:abc"]
    assert ("supported_algorithms_uas", "SHA-256,MD5") in auth
    assert ("supported_algorithms_uas", "MD5") in dict(sip_objects("asesor1", {"MD5": "abc"}))["auth"]
