"""Who a WebSocket stands for: a token anywhere, a cookie on our own pages only, nobody else."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi import WebSocket
from starlette.types import Message

from agent_api.access import sessions, users
from agent_api.access.guard import COOKIE, authenticate_websocket
from agent_api.app.app import create_app
from storage.postgres.engine import unit_of_work
from tests.support.api.api_rig import ApiRig

pytestmark = pytest.mark.integration
HOST = "mesa.example:8443"
OURS, FOREIGN = f"https://{HOST}", "https://otra.example"


async def who(office: ApiRig, **headers: str) -> str | None:
    """Who opens a socket with these headers."""
    asking = await authenticate_websocket(socket(office, {"host": HOST, **headers}))
    return None if asking is None else asking.user


def socket(office: ApiRig, headers: Mapping[str, str]) -> WebSocket:
    """A handshake that has come, and says nothing more."""

    async def receive() -> Message:
        raise AssertionError("the guard reads no message")

    async def send(message: Message) -> None:
        raise AssertionError("the guard says nothing")

    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {
        "type": "websocket",
        "scheme": "wss",
        "path": "/api/v1/desk",
        "query_string": b"",
        "headers": raw,
        "app": office.app,
    }
    return WebSocket(scope, receive, send)


async def test_a_cookie_counts_on_our_own_pages_only(office: ApiRig) -> None:
    """The same host and port; another site, another port, no page at all or one that says null is nobody."""
    cookie = f"{COOKIE}={await office.hire('ana', 'asesor')}"
    assert await who(office, cookie=cookie, origin=OURS) == "ana"
    for origin in (FOREIGN, "https://mesa.example", f"https://{HOST}.otra.example", f"https://a@{HOST}", "null", ""):
        assert await who(office, cookie=cookie, origin=origin) is None, origin
    assert await who(office, cookie=cookie) is None


async def test_without_a_host_no_page_is_ours(office: ApiRig) -> None:
    """Nothing to compare an origin with is no match."""
    cookie = f"{COOKIE}={await office.hire('ana', 'asesor')}"
    for origin in ("", "null", OURS):
        assert await authenticate_websocket(socket(office, {"cookie": cookie, "origin": origin})) is None


async def test_a_token_counts_from_anywhere(office: ApiRig) -> None:
    """No browser sends it by itself, so no page can make one send it; it goes before a cookie."""
    token, other = await office.hire("ana", "asesor"), await office.hire("beto", "asesor")
    bearer = f"Bearer {token}"
    assert await who(office, authorization=bearer) == "ana"
    assert await who(office, authorization=bearer, origin=FOREIGN) == "ana"
    assert await who(office, authorization=bearer, cookie=f"{COOKIE}={other}", origin=OURS) == "ana"
    assert await who(office, authorization="Bearer nada", cookie=f"{COOKIE}={other}", origin=OURS) is None


async def test_nobody_is_nobody(office: ApiRig) -> None:
    """No login, or what is none."""
    assert await who(office) is None
    assert await who(office, origin=OURS) is None
    for junk in ("Bearer", "Bearer ", "Basic YTpi", "nada"):
        assert await who(office, authorization=junk) is None
    assert await who(office, cookie=f"{COOKIE}=nada", origin=OURS) is None


async def test_a_session_that_was_ended_opens_nothing(office: ApiRig) -> None:
    """Revoked, idle for an hour, or of somebody disabled: by token and by cookie alike."""
    ways = {}
    for user in ("ana", "beto", "luz"):
        token = await office.hire(user, "asesor")
        ways[user] = ({"authorization": f"Bearer {token}"}, {"cookie": f"{COOKIE}={token}", "origin": OURS})
        assert [await who(office, **way) for way in ways[user]] == [user, user]
    async with unit_of_work(office.engine) as connection:
        await sessions.revoke(connection, "ana")
        await users.update_columns(connection, "beto", disabled_at=office.now)
    opened = {user: [await who(office, **way) for way in both] for user, both in ways.items()}
    assert opened == {"ana": [None, None], "beto": [None, None], "luz": ["luz", "luz"]}
    office.now += timedelta(hours=1)
    assert [await who(office, **way) for way in ways["luz"]] == [None, None]


async def test_who_must_set_up_a_second_factor_first_opens_nothing(office: ApiRig) -> None:
    """Where the role asks for one and there is none; with one, they enter."""
    office.app = create_app(replace(office.deps(), second_factor_roles=frozenset({"supervisor"})))
    way = {"authorization": f"Bearer {await office.hire('jefa', 'supervisor')}"}
    free = {"authorization": f"Bearer {await office.hire('ana', 'asesor')}"}
    assert (await who(office, **way), await who(office, **free)) == (None, "ana")
    async with unit_of_work(office.engine) as connection:
        await users.update_columns(connection, "jefa", otp_since=office.now)
    assert await who(office, **way) == "jefa"
