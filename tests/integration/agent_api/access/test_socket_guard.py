"""The user of a WebSocket: by a token from anywhere, by a cookie on our own pages only."""

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


async def authenticated_user(rig: ApiRig, **headers: str) -> str | None:
    """Return the user who opens a socket with these headers."""
    asking = await authenticate_websocket(socket(rig, {"host": HOST, **headers}))
    return None if asking is None else asking.user


def socket(rig: ApiRig, headers: Mapping[str, str]) -> WebSocket:
    """Return a handshake without further messages."""

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
        "app": rig.app,
    }
    return WebSocket(scope, receive, send)


async def test_a_cookie_counts_on_our_own_pages_only(rig: ApiRig) -> None:
    """The page needs the same host and port: another site, another port, no origin or a null origin is refused."""
    cookie = f"{COOKIE}={await rig.hire('ana', 'asesor')}"
    assert await authenticated_user(rig, cookie=cookie, origin=OURS) == "ana"
    for origin in (FOREIGN, "https://mesa.example", f"https://{HOST}.otra.example", f"https://a@{HOST}", "null", ""):
        assert await authenticated_user(rig, cookie=cookie, origin=origin) is None, origin
    assert await authenticated_user(rig, cookie=cookie) is None


async def test_without_a_host_no_page_is_ours(rig: ApiRig) -> None:
    """Without a Host header no origin matches."""
    cookie = f"{COOKIE}={await rig.hire('ana', 'asesor')}"
    for origin in ("", "null", OURS):
        assert await authenticate_websocket(socket(rig, {"cookie": cookie, "origin": origin})) is None


async def test_a_token_counts_from_anywhere(rig: ApiRig) -> None:
    """No browser sends a token by itself, so no page can make it do so; a token goes before a cookie."""
    token, other = await rig.hire("ana", "asesor"), await rig.hire("beto", "asesor")
    bearer = f"Bearer {token}"
    assert await authenticated_user(rig, authorization=bearer) == "ana"
    assert await authenticated_user(rig, authorization=bearer, origin=FOREIGN) == "ana"
    assert await authenticated_user(rig, authorization=bearer, cookie=f"{COOKIE}={other}", origin=OURS) == "ana"
    assert await authenticated_user(rig, authorization="Bearer nada", cookie=f"{COOKIE}={other}", origin=OURS) is None


async def test_invalid_login_gives_no_user(rig: ApiRig) -> None:
    """A missing or invalid login gives no user."""
    assert await authenticated_user(rig) is None
    assert await authenticated_user(rig, origin=OURS) is None
    for junk in ("Bearer", "Bearer ", "Basic YTpi", "nada"):
        assert await authenticated_user(rig, authorization=junk) is None
    assert await authenticated_user(rig, cookie=f"{COOKIE}=nada", origin=OURS) is None


async def test_a_session_that_was_ended_opens_nothing(rig: ApiRig) -> None:
    """A revoked session, one idle for an hour, and one of a disabled user fail, by token and by cookie."""
    ways = {}
    for user in ("ana", "beto", "luz"):
        token = await rig.hire(user, "asesor")
        ways[user] = ({"authorization": f"Bearer {token}"}, {"cookie": f"{COOKIE}={token}", "origin": OURS})
        assert [await authenticated_user(rig, **way) for way in ways[user]] == [user, user]
    async with unit_of_work(rig.engine) as connection:
        await sessions.revoke(connection, "ana")
        await users.update_columns(connection, "beto", disabled_at=rig.now)
    opened = {user: [await authenticated_user(rig, **way) for way in both] for user, both in ways.items()}
    assert opened == {"ana": [None, None], "beto": [None, None], "luz": ["luz", "luz"]}
    rig.now += timedelta(hours=1)
    assert [await authenticated_user(rig, **way) for way in ways["luz"]] == [None, None]


async def test_user_whose_role_requires_second_factor_gets_no_socket_without_one(rig: ApiRig) -> None:
    """A user whose role requires a second factor gets no socket without one, and gets one with it."""
    rig.app = create_app(replace(rig.context(), second_factor_roles=frozenset({"supervisor"})))
    way = {"authorization": f"Bearer {await rig.hire('jefa', 'supervisor')}"}
    free = {"authorization": f"Bearer {await rig.hire('ana', 'asesor')}"}
    assert (await authenticated_user(rig, **way), await authenticated_user(rig, **free)) == (None, "ana")
    async with unit_of_work(rig.engine) as connection:
        await users.update_columns(connection, "jefa", otp_since=rig.now)
    assert await authenticated_user(rig, **way) == "jefa"
