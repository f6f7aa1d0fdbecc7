"""What a node is told of phones, and what is believed of where they are."""

import asyncio
import json
from typing import Any, cast

from telephony.asterisk.events import Contact, ContactStatusChange, Endpoint, Response
from telephony.asterisk.link import Link
from telephony.asterisk.phones import Phones, objects_of
from telephony.asterisk.rest import Request


class SlowLink:
    """Answers everything at once but the list of phones, which a test answers."""

    def __init__(self) -> None:
        self.list: asyncio.Future[Response] = asyncio.get_running_loop().create_future()

    def ask(self, request: Request) -> "asyncio.Future[Response]":
        """See Link."""
        if request.path.startswith("endpoints"):
            return self.list
        done: asyncio.Future[Response] = asyncio.get_running_loop().create_future()
        done.set_result(Response(request_id="1", status_code=200))
        return done


class Book:
    """One user's phone."""

    def __init__(self) -> None:
        self.places: dict[str, str] = {}

    async def secrets(self) -> dict[str, str]:
        """See PhoneBook."""
        return {"asesor1": "0" * 32}

    async def moved(self, user: str, uri: str | None) -> None:
        """See PhoneBook."""
        if uri is None:
            self.places.pop(user, None)
        else:
            self.places[user] = uri

    async def where(self, user: str) -> str | None:
        """See PhoneBook."""
        return self.places.get(user)


def contact(status: str) -> ContactStatusChange:
    return ContactStatusChange(endpoint=Endpoint("asesor1"), contact_info=Contact("sip:a@h", status))


def listing(state: str) -> Response:
    body: Any = [{"technology": "PJSIP", "resource": "asesor1", "state": state}]
    return Response(request_id="2", status_code=200, message_body=json.dumps(body))


async def test_who_registers_while_the_list_is_on_its_way_stays_registered() -> None:
    """The list was made before: what it does not hold is no news of them."""
    link, book = SlowLink(), Book()
    phones = Phones(cast(Link, link), book)
    await phones.refresh()
    asking = asyncio.create_task(phones.prolong())
    await asyncio.sleep(0)
    phones.changed(contact("NonQualified"))
    link.list.set_result(listing("offline"))
    await asking
    await asyncio.sleep(0)
    assert book.places == {"asesor1": "sip:a@h"}


async def test_who_left_while_nobody_listened_is_found_out() -> None:
    """The list says that no phone is registered any more."""
    link, book = SlowLink(), Book()
    phones = Phones(cast(Link, link), book)
    await phones.refresh()
    phones.changed(contact("NonQualified"))
    link.list.set_result(listing("offline"))
    await phones.prolong()
    await asyncio.sleep(0)
    assert book.places == {}


def test_a_phone_is_known_by_what_stands_for_its_password() -> None:
    """The digest alone, in the order in which Asterisk needs the objects."""
    kinds = [kind for kind, _ in objects_of("asesor1", "abc")]
    assert kinds == ["auth", "aor", "endpoint"]
    assert ("password_digest", "MD5:abc") in dict(objects_of("asesor1", "abc"))["auth"]
