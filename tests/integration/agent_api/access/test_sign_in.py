"""Sign-in: what it keeps secret, what it counts, and which input it refuses."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import msgspec
import pyotp
import pytest
import structlog

from agent_api.access.credentials import passwords
from agent_api.access.limits.lockout import FREE_ATTEMPTS, Attempts, LockedOut, unknown_browser_subjects
from agent_api.access.user_admin import UserAdmin
from atencion.runtime.logging.configuration import configure_logging
from storage.postgres.engine import unit_of_work
from tests.integration.agent_api.access.test_routes import enter, facts_of
from tests.integration.agent_api.test_figures import scrape
from tests.support.api.api_rig import PASSWORD, ApiRig
from tests.support.desks.advisor_desk import AdvisorDesk
from tests.support.facts.call_logs import SEALER
from tests.support.router.campaign_rig import CAMPAIGN

pytestmark = pytest.mark.integration
TYPED_AS_NAME, WRONG, RIGHT = "clave-puesta-como-nombre", "clave-equivocada-99", "sabana-laguna-colibri"
FULL_NAME = "Rosalba Quiñones"


async def held_by_valkey(rig: ApiRig) -> str:
    """Return all that Valkey holds, as text."""
    client, stored = rig.campaign_rig.redis, []
    async for key in client.scan_iter():
        stored.append(repr((key, await client.dump(key))))
        if await client.type(key) == b"stream":
            stored.append(repr(await client.xrange(key)))
    return "\n".join(stored)


async def test_nothing_of_what_is_typed_at_the_door_is_kept(rig: ApiRig) -> None:
    """No name of a person, password, code or token is in a fact, in Valkey or in a log line."""
    lines, before = io.StringIO(), structlog.get_config()
    configure_logging(lines)
    try:
        secrets = await _a_day_at_the_door(rig)
        await rig.campaign_rig.ready("asesor1")  # the log is not empty
        await AdvisorDesk(rig).journaled_facts("SignedIn")  # all facts are in the stream and in the journal
        journaled = [msgspec.json.encode(each.fact) async for each in rig.journal.envelopes()]
    finally:
        structlog.configure(**before)
    facts = b"\n".join(journaled).decode()
    assert all(kind in facts for kind in ("SignedIn", "SignInRefused", "SignInLocked", "SecondFactorChanged"))
    assert '"ana"' in facts  # the username is an identifier of staff
    for content in (facts, await held_by_valkey(rig), lines.getvalue()):
        for secret in secrets:
            assert secret not in content


async def _be_locked_out(rig: ApiRig, user: str) -> None:
    """Mistype until the lockout: on a slow machine the first waits, of seconds, may be over by the next attempt."""
    for _ in range(20):
        if (await enter(rig, user, WRONG)).status_code == 429:
            return
    raise AssertionError("never locked out")


async def _a_day_at_the_door(rig: ApiRig) -> list[str]:
    """Hire a user, set up a second factor, sign in, mistype and get locked out; return the secrets."""
    rig.now = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
    staff = UserAdmin(rig.engine, SEALER, CAMPAIGN, "s", "system")
    await staff.create("ana", FULL_NAME, RIGHT, [{"role": "asesor"}], rig.now, must_change=False)
    first = (await enter(rig, "ana", RIGHT)).json()["token"]
    bearer = {"Authorization": f"Bearer {first}"}
    rig.client.cookies.clear()
    form = {"enrolment_code": await rig.enrol("ana")}
    secret = (await rig.client.post("/api/v1/me/second-factor", json=form, headers=bearer)).json()["secret"]
    codes = [pyotp.TOTP(secret).at(rig.now + timedelta(seconds=30 * each)) for each in range(2)]
    active = await rig.client.post("/api/v1/me/second-factor", json={"code": codes[0]}, headers=bearer)
    assert active.json()["active"] is True
    assert (await enter(rig, "ana", RIGHT, otp="000000")).status_code == 401
    rig.now += timedelta(seconds=30)
    second = (await enter(rig, "ana", RIGHT, otp=codes[1])).json()["token"]
    phone = (await rig.client.post("/api/v1/me/phone-password", headers=bearer)).json()["password"]
    await enter(rig, TYPED_AS_NAME, WRONG)
    await _be_locked_out(rig, "ana")
    # Six digits may be part of a time or a number by chance, so the codes are searched within quotes.
    quoted = [f'"{code}"' for code in codes]
    return [FULL_NAME, "Rosalba", RIGHT, WRONG, TYPED_AS_NAME, secret, first, second, phone, *quoted]


async def test_unknown_and_known_users_cost_the_same_work(rig: ApiRig, monkeypatch: pytest.MonkeyPatch) -> None:
    """One hash is verified with the same parameters for both, so the time does not tell whether the user exists."""
    await rig.hire("ana", "asesor")
    hashes: list[str] = []

    class Counting:
        """The hasher, with a list of the hashes that it verified."""

        def verify(self, encoded: str, password: str) -> bool:
            hashes.append(encoded.rpartition("$")[0].rpartition("$")[0])  # type, version and parameters
            return passwords_hasher.verify(encoded, password)

        def __getattr__(self, name: str) -> Any:
            return getattr(passwords_hasher, name)

    passwords_hasher = passwords.HASHER
    monkeypatch.setattr(passwords, "HASHER", Counting())
    for user in ("ana", "nadie"):
        assert (await enter(rig, user, WRONG)).status_code == 401
    assert len(hashes) == 2
    assert hashes[0] == hashes[1] != ""


async def test_every_end_of_an_attempt_is_counted(rig: ApiRig) -> None:
    """The labels are our own words only, and each starts at 0, so that its first increase is visible."""
    await rig.hire("ana", "asesor")
    before = await scrape(rig)
    assert before["sign_ins_total", frozenset({("result", "entered")})] == 0
    assert (await enter(rig, "ana", PASSWORD)).status_code == 201
    for _ in range(FREE_ATTEMPTS["user"] + 1):
        await enter(rig, "nadie", WRONG)
    after = await scrape(rig)
    ended = {result: after["sign_ins_total", frozenset({("result", result)})] for result in _labels(after, "sign_ins")}
    none = dict.fromkeys(("otp_required", "otp_wrong", "sign_in_busy"), 0)
    assert ended == {"entered": 1, "credentials_wrong": 5, "locked_out": 1, **none}


async def test_every_refusal_is_counted_by_its_reason(rig: ApiRig) -> None:
    """The reasons are: no known user, not allowed by the table, not allowed by the route, a page of another site."""
    bearer = {"Authorization": f"Bearer {await rig.hire('jefe', 'admin')}"}
    await rig.client.get("/api/v1/me", headers={"Authorization": ""})
    await rig.client.get("/api/v1/calls", headers=bearer)
    await rig.client.post("/api/v1/users/jefe/disable", headers=bearer)
    await rig.client.get("/api/v1/nada", headers=bearer)
    await enter(rig, "jefe", PASSWORD)
    await rig.client.post("/api/v1/me/phone-password", headers={"Authorization": ""})
    read = await scrape(rig)
    reasons = _labels(read, "access_refused")
    counted = {reason: read["access_refused_total", frozenset({("reason", reason)})] for reason in reasons}
    assert counted == {
        "session_required": 1,
        "forbidden": 2,
        "csrf_header_missing": 1,
        "second_factor_due": 0,
        "password_change_due": 0,
        "body_too_large": 0,
        "monitors_only": 0,
        "too_many_requests": 0,
    }


def _labels(read: dict[tuple[str, frozenset[tuple[str, str]]], float], begins: str) -> list[str]:
    return [value for name, labels in read if name.startswith(begins) for _, value in labels]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/session", {"username": "a\0b", "password": "x"}, 422),
        ("POST", "/session", {"username": "ana", "password": "x\0"}, 401),
        ("DELETE", "/me/sessions/%00", None, 400),
        ("DELETE", "/tokens/a%00", None, 400),
        ("POST", "/users/%00/disable", None, 400),
        ("POST", "/tokens", {"name": "a\0", "permissions": ["calls.read"], "days": 1}, 422),
    ],
)
async def test_a_character_that_postgresql_does_not_hold_is_refused(
    rig: ApiRig, method: str, path: str, body: dict[str, Any] | None, *, status: int
) -> None:
    """NUL is refused with a sentence, and never a 500."""
    bearer = {"Authorization": f"Bearer {await rig.hire('jefe', 'admin')}"}
    answer = await rig.client.request(method, f"/api/v1{path}", json=body, headers=bearer)
    assert answer.status_code == status, answer.text


@pytest.mark.parametrize(
    ("wrong", "field", "detail"),
    [
        ({"password": "corta"}, "password", "Es demasiado corto: al menos 12."),
        ({"name": ""}, "name", "Es demasiado corto: al menos 1."),
        ({"user": "Ana"}, "user", "No tiene la forma esperada."),
        ({"roles": []}, "roles", "Son muy pocos: al menos 1."),
        (
            {"roles": [{"role": "asesor", "begins_on": "2026-12-02", "ends_on": "2026-12-01"}]},
            "roles.0",
            "El rol termina antes de empezar.",
        ),
    ],
)
async def test_invalid_user_is_reported_by_field(rig: ApiRig, wrong: dict[str, Any], field: str, detail: str) -> None:
    """Each field has its expected value, in Spanish."""
    bearer = {"Authorization": f"Bearer {await rig.hire('jefe', 'admin')}"}
    expected = {"user": "ana", "name": "Ana", "password": RIGHT, "roles": [{"role": "asesor"}], **wrong}
    answer = await rig.client.post("/api/v1/users", json=expected, headers=bearer)
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": field, "detail": detail}]


async def test_body_that_is_not_json_gets_spanish_error(rig: ApiRig) -> None:
    """The answer has no English of the parser."""
    answer = await rig.client.post("/api/v1/session", content=b"{", headers={"Content-Type": "application/json"})
    assert answer.json()["errors"] == [{"field": "body", "detail": "No es JSON."}]


async def test_codes_cannot_be_guessed_to_take_a_factor_away(rig: ApiRig) -> None:
    """Guesses count as sign-in attempts: after the free ones the answer is 429."""
    bearer = {"Authorization": f"Bearer {await rig.hire('ana', 'asesor')}"}
    request = {"method": "DELETE", "url": "/api/v1/me/second-factor", "json": {"code": "000000"}, "headers": bearer}
    for _ in range(FREE_ATTEMPTS["user"]):
        guess = await rig.client.request(**request)
        assert (guess.status_code, guess.json()["code"]) == (401, "otp_wrong")
    locked = await rig.client.request(**request)
    assert (locked.status_code, locked.json()["code"]) == (429, "locked_out")


async def test_reset_ends_old_sessions_and_password_alone_signs_in(rig: ApiRig) -> None:
    """After the reset old sessions end, the password alone signs in, and a new factor can be set up."""
    rig.now = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
    staff = UserAdmin(rig.engine, SEALER, CAMPAIGN, "s", "system")
    await staff.create("ana", FULL_NAME, RIGHT, [{"role": "asesor"}], rig.now, must_change=False)
    lost = await _with_factor(rig, "ana")
    assert (await enter(rig, "ana", RIGHT)).json()["code"] == "otp_required"
    await staff.reset_second_factor("ana")
    rig.client.cookies.clear()
    refused = await rig.client.get("/api/v1/me", headers=lost)
    assert refused.status_code == 401
    again = await _with_factor(rig, "ana")
    assert (await rig.client.get("/api/v1/me", headers=again)).status_code == 200
    assert [fact.active for fact in await facts_of(rig) if hasattr(fact, "active")] == [True, False, True]  # type: ignore[attr-defined]


async def _with_factor(rig: ApiRig, user: str) -> dict[str, str]:
    """Sign in with the password and set up a factor."""
    bearer = {"Authorization": f"Bearer {(await enter(rig, user, RIGHT)).json()['token']}"}
    rig.client.cookies.clear()
    form = {"enrolment_code": await rig.enrol(user)}
    secret = (await rig.client.post("/api/v1/me/second-factor", json=form, headers=bearer)).json()["secret"]
    code = pyotp.TOTP(secret).at(rig.now)
    response: httpx2.Response = await rig.client.post("/api/v1/me/second-factor", json={"code": code}, headers=bearer)
    assert response.json()["active"] is True, response.text
    return bearer


async def test_right_password_fails_while_user_is_disabled(rig: ApiRig) -> None:
    """While the user is disabled the right password fails, and after enabling it works again."""
    await rig.hire("ana", "asesor")
    staff = UserAdmin(rig.engine, SEALER, CAMPAIGN, "s", "system")
    await staff.disable("ana", rig.now)
    assert (await enter(rig, "ana")).status_code == 401
    async with unit_of_work(rig.engine) as connection:
        await staff.enable_in(connection, "ana", rig.now)
    assert (await enter(rig, "ana")).status_code == 201


async def test_a_whole_office_enters_from_one_address(rig: ApiRig) -> None:
    """Successful sign-ins never cause a wait; failures among them still count, and a success ends no wait of others."""

    def attempts(user: str) -> Attempts:
        return Attempts(rig.campaign_rig.redis, CAMPAIGN, SEALER, unknown_browser_subjects(user, "192.0.2.1"))

    async def enters(user: str) -> None:
        attempt = attempts(user)
        await attempt.begin()
        await attempt.clear()

    for number in range(2 * FREE_ATTEMPTS["client"]):
        await enters(f"u{number}")
    for number in range(FREE_ATTEMPTS["client"] - 1):
        await attempts(f"x{number}").begin()
        await enters("ana")
    beside = attempts("ana")
    await beside.begin()
    with pytest.raises(LockedOut):
        await attempts("x").begin()
    await beside.clear()
    assert await attempts("y").begin() > 0
    with pytest.raises(LockedOut):
        await enters("ana")


async def test_being_asked_for_the_code_is_no_failure(rig: ApiRig) -> None:
    """A sign-in in two steps, as on the screen, counts no failure for the first; guessed codes count."""
    rig.now = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
    staff = UserAdmin(rig.engine, SEALER, CAMPAIGN, "s", "system")
    await staff.create("ana", FULL_NAME, RIGHT, [{"role": "asesor"}], rig.now, must_change=False)
    await _with_factor(rig, "ana")
    for _ in range(FREE_ATTEMPTS["user"] + 1):
        assert (await enter(rig, "ana", RIGHT)).json()["code"] == "otp_required"
    for _ in range(FREE_ATTEMPTS["user"]):
        assert (await enter(rig, "ana", RIGHT, otp="000000")).json()["code"] == "otp_wrong"
    assert (await enter(rig, "ana", RIGHT)).status_code == 429
