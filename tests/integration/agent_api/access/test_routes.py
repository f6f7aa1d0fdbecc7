"""Sign-in and permissions: each route against each role, sessions, lockout, and the facts in the log."""

import dataclasses
from datetime import UTC, datetime, timedelta

import httpx2
import msgspec
import pyotp
import pytest
from fastapi.routing import APIRoute
from sqlalchemy import select
from twilio.jwt.access_token import AccessToken

from agent_api.access.credentials import sip_credentials
from agent_api.access.guard import leaf_routes
from agent_api.access.limits.lockout import FREE_ATTEMPTS
from agent_api.access.permissions import ROLE_PERMISSIONS, ROLES
from agent_api.app.routing import ROUTES
from agent_api.kit.permissions import PUBLIC, SIGNED_IN
from atencion.phones.browser import BrowserPhones, browser_phone_of
from eventlog.facts import AnyFact, SignedIn, SignInLocked, SignInRefused, UserCreated
from eventlog.journal.codec import read_fact
from storage.postgres.engine import unit_of_work
from storage.tables import account, outbox, session
from tests.support.api.api_rig import PASSWORD, ApiRig
from tests.support.facts.call_logs import SEALER
from tests.support.router.campaign_rig import CAMPAIGN

pytestmark = pytest.mark.integration
NEW_PASSWORD = "otra-clave-de-prueba"


def keys_of(rig: ApiRig) -> list[str]:
    """Return each route of the API that the application has."""
    routes = (route for route in leaf_routes(rig.app.router.routes) if isinstance(route, APIRoute))
    return [
        f"{method} {each.path_format}" for each in routes if each.path.startswith("/api/") for method in each.methods
    ]


async def enter(rig: ApiRig, user: str, password: str = PASSWORD, **more: str) -> httpx2.Response:
    """Try to sign in from a browser without a cookie."""
    rig.client.cookies.clear()
    form = {"username": user, "password": password, **more}
    return await rig.client.post("/api/v1/session", json=form, headers={"Authorization": ""})


async def facts_of(rig: ApiRig) -> list[AnyFact]:
    """Return the facts that wait for the journal."""
    async with unit_of_work(rig.engine) as connection:
        result = await connection.execute(select(outbox.c.fact).order_by(outbox.c.id))
        return [read_fact(each) for each in result.scalars()]


async def test_every_route_admits_the_roles_of_its_row(rig: ApiRig) -> None:
    """Each route is called with an invalid body, by each role and without a login: 401, 403, or past the guard."""
    keys = keys_of(rig)
    assert set(keys) <= set(ROUTES), "a route stands in no row"
    for role in (None, *ROLES):
        token = "" if role is None else await rig.hire(f"walker.{role}", role)
        for key in keys:
            if key == "DELETE /api/v1/session":
                continue
            method, path = key.split()
            path = path.replace("{call_id}", "x").replace("{name}", "nadie")
            answer = await rig.client.request(
                method, path, content=b"{", headers={"Authorization": f"Bearer {token}" if token else ""}
            )
            assert _is_let_in(answer) == _should_be(ROUTES[key], role), (role, key, answer.status_code, answer.text)


_REFUSALS = ("session_required", "forbidden", "display_not_allowed")


def _is_let_in(answer: httpx2.Response) -> bool:
    assert answer.status_code < 500, answer.text
    refused = answer.status_code in (401, 403) and answer.json()["code"] in _REFUSALS
    return not refused or "segundo factor" in answer.text


def _should_be(needed: str, role: str | None) -> bool:
    if needed == PUBLIC or role is None:
        return needed == PUBLIC
    return needed == SIGNED_IN or needed in ROLE_PERMISSIONS[role]  # type: ignore[index]


async def test_session_cookie_has_all_protections(rig: ApiRig) -> None:
    """HttpOnly, SameSite=Strict, the whole site, Secure over https only; the token works as a bearer token too."""
    await rig.hire("ana", "asesor")
    answer = await enter(rig, "ana")
    assert answer.status_code == 201, answer.text
    cookie = answer.headers["set-cookie"]
    assert all(part in cookie for part in ("atencion_session=", "HttpOnly", "Path=/", "SameSite=strict"))
    assert "Secure" not in cookie
    token = answer.json()["token"]
    me = await rig.client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
    assert (me.json()["user"], me.json()["advisor"]) == ("ana", "ana")
    rig.client.base_url = httpx2.URL("https://api")
    assert "Secure" in (await enter(rig, "ana")).headers["set-cookie"]


async def test_only_the_prints_of_tokens_are_kept(rig: ApiRig) -> None:
    """The table has only digests of tokens, which do not sign a reader in."""
    token = await rig.hire("ana", "asesor")
    async with unit_of_work(rig.engine) as connection:
        rows = repr((await connection.execute(select(session))).all())
    assert token not in rows


async def test_a_change_by_cookie_needs_the_header_that_other_sites_cannot_send(rig: ApiRig) -> None:
    """Without the header the change gets 403, with it it succeeds; a bearer token needs none."""
    await rig.hire("ana", "asesor")
    await enter(rig, "ana")
    del rig.client.headers["Authorization"]
    refused = await rig.client.put("/api/v1/me/presence", json={"state": "offline"})
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf_header_missing")
    response = await rig.client.put("/api/v1/me/presence", json={"state": "offline"}, headers={"X-Atencion": "1"})
    assert response.status_code == 200, response.text


async def test_a_wrong_password_and_an_unknown_user_are_answered_alike(rig: ApiRig) -> None:
    """Status and body are the same, and the fact names the user only if there is one."""
    await rig.hire("ana", "asesor")
    wrong, unknown = await enter(rig, "ana", "no-es-la-clave"), await enter(rig, "nadie", "no-es-la-clave")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()
    refused = [fact for fact in await facts_of(rig) if isinstance(fact, SignInRefused)]
    assert [fact.user for fact in refused] == ["ana", ""]


async def test_repeated_failures_must_wait(rig: ApiRig) -> None:
    """After the free attempts even the right password is refused for a while, for known and unknown users alike."""
    await rig.hire("ana", "asesor")
    for user in ("ana", "nadie"):
        for _ in range(FREE_ATTEMPTS["user"]):
            assert (await enter(rig, user, "no-es-la-clave")).status_code == 401
        locked = await enter(rig, user)
        assert (locked.status_code, locked.json()["code"]) == (429, "locked_out")
        assert int(locked.headers["retry-after"]) >= 1
    assert [fact.user for fact in await facts_of(rig) if isinstance(fact, SignInLocked)] == ["ana", ""]


async def test_a_success_clears_the_failures(rig: ApiRig) -> None:
    """A user who signs in before the lockout starts with all attempts again."""
    await rig.hire("ana", "asesor")
    for _ in range(2):
        for _ in range(FREE_ATTEMPTS["user"] - 1):
            assert (await enter(rig, "ana", "no-es-la-clave")).status_code == 401
        assert (await enter(rig, "ana")).status_code == 201
    assert sum(isinstance(fact, SignedIn) for fact in await facts_of(rig)) == 2


@pytest.mark.parametrize(("idle", "holds"), [(timedelta(minutes=59), True), (timedelta(hours=1), False)])
async def test_session_ends_after_hour_without_request_to_second(rig: ApiRig, idle: timedelta, holds: bool) -> None:
    """The session ends after an hour without a request, to the second."""
    rig.now += idle
    assert (await rig.get("/api/v1/me")).status_code == (200 if holds else 401)


async def test_a_session_ends_after_a_shift(rig: ApiRig) -> None:
    """The session ends after twelve hours, even in use."""
    for _ in range(13):
        rig.now += timedelta(minutes=55)
        assert (await rig.get("/api/v1/me")).status_code == 200
    rig.now += timedelta(minutes=10)
    assert (await rig.get("/api/v1/me")).status_code == 401


async def test_session_route_answers_visitor_user_and_expired_token_with_200(rig: ApiRig) -> None:
    """The session route answers a visitor, a user and an expired token with 200; only the user has an account."""
    token = await rig.hire("ana", "asesor")
    for bearer, user in ((token, "ana"), ("", None), ("no-es-ninguno", None)):
        rig.client.cookies.clear()
        answer = await rig.client.get(
            "/api/v1/session", headers={"Authorization": f"Bearer {bearer}" if bearer else ""}
        )
        body = answer.json()["account"]
        assert (answer.status_code, body and body["user"]) == (200, user)


async def test_a_role_holds_from_its_first_day_to_its_last(rig: ApiRig) -> None:
    """Outside its dates a role gives no permission."""
    token = await rig.hire("ana", "supervisor")
    rig.client.headers["Authorization"] = f"Bearer {token}"
    assert (await rig.get("/api/v1/calls")).status_code == 200
    rig.now -= timedelta(days=3)
    assert (await rig.get("/api/v1/calls")).status_code == 403


async def test_a_new_password_ends_the_other_sessions(rig: ApiRig) -> None:
    """The session that changed the password stays, and the old password stops working."""
    token = await rig.hire("ana", "asesor")
    other = (await enter(rig, "ana")).json()["token"]
    form = {"current": PASSWORD, "new": NEW_PASSWORD}
    bearer = {"Authorization": f"Bearer {token}"}
    assert (await rig.client.post("/api/v1/me/password", json=form, headers=bearer)).status_code == 204
    rig.client.cookies.clear()
    assert (await rig.client.get("/api/v1/me", headers=bearer)).status_code == 200
    refused = await rig.client.get("/api/v1/me", headers={"Authorization": f"Bearer {other}"})
    assert refused.status_code == 401
    assert (await enter(rig, "ana")).status_code == 401
    assert (await enter(rig, "ana", NEW_PASSWORD)).status_code == 201


async def test_a_code_of_the_second_factor_is_good_once(rig: ApiRig) -> None:
    """Set-up uses one code and sign-in the next; the same code again is refused."""
    bearer = {"Authorization": f"Bearer {await rig.hire('ana', 'asesor')}"}
    rig.now = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
    bearer = {"Authorization": f"Bearer {(await enter(rig, 'ana')).json()['token']}"}
    rig.client.cookies.clear()
    form = {"enrolment_code": await rig.enrol("ana")}
    made = (await rig.client.post("/api/v1/me/second-factor", json=form, headers=bearer)).json()
    totp = pyotp.TOTP(made["secret"])
    code = totp.at(rig.now)
    response = await rig.client.post("/api/v1/me/second-factor", json={"code": code}, headers=bearer)
    assert response.json()["active"] is True, response.text
    assert (await enter(rig, "ana")).json()["code"] == "otp_required"
    assert (await enter(rig, "ana", otp=code)).json()["code"] == "otp_wrong"
    rig.now += timedelta(seconds=30)
    assert (await enter(rig, "ana", otp=totp.at(rig.now))).status_code == 201
    assert (await enter(rig, "ana", otp=totp.at(rig.now))).json()["code"] == "otp_wrong"


async def test_a_service_may_do_what_its_token_says_until_it_is_revoked(rig: ApiRig) -> None:
    """A service token has its permissions and no others, no personal routes, and no access after it is revoked."""
    rig.client.headers["Authorization"] = f"Bearer {await rig.hire('jefe', 'admin', 'calidad')}"
    expected = {"name": "tablero", "permissions": ["calls.read"], "days": 30, "proof": PASSWORD}
    issued = (await rig.client.post("/api/v1/tokens", json=expected)).json()
    bearer = {"Authorization": f"Bearer {issued['token']}"}
    for path, status in (("/api/v1/calls", 200), ("/api/v1/service-level", 403), ("/api/v1/me", 403)):
        assert (await rig.client.get(path, headers=bearer)).status_code == status
    assert (await rig.client.delete(f"/api/v1/tokens/{issued['id']}")).status_code == 204
    assert (await rig.client.get("/api/v1/calls", headers=bearer)).status_code == 401


async def test_an_administrator_makes_and_shuts_out_users(rig: ApiRig) -> None:
    """The new user can sign in; once disabled, their session ends and sign-in fails. The name is stored encrypted."""
    rig.client.headers["Authorization"] = f"Bearer {await rig.hire('jefe', 'admin')}"
    expected = {"user": "ana", "name": "Ana Rojas", "password": NEW_PASSWORD, "roles": [{"role": "asesor"}]}
    expected["proof"] = PASSWORD
    assert (await rig.client.post("/api/v1/users", json=expected)).status_code == 201
    assert (await rig.client.post("/api/v1/users", json=expected)).json()["code"] == "user_exists"
    token = (await enter(rig, "ana", NEW_PASSWORD)).json()["token"]
    rig.client.cookies.clear()
    assert (await rig.client.post("/api/v1/users/ana/disable")).status_code == 204
    refused = await rig.client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
    assert refused.status_code == 401
    assert (await enter(rig, "ana", NEW_PASSWORD)).status_code == 401
    async with unit_of_work(rig.engine) as connection:
        assert b"Rojas" not in repr((await connection.execute(select(account))).all()).encode()
    facts = await facts_of(rig)
    assert UserCreated(user="ana") in facts
    assert b"Rojas" not in msgspec.json.encode(facts)


async def test_an_advisor_without_a_phone_cannot_be_available(rig: ApiRig) -> None:
    """The answer is 409, and a pause reason that the site does not have is named."""
    rig.client.headers["Authorization"] = f"Bearer {await rig.hire('asesor1', 'asesor')}"
    for wish, code in (
        ({"state": "available"}, "phone_not_registered"),
        ({"state": "paused", "reason": "siesta"}, "pause_reason_unknown"),
    ):
        assert (await rig.client.put("/api/v1/me/presence", json=wish)).json()["code"] == code
    paused = await rig.client.put("/api/v1/me/presence", json={"state": "paused", "reason": "almuerzo"})
    assert paused.json() == {"state": "paused"}


async def test_unlisted_advisor_cannot_be_available_learns_whom_to_ask(rig: ApiRig) -> None:
    """An unlisted advisor cannot be available, learns whom to ask, and is in the list of users without queues."""
    rig.client.headers["Authorization"] = f"Bearer {await rig.hire('ana', 'asesor')}"
    refused = await rig.client.put("/api/v1/me/presence", json={"state": "available"})
    assert (refused.status_code, refused.json()["code"]) == (409, "no_queues")
    assert "pida a su coordinador" in refused.json()["detail"]
    await rig.hire("asesor1", "asesor")
    rig.client.headers["Authorization"] = f"Bearer {await rig.hire('jefe', 'admin')}"
    listed = {each["user"]: each["queues"] for each in (await rig.client.get("/api/v1/users")).json()}
    assert listed["ana"] == []
    assert listed["asesor1"] == ["Crédito", "Información general", "Pagos y cartera"]


async def test_a_phones_password_is_shown_once_and_kept_as_digests(rig: ApiRig) -> None:
    """The registrar reads the two HA1 values of the password shown."""
    rig.client.headers["Authorization"] = f"Bearer {await rig.hire('ana', 'asesor')}"
    password = (await rig.client.post("/api/v1/me/phone-password")).json()["password"]
    assert await sip_credentials.find_ha1(rig.engine, SEALER, "ana") == sip_credentials.ha1("ana", password)
    assert await sip_credentials.find_ha1(rig.engine, SEALER, "nadie") is None
    assert await sip_credentials.list_ha1(rig.engine, SEALER) == {"ana": sip_credentials.ha1("ana", password)}


async def test_a_browser_is_an_advisors_phone_while_it_has_a_pass(rig: ApiRig) -> None:
    """The pass lets it receive calls and make none, for an hour, in the advisor's name; then it expires."""
    rig.client.headers["Authorization"] = f"Bearer {await rig.hire('ana', 'asesor')}"
    redis, secret = rig.campaign_rig.redis, "secreto-de-la-llave-de-la-cuenta"
    phones = BrowserPhones(redis, CAMPAIGN, "AC" + "0" * 32, "SK" + "0" * 32, secret)
    refused = await rig.client.post("/api/v1/me/phone-token")
    assert (refused.status_code, refused.json()["code"]) == (409, "no_browser_phone")
    assert (await rig.client.get("/api/v1/me")).json()["phone"] == {"registered": False, "browser": False}
    rig.app.state.context = dataclasses.replace(rig.app.state.context, browser_phone=phones)
    response = await rig.client.post("/api/v1/me/phone-token")
    assert response.headers["cache-control"] == "no-store"
    answer = AccessToken.from_jwt(response.json()["token"], key=secret).payload
    assert (answer["exp"] - answer["nbf"], answer["iss"], answer["sub"]) == (3600, "SK" + "0" * 32, "AC" + "0" * 32)
    assert answer["grants"] == {"identity": "ana", "voice": {"incoming": {"allow": True}}}
    assert await browser_phone_of(redis, CAMPAIGN, "ana") == "sip:ana@registered"
    assert 3590 <= await redis.ttl(f"{{{CAMPAIGN}}}:browser_phone:ana") <= 3600
    assert (await rig.client.delete("/api/v1/me/phone-token")).status_code == 204
    assert await browser_phone_of(redis, CAMPAIGN, "ana") is None
    assert (await rig.client.get("/api/v1/me")).json()["phone"]["browser"]


async def test_users_without_phone_get_403(rig: ApiRig) -> None:
    """Users without a phone get 403, and no page connects to Twilio if the site does not use it."""
    phones = BrowserPhones(rig.campaign_rig.redis, CAMPAIGN, "AC" + "0" * 32, "SK" + "0" * 32, "x")
    rig.client.headers["Authorization"] = f"Bearer {await rig.hire('nubia', 'asesor_escrita')}"
    assert "twilio" not in (await rig.client.get("/marca.svg")).headers["content-security-policy"]
    rig.app.state.context = dataclasses.replace(rig.app.state.context, browser_phone=phones)
    assert (await rig.client.post("/api/v1/me/phone-token")).status_code == 403
    assert not (await rig.client.get("/api/v1/me")).json()["phone"]["browser"]
    policy = (await rig.client.get("/marca.svg")).headers["content-security-policy"]
    assert "connect-src 'self' https://*.twilio.com wss://*.twilio.com;" in policy


async def test_every_answer_bears_the_headers_of_a_careful_site(rig: ApiRig) -> None:
    """Refusals have them too; the page keeps its own policy, and HSTS is sent over https only."""
    refused = await rig.client.get("/api/v1/me", headers={"Authorization": ""})
    page = await rig.client.get("/")
    for answer in (refused, page):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "strict-transport-security" not in answer.headers
    assert "frame-ancestors 'none'" in refused.headers["content-security-policy"]
    assert refused.headers["content-security-policy"].startswith("default-src 'none';")
    assert "unsafe" not in refused.headers["content-security-policy"]
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    rig.client.base_url = httpx2.URL("https://api")
    assert "strict-transport-security" in (await rig.client.get("/healthz")).headers


async def test_a_body_beyond_all_measure_is_refused_unread(rig: ApiRig) -> None:
    """The answer is 413, before the body is read."""
    answer = await rig.client.post("/api/v1/session", content=b"x" * (1024 * 1024 + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
