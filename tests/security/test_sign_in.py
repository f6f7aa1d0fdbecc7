"""Signing in remains possible during attacks: floods of wrong sign-ins, slow guessing, and known browsers."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pyotp
import pytest
from sqlalchemy import select
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from agent_api.access.credentials import known_browsers, passwords
from agent_api.access.limits.hashing_queue import HashingQueue
from agent_api.access.limits.lockout import FREE_ATTEMPTS, Attempts, LockedOut, unknown_browser_subjects
from agent_api.access.user_admin import UserAdmin
from eventlog.facts import SignInRefused
from storage.postgres.engine import unit_of_work
from storage.tables import known_browser
from tests.integration.agent_api.access.test_routes import NEW_PASSWORD, facts_of
from tests.support.api.api_rig import PASSWORD, ApiRig
from tests.support.facts.call_logs import SEALER
from tests.support.router.campaign_rig import CAMPAIGN

pytestmark = pytest.mark.integration
WRONG = "no-es-la-clave"
CROWD, OPENING_TIMEOUT_S = 150, 20.0


@asynccontextmanager
async def browser(rig: ApiRig, address: str, *, loopback: bool = True) -> AsyncIterator[httpx2.AsyncClient]:
    """Open a new browser with an address given behind a proxy on the loopback interface, as HAProxy's."""
    behind: Any = ProxyHeadersMiddleware(rig.app, trusted_hosts="127.0.0.1")
    transport = httpx2.ASGITransport(behind, client=("127.0.0.1" if loopback else address, 50_000))
    headers = {"X-Forwarded-For": address, "X-Forwarded-Proto": "https"}
    async with httpx2.AsyncClient(transport=transport, base_url="https://api", headers=headers) as client:
        yield client


async def enter(client: httpx2.AsyncClient, user: str, password: str = PASSWORD, **more: str) -> httpx2.Response:
    """Try to sign in as a user does; return the answer, or the refusal."""
    form = {"username": user, "password": password, **more}
    return await client.post("/api/v1/session", json=form)


async def guess(rig: ApiRig, address: str, user: str, **more: str) -> httpx2.Response:
    """Try a wrong password from an address, in an unknown browser."""
    async with browser(rig, address) as client:
        return await enter(client, user, WRONG, **more)


class Gate:
    """The hasher behind a closed gate, and the order of the checked passwords."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.opened = threading.Event()
        self._hasher = passwords.HASHER

    def verify(self, encoded: str, password: str) -> bool:
        """Wait until the gate is open, and verify."""
        self.asked.append(password)
        self.opened.wait(OPENING_TIMEOUT_S)
        return self._hasher.verify(encoded, password)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._hasher, name)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """Put a gate before the hasher."""
    made = Gate()
    monkeypatch.setattr(passwords, "HASHER", made)
    yield made
    made.opened.set()


async def settle(tasks: list[asyncio.Task[httpx2.Response]]) -> None:
    """Wait until no more tasks end: the rest waits for the hasher."""
    before, quiet = -1, 0
    while quiet < 10:
        ended = sum(task.done() for task in tasks)
        before, quiet = ended, quiet + 1 if ended == before else 0
        await asyncio.sleep(0.1)


async def test_many_wrong_logins_do_not_lock_out_other_users(rig: ApiRig, gate: Gate) -> None:
    """Most of 150 concurrent wrong sign-ins are refused at once with a wait, and a right one is served before them.

    A known browser is served at once, in its reserved place; then an unknown one, then the rest of the flood.
    """
    await rig.hire("ana", "asesor")
    await rig.hire("luis", "asesor")
    async with browser(rig, "192.0.2.7") as known_client, browser(rig, "192.0.2.8") as unknown_client:
        gate.opened.set()
        assert (await enter(known_client, "ana")).status_code == 201
        gate.opened.clear()
        gate.asked.clear()
        crowd = [asyncio.create_task(guess(rig, f"198.51.100.{number}", f"nadie{number}")) for number in range(CROWD)]
        await settle(crowd)
        right = [asyncio.create_task(enter(unknown_client, "luis")), asyncio.create_task(enter(known_client, "ana"))]
        await settle([*crowd, *right])
        assert gate.asked.count(PASSWORD) == 1, "a crowd holds every turn"
        began = len(gate.asked)
        gate.opened.set()
        answers, entered = await asyncio.gather(*crowd), await asyncio.gather(*right)
    assert [each.status_code for each in entered] == [201, 201]
    assert gate.asked[began] == PASSWORD
    refused = [each for each in answers if each.status_code == 503]
    assert len(refused) >= CROWD - 20
    assert {each.json()["code"] for each in refused} == {"sign_in_busy"}
    assert all(int(each.headers["retry-after"]) >= 1 for each in refused)
    assert "Vuelva a intentarlo" in refused[0].json()["detail"]
    assert sum(each.status_code == 401 for each in answers) == CROWD - len(refused)
    facts = [fact for fact in await facts_of(rig) if isinstance(fact, SignInRefused)]
    assert len(facts) == CROWD - len(refused), "what was not looked at is no fact"


async def test_a_crowd_that_names_one_user_does_not_lock_them_out(rig: ApiRig) -> None:
    """After 150 concurrent wrong passwords for one user, from as many addresses, the user signs in from any browser."""
    await rig.hire("ana", "asesor")
    async with browser(rig, "192.0.2.7") as known_client, browser(rig, "192.0.2.8") as unknown_client:
        assert (await enter(known_client, "ana")).status_code == 201
        await asyncio.gather(*(guess(rig, f"198.51.100.{number}", "ana") for number in range(CROWD)))
        assert (await enter(known_client, "ana")).status_code == 201
        assert (await enter(unknown_client, "ana")).status_code == 201


async def test_guessing_from_another_address_locks_no_user_out(rig: ApiRig) -> None:
    """An attacker who guesses is locked out, and the user, from any other address, is not."""
    await rig.hire("ana", "asesor")
    async with browser(rig, "192.0.2.7") as known_client, browser(rig, "192.0.2.8") as unknown_client:
        assert (await enter(known_client, "ana")).status_code == 201
        while (await guess(rig, "198.51.100.1", "ana")).status_code != 429:
            pass
        assert (await enter(known_client, "ana")).status_code == 201
        assert (await enter(unknown_client, "ana")).status_code == 201


async def test_a_known_browser_is_judged_by_its_own_record(rig: ApiRig) -> None:
    """After too many errors the owner is locked out there, but not elsewhere, nor at the same address."""
    await rig.hire("ana", "asesor")
    async with browser(rig, "192.0.2.7") as known_client, browser(rig, "192.0.2.7") as beside:
        assert (await enter(known_client, "ana")).status_code == 201
        statuses = [(await enter(known_client, "ana", WRONG)).status_code for _ in range(FREE_ATTEMPTS["browser"])]
        assert statuses == [401] * FREE_ATTEMPTS["browser"]
        waits = await enter(known_client, "ana")
        assert (waits.status_code, waits.json()["code"]) == (429, "locked_out")
        assert (await enter(beside, "ana")).status_code == 201


async def test_a_cookie_that_we_did_not_give_makes_no_browser_known(rig: ApiRig) -> None:
    """An invented token and another user's are treated as an unknown browser's, and an invented one is not stored."""
    await rig.hire("ana", "asesor")
    await rig.hire("luis", "asesor")
    async with browser(rig, "192.0.2.7") as own:
        assert (await enter(own, "luis")).status_code == 201
        cookie = own.cookies["atencion_browser"]
    for number, brought in enumerate(("inventado-por-alguien", cookie)):
        async with browser(rig, f"198.51.100.{number}") as client:
            client.cookies.set("atencion_browser", brought)
            for _ in range(FREE_ATTEMPTS["user"]):
                assert (await enter(client, "ana", WRONG)).status_code == 401
            assert (await enter(client, "ana")).status_code == 429
    async with browser(rig, "192.0.2.9") as planted:
        planted.cookies.set("atencion_browser", "inventado-por-alguien")
        set_cookies = (await enter(planted, "ana")).headers.get_list("set-cookie")
    assert not any("inventado-por-alguien" in each for each in set_cookies)


async def test_the_cookie_of_a_known_browser(rig: ApiRig) -> None:
    """The cookie is closed to scripts, never sent by other sites, for TLS only, stored as a hash, one for each user."""
    await rig.hire("ana", "asesor")
    await rig.hire("luis", "asesor")
    async with browser(rig, "192.0.2.7") as client:
        set_cookies = [
            each for each in (await enter(client, "ana")).headers.get_list("set-cookie") if "browser" in each
        ]
        assert len(set_cookies) == 1
        assert all(
            part in set_cookies[0] for part in ("HttpOnly", "Secure", "SameSite=strict", "Path=/api/v1", "Max-Age=")
        )
        token = client.cookies["atencion_browser"]
        await enter(client, "luis")
        assert client.cookies["atencion_browser"] == token
    async with unit_of_work(rig.engine) as connection:
        rows = (await connection.execute(select(known_browser))).all()
    assert {each.user for each in rows} == {"ana", "luis"}
    assert token not in repr(rows)


@pytest.mark.parametrize("end", ["reset", "disable", "factor", "time"])
async def test_each_change_of_the_account_ends_known_browsers(rig: ApiRig, end: str) -> None:
    """An administrator's password, a disabled account, a removed factor and ninety days each end a known browser."""
    await rig.hire("ana", "asesor")
    staff = UserAdmin(rig.engine, SEALER, CAMPAIGN, "s", "system")
    async with browser(rig, "192.0.2.7") as client:
        assert (await enter(client, "ana")).status_code == 201
        assert await _is_known(rig, client, "ana")
        if end == "reset":
            await staff.set_password("ana", NEW_PASSWORD, now=rig.now)
        elif end == "disable":
            await staff.disable("ana", rig.now)
        elif end == "factor":
            await _with_factor(rig, "ana")
            await staff.reset_second_factor("ana")
        else:
            rig.now += timedelta(days=90)
        assert not await _is_known(rig, client, "ana")


async def test_signing_out_and_changing_password_there_keep_browser_known(rig: ApiRig) -> None:
    """Signing out and changing the password there keep a browser known; the change makes others unknown."""
    await rig.hire("ana", "asesor")
    async with browser(rig, "192.0.2.7") as client, browser(rig, "192.0.2.8") as other:
        assert (await enter(client, "ana")).status_code == (await enter(other, "ana")).status_code == 201
        form = {"current": PASSWORD, "new": NEW_PASSWORD}
        response = await client.post("/api/v1/me/password", json=form, headers={"X-Atencion": "1"})
        assert response.status_code == 204, response.text
        assert (await client.delete("/api/v1/session", headers={"X-Atencion": "1"})).status_code == 204
        assert await _is_known(rig, client, "ana")
        assert not await _is_known(rig, other, "ana")


async def _is_known(rig: ApiRig, client: httpx2.AsyncClient, user: str) -> bool:
    async with unit_of_work(rig.engine) as connection:
        return await known_browsers.is_known(connection, client.cookies["atencion_browser"], user, rig.now)


async def _with_factor(rig: ApiRig, user: str) -> str:
    """Give a user a second factor over the API and return its secret."""
    async with browser(rig, "192.0.2.99") as client:
        bearer = {"Authorization": f"Bearer {(await enter(client, user)).json()['token']}"}
        client.cookies.clear()
        form = {"enrolment_code": await rig.enrol(user)}
        secret = str((await client.post("/api/v1/me/second-factor", json=form, headers=bearer)).json()["secret"])
        code = pyotp.TOTP(secret).at(rig.now)
        response = await client.post("/api/v1/me/second-factor", json={"code": code}, headers=bearer)
        assert response.json()["active"] is True, response.text
    return secret


async def test_codes_are_not_guessed_from_many_addresses(rig: ApiRig) -> None:
    """With the right password a user has one budget of codes, for all addresses."""
    rig.now = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
    await rig.hire("ana", "asesor")
    await _with_factor(rig, "ana")
    for number in range(FREE_ATTEMPTS["factor"]):
        async with browser(rig, f"198.51.100.{number}") as client:
            assert (await enter(client, "ana", otp="000000")).json()["code"] == "otp_wrong"
    async with browser(rig, "198.51.100.99") as client:
        assert (await enter(client, "ana", otp="000000")).status_code == 429


async def test_a_session_confirms_its_password_while_others_guess(rig: ApiRig) -> None:
    """A signed-in user changes the password even while their address and user are locked out of signing in."""
    await rig.hire("ana", "asesor")
    async with browser(rig, "192.0.2.7") as client:
        assert (await enter(client, "ana")).status_code == 201
        for _ in range(FREE_ATTEMPTS["user"] + 1):
            await guess(rig, "192.0.2.7", "ana")
        form = {"current": PASSWORD, "new": NEW_PASSWORD}
        response = await client.post("/api/v1/me/password", json=form, headers={"X-Atencion": "1"})
        assert response.status_code == 204, response.text


async def test_many_at_once_gain_nothing(rig: ApiRig) -> None:
    """Forty concurrent attempts of one address get no more checks than sequential ones."""

    async def begins() -> bool:
        try:
            await Attempts(
                rig.campaign_rig.redis, CAMPAIGN, SEALER, unknown_browser_subjects("ana", "192.0.2.1")
            ).begin()
        except LockedOut:
            return False
        return True

    assert sum(await asyncio.gather(*(begins() for _ in range(40)))) <= FREE_ATTEMPTS["user"]


async def test_a_user_everywhere_has_a_hundred_tries_an_hour(rig: ApiRig) -> None:
    """Beyond a hundred tries an hour a user's attempts from any address must wait, but rarely for long."""

    def from_(number: int) -> Attempts:
        return Attempts(rig.campaign_rig.redis, CAMPAIGN, SEALER, unknown_browser_subjects("ana", f"198.51.{number}.1"))

    for number in range(FREE_ATTEMPTS["account"]):
        await from_(number).begin()
    with pytest.raises(LockedOut) as refused:
        await from_(200).begin()
    assert 1 <= refused.value.seconds <= 36


async def test_a_subscriber_of_ipv6_is_one_address(rig: ApiRig) -> None:
    """All 2^64 addresses of a /64 count as one, in the budgets and in the queue."""
    await rig.hire("ana", "asesor")
    statuses = [
        (await guess(rig, f"2001:db8::{number:x}", "ana")).status_code for number in range(FREE_ATTEMPTS["user"] + 1)
    ]
    assert statuses == [401] * FREE_ATTEMPTS["user"] + [429]
    assert rig.app.state.context.service(HashingQueue).wrong.count("2001:db8::", rig.now) == FREE_ATTEMPTS["user"]
    assert (await guess(rig, "2001:db8:0:1::1", "ana")).status_code == 401


async def test_address_header_of_untrusted_peer_is_ignored(rig: ApiRig) -> None:
    """The header counts only from the trusted proxy, so the guesses count for their real sender."""
    await rig.hire("ana", "asesor")
    for number in range(FREE_ATTEMPTS["user"] + 1):
        async with browser(rig, "203.0.113.5", loopback=False) as client:
            client.headers["X-Forwarded-For"] = f"198.51.100.{number}"
            last = await enter(client, "ana", WRONG)
    assert last.status_code == 429


async def test_administrators_see_that_there_is_no_antivirus(rig: ApiRig) -> None:
    """Users who manage users see the warning, and an advisor, who cannot act on it, does not."""
    warnings = {}
    for user, role in (("jefe", "admin"), ("ana", "asesor")):
        bearer = {"Authorization": f"Bearer {await rig.hire(user, role)}"}
        warnings[user] = (await rig.client.get("/api/v1/me", headers=bearer)).json()["system_warnings"]
    assert warnings == {"jefe": ["antivirus_missing"], "ana": []}
