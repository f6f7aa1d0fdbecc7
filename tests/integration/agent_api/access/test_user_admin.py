"""The means that an administrator restores to a user: a temporary password, a second factor, a phone, the account."""

import dataclasses
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from sqlalchemy import insert

from agent_api.access import sessions, users
from agent_api.access.credentials import sip_credentials
from agent_api.access.limits.lockout import FREE_ATTEMPTS
from eventlog.facts import (
    PasswordChanged,
    PasswordReset,
    PhonePasswordChanged,
    SecondFactorChanged,
    SignInRefused,
    TokenRevoked,
    UserCreated,
    UserDisabled,
    UserEnabled,
)
from storage.postgres.engine import unit_of_work
from storage.tables import service_token
from tests.integration.agent_api.access.test_routes import enter, facts_of
from tests.integration.agent_api.access.test_socket_guard import authenticated_user
from tests.support.api.api_rig import PASSWORD, ApiRig
from tests.support.facts.call_logs import SEALER
from tests.support.router.campaign_rig import CAMPAIGN

pytestmark = pytest.mark.integration
OWN_PASSWORD = "guadua-sabana-tinto"
ANA: dict[str, Any] = {"user": "ana", "name": "Ana Rojas", "roles": [{"role": "asesor"}], "proof": PASSWORD}


async def ask(rig: ApiRig, token: str, method: str, path: str, body: object = None) -> httpx2.Response:
    """Call the API with a token and no cookie."""
    rig.client.cookies.clear()
    headers = {"Authorization": f"Bearer {token}"}
    return await rig.client.request(method, f"/api/v1{path}", json=body, headers=headers)


async def administrator(rig: ApiRig, name: str = "jefe") -> str:
    """Hire an administrator; return the token of their session."""
    return await rig.hire(name, "admin")


async def test_a_first_password_must_be_changed_before_anything_else(rig: ApiRig) -> None:
    """The generated password is shown once; with it a session can only change it or end."""
    admin = await administrator(rig)
    created = await ask(rig, admin, "POST", "/users", ANA)
    assert (created.status_code, created.headers["cache-control"]) == (201, "no-store")
    temporary = created.json()["temporary_password"]
    assert len(temporary) >= 16
    token = (await enter(rig, "ana", temporary)).json()["token"]
    me = (await ask(rig, token, "GET", "/me")).json()
    assert (me["password_change_due"], me["user"]) == (True, "ana")
    for method, path in (("GET", "/me/sessions"), ("GET", "/me/calls"), ("POST", "/me/second-factor")):
        refused = await ask(rig, token, method, path)
        assert (refused.status_code, refused.json()["code"]) == (403, "password_change_due"), path
    assert (await ask(rig, token, "GET", "/labels")).status_code == 200  # the page names them for each session
    same = await ask(rig, token, "POST", "/me/password", {"current": temporary, "new": temporary})
    assert (same.status_code, same.json()["code"]) == (409, "password_unchanged")
    response = await ask(rig, token, "POST", "/me/password", {"current": temporary, "new": OWN_PASSWORD})
    assert response.status_code == 204, response.text
    assert (await ask(rig, token, "GET", "/me")).json()["password_change_due"] is False
    assert (await ask(rig, token, "GET", "/me/sessions")).status_code == 200
    assert (await enter(rig, "ana", OWN_PASSWORD)).status_code == 201
    kinds = [type(fact) for fact in await facts_of(rig)]
    assert kinds.index(UserCreated) < kinds.index(PasswordChanged)


async def test_a_temporary_password_expires_after_the_hours_of_the_site(rig: ApiRig) -> None:
    """After 72 hours only its holder learns that it is too old; a new one serves, and an own one does not expire."""
    made = (await ask(rig, await administrator(rig), "POST", "/users", ANA)).json()["temporary_password"]
    rig.now += timedelta(hours=72)
    late = await enter(rig, "ana", made)
    assert (late.status_code, late.json()["code"]) == (401, "temporary_password_expired")
    assert "Pida otra" in late.json()["detail"]
    assert (await enter(rig, "ana", "otra cualquiera")).json()["code"] == "credentials_wrong"
    assert [fact.reason for fact in await facts_of(rig) if isinstance(fact, SignInRefused)] == ["expired", "password"]
    path = "/users/ana/password"
    fresh = (await ask(rig, await administrator(rig, "jefa"), "POST", path, {})).json()["password"]
    token = (await enter(rig, "ana", fresh)).json()["token"]
    changed = await ask(rig, token, "POST", "/me/password", {"current": fresh, "new": OWN_PASSWORD})
    assert changed.status_code == 204
    rig.now += timedelta(days=30)
    assert (await enter(rig, "ana", OWN_PASSWORD)).status_code == 201


async def test_user_who_must_change_password_may_sign_out(rig: ApiRig) -> None:
    """The session then ends."""
    made = (await ask(rig, await administrator(rig), "POST", "/users", ANA)).json()
    token = (await enter(rig, "ana", made["temporary_password"])).json()["token"]
    assert (await ask(rig, token, "DELETE", "/session")).status_code == 204
    assert (await ask(rig, token, "GET", "/me")).status_code == 401


async def test_the_password_comes_before_the_second_factor(rig: ApiRig) -> None:
    """A new coordinator changes the password first, and only then sets up the factor."""
    admin = await administrator(rig)
    rig.app.state.context = dataclasses.replace(rig.app.state.context, second_factor_roles=frozenset({"coordinador"}))
    body = {**ANA, "roles": [{"role": "coordinador"}], "password": "una-clave-larga"}
    assert (await ask(rig, admin, "POST", "/users", body)).json()["temporary_password"] is None
    token = (await enter(rig, "ana", "una-clave-larga")).json()["token"]
    assert (await ask(rig, token, "GET", "/calls")).json()["code"] == "password_change_due"
    change = {"current": "una-clave-larga", "new": OWN_PASSWORD}
    assert (await ask(rig, token, "POST", "/me/password", change)).status_code == 204
    assert (await ask(rig, token, "GET", "/calls")).json()["code"] == "second_factor_due"


async def test_a_temporary_password_opens_no_desk(rig: ApiRig) -> None:
    """The desk's connection is refused as without a session."""
    made = (await ask(rig, await administrator(rig), "POST", "/users", ANA)).json()
    token = (await enter(rig, "ana", made["temporary_password"])).json()["token"]
    assert await authenticated_user(rig, authorization=f"Bearer {token}") is None


async def test_a_reset_ends_sessions_and_the_wait_and_gives_a_temporary_password(rig: ApiRig) -> None:
    """A locked-out user signs in at once with the new password; the old one and old sessions stop working."""
    admin, token = await administrator(rig), await rig.hire("ana", "asesor")
    for _ in range(FREE_ATTEMPTS["user"]):
        await enter(rig, "ana", "no-es-la-clave")
    assert (await enter(rig, "ana")).status_code == 429
    answer = await ask(rig, admin, "POST", "/users/ana/password", {})
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert (await ask(rig, token, "GET", "/me")).status_code == 401
    entered = await enter(rig, "ana", answer.json()["password"])
    assert entered.status_code == 201, entered.text
    assert (await enter(rig, "ana")).status_code == 401
    assert (await ask(rig, entered.json()["token"], "GET", "/me")).json()["password_change_due"] is True
    assert PasswordReset(user="ana") in await facts_of(rig)
    row = next(each for each in (await ask(rig, admin, "GET", "/users")).json() if each["user"] == "ana")
    assert row["must_change_password"] is True
    assert row["signed_in_at"] is not None


async def test_an_administrator_may_type_the_temporary_password(rig: ApiRig) -> None:
    """A typed password is not returned, and one that is too short is refused by its field."""
    admin = await administrator(rig)
    await rig.hire("ana", "asesor")
    short = await ask(rig, admin, "POST", "/users/ana/password", {"password": "corta"})
    assert (short.status_code, short.json()["errors"][0]["field"]) == (422, "password")
    typed = await ask(rig, admin, "POST", "/users/ana/password", {"password": OWN_PASSWORD})
    assert typed.json() == {"user": "ana", "password": None}
    assert (await enter(rig, "ana", OWN_PASSWORD)).status_code == 201


async def test_a_disabled_user_comes_back(rig: ApiRig) -> None:
    """Disabling ends the user's sessions and service tokens; after enabling the same password works."""
    admin, other = await administrator(rig), await administrator(rig, "otra")
    expected = {"name": "tablero", "permissions": ["service_level.read"], "days": 30, "proof": PASSWORD}
    issued = (await ask(rig, other, "POST", "/tokens", expected)).json()
    async with unit_of_work(rig.engine) as connection:
        await users.withdraw_role(connection, "otra", "admin", CAMPAIGN)
        await users.grant_role(connection, "otra", "calidad", CAMPAIGN, begins=rig.now.date() - timedelta(days=1))
    assert (await ask(rig, issued["token"], "GET", "/service-level")).status_code == 200
    assert (await ask(rig, admin, "POST", "/users/otra/enable")).json()["code"] == "not_disabled"
    assert (await ask(rig, admin, "POST", "/users/otra/disable")).status_code == 204
    rig.now += timedelta(seconds=2)
    assert (await ask(rig, other, "GET", "/me")).status_code == 401
    assert (await ask(rig, issued["token"], "GET", "/service-level")).status_code == 401
    assert (await ask(rig, admin, "POST", "/users/otra/enable")).status_code == 204
    assert (await enter(rig, "otra")).status_code == 201
    facts = await facts_of(rig)
    assert {UserDisabled(user="otra"), TokenRevoked(token=issued["id"]), UserEnabled(user="otra")} <= set(facts)


async def test_a_disabled_advisor_is_in_no_queue(rig: ApiRig) -> None:
    """A user who cannot sign in is offered no call."""
    admin = await administrator(rig)
    await rig.hire("ana", "asesor")
    await rig.campaign_rig.ready("ana")
    assert (await ask(rig, admin, "POST", "/users/ana/disable")).status_code == 204
    assert await rig.campaign_rig.router.advisor_state("ana") == "offline"


async def test_a_lost_second_factor_is_reset(rig: ApiRig) -> None:
    """The factor is no longer asked for, the sessions end, and a user without one is reported as such."""
    admin, token = await administrator(rig), await rig.hire("ana", "asesor")
    assert (await ask(rig, admin, "DELETE", "/users/ana/second-factor")).json()["code"] == "no_second_factor"
    async with unit_of_work(rig.engine) as connection:
        sealed = users.encrypt_otp_secret("ana", "JBSWY3DPEHPK3PXP", SEALER)
        await users.update_columns(connection, "ana", otp_secret=sealed, otp_since=rig.now)
    assert (await enter(rig, "ana")).json()["code"] == "otp_required"
    assert (await ask(rig, admin, "DELETE", "/users/ana/second-factor")).status_code == 204
    assert (await ask(rig, token, "GET", "/me")).status_code == 401
    assert (await enter(rig, "ana")).status_code == 201
    assert SecondFactorChanged(user="ana", active=False) in await facts_of(rig)


async def test_a_phone_gets_another_password(rig: ApiRig) -> None:
    """The registrar checks against the password that is shown once."""
    admin = await administrator(rig)
    await rig.hire("ana", "asesor")
    answer = await ask(rig, admin, "POST", "/users/ana/phone-password")
    phone = answer.json()
    assert (phone["user"], phone["server"], phone["port"]) == ("ana", "127.0.0.1", 5060)
    assert answer.headers["cache-control"] == "no-store"
    assert await sip_credentials.find_ha1(rig.engine, SEALER, "ana") == sip_credentials.ha1("ana", phone["password"])
    assert PhonePasswordChanged(user="ana") in await facts_of(rig)


DOORS = (
    ("POST", "enrolment-code"),
    ("POST", "password"),
    ("POST", "enable"),
    ("DELETE", "second-factor"),
    ("POST", "phone-password"),
)


@pytest.mark.parametrize(("method", "door"), [each for each in DOORS if each[1] != "enable"])
async def test_administrator_cannot_reset_own_password_or_factor(rig: ApiRig, method: str, door: str) -> None:
    """A stolen session of an administrator cannot set that administrator's own password or factor."""
    admin = await administrator(rig)
    before = await facts_of(rig)
    refused = await ask(
        rig, admin, method, f"/users/jefe/{door}", {} if door in ("password", "enrolment-code") else None
    )
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert await facts_of(rig) == before


@pytest.mark.parametrize(("method", "door"), DOORS)
async def test_a_service_token_opens_no_door(rig: ApiRig, method: str, door: str) -> None:
    """These acts need a person, regardless of their row."""
    await administrator(rig)
    await rig.hire("ana", "asesor")
    secret = sessions.generate_token()
    row = {"id": "s", "campaign": CAMPAIGN, "name": "sistema", "permissions": "users.manage", "issued_by": "jefe"}
    until = rig.now + timedelta(days=1)
    async with unit_of_work(rig.engine) as connection:
        await connection.execute(
            insert(service_token).values(
                **row, digest=sessions.token_digest(secret), issued_at=rig.now, expires_at=until
            )
        )
    token = secret
    refused = await ask(
        rig, token, method, f"/users/ana/{door}", {} if door in ("password", "enrolment-code") else None
    )
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize(("method", "door"), DOORS)
async def test_a_user_that_is_none_has_no_door(rig: ApiRig, method: str, door: str) -> None:
    """The answer is 404, with a sentence."""
    admin = await administrator(rig)
    bodies: dict[str, object] = {"password": {}, "enrolment-code": {"proof": PASSWORD}}
    answer = await ask(rig, admin, method, f"/users/nadie/{door}", bodies.get(door))
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
