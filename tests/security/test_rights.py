"""Attacks on rights: tokens above their issuer, administrators created by one person, a thief's second factor."""

import dataclasses
from datetime import timedelta
from typing import Any

import httpx2
import msgspec
import pyotp
import pytest
from sqlalchemy import insert, select, update

from agent_api.access import sessions, users
from agent_api.access.user_admin import UserAdmin
from agent_api.rights.approval_policy import TERMINAL_USER
from agent_api.rights.service import GrantService
from config.site.rights import RightsRules
from eventlog.facts import (
    RightsApproved,
    RightsAsked,
    RightsRefused,
    RoleGranted,
    RoleWithdrawn,
    SignInLocked,
    SignInRefused,
    TokenRevoked,
    TokenTakenOver,
)
from storage.postgres.engine import unit_of_work
from storage.tables import account_role, service_token
from tests.integration.agent_api.access.test_routes import enter, facts_of
from tests.support.api.api_rig import PASSWORD, ApiRig
from tests.support.facts.call_logs import SEALER
from tests.support.router.campaign_rig import CAMPAIGN

pytestmark = pytest.mark.integration
SECRET = pyotp.random_base32()
ALL_TOKENS = ("board.read", "service_level.read")
OWN_PASSWORD = "guadua-sabana-tinto"


class Person:
    """A user with a session or a token.

    Attributes:
        proof: sent when a request requires a new proof of identity.
    """

    def __init__(self, rig: ApiRig, token: str, proof: str | None = PASSWORD) -> None:
        self.rig, self.token, self.proof = rig, token, proof

    async def ask(self, method: str, path: str, body: Any = None, *, proven: bool = True) -> httpx2.Response:
        """Send a request; where an action requires it, add the proof to the body by default."""
        self.rig.client.cookies.clear()
        if isinstance(body, dict) and proven and self.proof:
            body = {**body, "proof": self.proof}
        headers = {"Authorization": f"Bearer {self.token}"}
        return await self.rig.client.request(method, f"/api/v1{path}", json=body, headers=headers)

    async def issue(self, *permissions: str, **more: object) -> httpx2.Response:
        """Request a token."""
        expected = {"name": "sistema", "permissions": permissions or ALL_TOKENS, "days": 30, **more}
        return await self.ask("POST", "/tokens", expected)


async def hire(rig: ApiRig, name: str, *roles: str) -> Person:
    """Add a user with the password of the tests."""
    return Person(rig, await rig.hire(name, *roles))


async def roles_of(rig: ApiRig, user: str) -> set[str]:
    """Return the roles that a user holds, for any dates."""
    async with unit_of_work(rig.engine) as connection:
        result = await connection.execute(select(account_role.c.role).where(account_role.c.user == user))
        return set(result.scalars())


async def is_locked_out(person: Person, method: str, path: str, body: Any) -> bool:
    """Guess until locked out: on a slow machine the first waits, of seconds, may be over at the next guess."""
    for _ in range(20):
        if (await person.ask(method, path, body, proven=False)).json()["code"] == "locked_out":
            return True
    return False


def terminal(rig: ApiRig) -> GrantService:
    """Return the service for a user of the machine's terminal."""
    staff = UserAdmin(rig.engine, SEALER, CAMPAIGN, "s", "system", redis=rig.campaign_rig.redis)
    return GrantService(staff, TERMINAL_USER, rules=RightsRules(), now=rig.now)


async def plant(rig: ApiRig, *permissions: str, by: str, kind: str = "service") -> str:
    """Insert a token into the table, as the owner of the database would; return its secret."""
    secret = sessions.generate_token()
    row = {
        "id": "plantado",
        "campaign": CAMPAIGN,
        "name": "plantado",
        "digest": sessions.token_digest(secret),
        "permissions": " ".join(permissions),
        "issued_by": by,
        "issued_at": rig.now,
        "expires_at": rig.now + timedelta(days=90),
        "kind": kind,
    }
    async with unit_of_work(rig.engine) as connection:
        await connection.execute(insert(service_token).values(row))
    return secret


# Service tokens


@pytest.mark.parametrize("permission", ["calls.read", "customer.read", "recording.play", "ticket.read"])
async def test_an_administrator_issues_no_token_with_rights_that_they_lack(rig: ApiRig, permission: str) -> None:
    """An administrator may read the board, but issue no token for customers, calls or recordings."""
    admin = await hire(rig, "jefe", "admin")
    refused = await admin.issue("board.read", permission)
    assert (refused.status_code, refused.json()["code"]) == (403, "token_exceeds_issuer")
    assert permission in refused.json()["detail"]
    assert (await admin.issue("board.read")).status_code == 201


@pytest.mark.parametrize("permission", ["users.manage", "tokens.manage"])
async def test_no_token_manages_users_or_tokens(rig: ApiRig, permission: str) -> None:
    """No administrator can issue it, and one inserted into the table does not have the right."""
    admin = await hire(rig, "jefe", "admin")
    refused = await admin.issue(permission)
    assert (refused.status_code, refused.json()["code"]) == (403, "token_exceeds_issuer")
    assert (await admin.issue(permission, kind="scim")).status_code == 403
    planted = Person(rig, await plant(rig, permission, "board.read", by="jefe"))
    body = {"user": "ana", "name": "Ana", "roles": [{"role": "admin"}]}
    for method, path, sent in (
        ("GET", "/users", None),
        ("POST", "/users", body),
        ("PUT", "/users/jefe/roles", {"roles": []}),
        ("GET", "/tokens", None),
        ("POST", "/tokens", {"name": "x", "permissions": ["board.read"], "days": 1}),
        ("GET", "/rights-requests", None),
    ):
        answer = await planted.ask(method, path, sent, proven=False)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), path


async def test_a_token_of_a_directory_provisions_and_does_nothing_else(rig: ApiRig) -> None:
    """A directory's token has this right alone, and only a user who manages users may issue it."""
    admin = await hire(rig, "jefe", "admin")
    assert (await admin.issue("users.provision")).status_code == 403
    assert (await admin.issue("users.provision", "board.read", kind="scim")).status_code == 403
    made = await admin.issue("users.provision", kind="scim")
    assert made.status_code == 201, made.text
    token = Person(rig, made.json()["token"])
    for method, path in (("GET", "/users"), ("PUT", "/users/jefe/roles"), ("GET", "/tokens"), ("GET", "/calls")):
        assert (await token.ask(method, path, {"roles": []} if method == "PUT" else None)).status_code == 403
    supervisor = await hire(rig, "jefa", "supervisor")
    assert (await supervisor.issue("users.provision", kind="scim")).json()["code"] == "forbidden"


async def test_token_cannot_change_roles_of_issuer(rig: ApiRig) -> None:
    """No content of a token's row, and no kind of token, allows changing the issuer's roles."""
    await hire(rig, "jefe", "admin")
    for kind, permission in (("service", "users.manage"), ("scim", "users.manage")):
        token = Person(rig, await plant(rig, permission, by="jefe", kind=kind))
        changed = await token.ask("PUT", "/users/jefe/roles", {"roles": [{"role": "coordinador"}]})
        assert changed.status_code == 403
        async with unit_of_work(rig.engine) as connection:
            await connection.execute(service_token.delete())
    assert await roles_of(rig, "jefe") == {"admin"}


async def test_a_token_loses_what_its_issuer_loses(rig: ApiRig) -> None:
    """A token loses a right within a second after its issuer, without a revocation."""
    both = await hire(rig, "jefe", "admin", "supervisor")
    made = (await both.issue("calls.read", "board.read")).json()
    token = Person(rig, made["token"])
    assert (await token.ask("GET", "/calls")).status_code == 200
    async with unit_of_work(rig.engine) as connection:
        await users.withdraw_role(connection, "jefe", "supervisor", CAMPAIGN)
    rig.now += timedelta(seconds=2)
    assert (await token.ask("GET", "/calls")).status_code == 403


@pytest.mark.parametrize(("hours", "status"), [(23, 200), (24, 401)])
async def test_a_token_outlives_its_disabled_issuer_by_a_day_at_most(rig: ApiRig, hours: int, status: int) -> None:
    """A token ends after a day even without a decision about it, as when another campaign disabled the issuer."""
    await hire(rig, "jefe", "admin")
    token = Person(rig, await plant(rig, "service_level.read", by="jefe"))
    async with unit_of_work(rig.engine) as connection:
        await users.update_columns(connection, "jefe", disabled_at=rig.now)
    rig.now += timedelta(hours=hours)
    assert (await token.ask("GET", "/service-level")).status_code == status


async def test_disabling_issuer_revokes_or_takes_over_tokens(rig: ApiRig) -> None:
    """Unnamed tokens end at once, and one to be taken over waits for a second person and then remains valid."""
    issuer, one, two = [await hire(rig, name, "admin") for name in ("vieja", "jefe", "otra")]
    board_token, report_token = [(await issuer.issue(name=name)).json() for name in ("tablero", "informe")]
    order = {"take_over": [board_token["id"]]}
    unproven = await one.ask("POST", "/users/vieja/disable", order, proven=False)
    assert (unproven.status_code, unproven.json()["code"]) == (403, "step_up_required")
    assert (await one.ask("POST", "/users/vieja/disable", order)).status_code == 204
    rig.now += timedelta(seconds=2)
    works = {
        each["id"]: await Person(rig, each["token"]).ask("GET", "/service-level")
        for each in (board_token, report_token)
    }
    assert [works[each["id"]].status_code for each in (board_token, report_token)] == [200, 401]
    (request,) = (await two.ask("GET", "/rights-requests")).json()
    assert (request["kind"], request["user"], request["token"], request["asked_by"]) == (
        "token",
        "vieja",
        "tablero",
        "jefe",
    )
    path = f"/rights-requests/{request['id']}/approve"
    assert (await one.ask("POST", path, {})).json()["code"] == "second_person_needed"
    assert (await two.ask("POST", path, {})).status_code == 204
    rig.now += timedelta(days=2)
    two = Person(rig, (await enter(rig, "otra")).json()["token"])
    (listed,) = (await two.ask("GET", "/tokens")).json()
    assert (listed["issued_by"], listed["expires_at"]) == ("jefe", board_token["expires_at"])
    assert (await Person(rig, board_token["token"]).ask("GET", "/service-level")).status_code == 200
    facts = await facts_of(rig)
    assert TokenRevoked(token=report_token["id"]) in facts
    assert TokenTakenOver(token=board_token["id"], user="jefe", former="vieja") in facts


@pytest.mark.parametrize("refused", [True, False])
async def test_token_without_approval_ends(rig: ApiRig, refused: bool) -> None:
    """A refusal ends the token at once; without a decision it ends a day after its issuer, too late for approval."""
    issuer, one, two = [await hire(rig, name, "admin") for name in ("vieja", "jefe", "otra")]
    token = (await issuer.issue()).json()
    assert (await one.ask("POST", "/users/vieja/disable", {"take_over": [token["id"]]})).status_code == 204
    (request,) = (await two.ask("GET", "/rights-requests")).json()
    if refused:
        assert (await two.ask("POST", f"/rights-requests/{request['id']}/refuse", {})).status_code == 204
    rig.now += timedelta(seconds=2) if refused else timedelta(hours=24)
    assert (await Person(rig, token["token"]).ask("GET", "/service-level")).status_code == 401
    two = Person(rig, (await enter(rig, "otra")).json()["token"])
    late = await two.ask("POST", f"/rights-requests/{request['id']}/approve", {})
    assert (late.status_code, late.json()["code"]) == (409, "request_over")


async def test_token_beyond_own_rights_cannot_be_taken_over(rig: ApiRig) -> None:
    """An administrator does not gain a supervisor's rights by it, and the user is not disabled."""
    issuer, admin = await hire(rig, "vieja", "admin", "supervisor"), await hire(rig, "jefe", "admin")
    token = (await issuer.issue("calls.read")).json()
    refused = await admin.ask("POST", "/users/vieja/disable", {"take_over": [token["id"]]})
    assert (refused.status_code, refused.json()["code"]) == (403, "token_exceeds_issuer")
    strange = await admin.ask("POST", "/users/vieja/disable", {"take_over": ["ninguno"]})
    assert strange.status_code == 404
    assert (await issuer.ask("GET", "/me")).status_code == 200


async def test_a_token_lives_a_year_at_most_and_shows_its_last_use(rig: ApiRig) -> None:
    """366 days are refused, and the list has the responsible user and the last use."""
    admin = await hire(rig, "jefe", "admin")
    assert (await admin.issue(days=366)).status_code == 422
    made = (await admin.issue(days=365)).json()
    before = (await admin.ask("GET", "/tokens")).json()[0]
    assert (before["used_at"], before["issued_by"], before["kind"]) == (None, "jefe", "service")
    assert (await Person(rig, made["token"]).ask("GET", "/service-level")).status_code == 200
    assert (await admin.ask("GET", "/tokens")).json()[0]["used_at"] is not None


# Proof of identity


ACTS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("POST", "/tokens", {"name": "x", "permissions": ["board.read"], "days": 1}),
    ("POST", "/users", {"user": "luz", "name": "Luz", "roles": [{"role": "asesor"}]}),
    ("PUT", "/users/ana/roles", {"roles": [{"role": "calidad"}]}),
    ("POST", "/users/ana/enrolment-code", {}),
)


@pytest.mark.parametrize(("method", "path", "body"), ACTS)
async def test_a_stolen_session_issues_and_grants_nothing(
    rig: ApiRig, method: str, path: str, body: dict[str, Any]
) -> None:
    """Without the second factor, or the password of a user without one, nothing is done, and guesses lock out."""
    await hire(rig, "ana", "asesor")
    admin = await hire(rig, "jefe", "admin")
    before = await facts_of(rig)
    missing = await admin.ask(method, path, body, proven=False)
    assert (missing.status_code, missing.json()["code"], missing.json()["step_up"]) == (
        403,
        "step_up_required",
        "password",
    )
    assert await facts_of(rig) == before
    wrong = {**body, "proof": "no-es-la-clave"}
    assert (await admin.ask(method, path, wrong, proven=False)).json()["code"] == "step_up_wrong"
    assert await is_locked_out(admin, method, path, wrong)
    assert await roles_of(rig, "ana") == {"asesor"}


async def test_second_factor_proves_identity_once(rig: ApiRig) -> None:
    """The password is not accepted, and a code is accepted once."""
    admin = await hire(rig, "jefe", "admin")
    async with unit_of_work(rig.engine) as connection:
        sealed = users.encrypt_otp_secret("jefe", SECRET, SEALER)
        await users.update_columns(connection, "jefe", otp_secret=sealed, otp_since=rig.now)
    rig.now += timedelta(seconds=2)
    assert (await admin.issue()).json()["code"] == "step_up_wrong"
    admin.proof = None
    problem = (await admin.issue()).json()
    assert (problem["code"], problem["step_up"]) == ("step_up_required", "otp")
    admin.proof = pyotp.TOTP(SECRET).at(rig.now)
    assert (await admin.issue()).status_code == 201
    assert (await admin.issue()).json()["code"] == "step_up_wrong"


async def test_guesses_of_a_stolen_session_at_a_code_are_facts_and_must_wait(rig: ApiRig) -> None:
    """Each wrong code records the user in a fact on any route, and one budget limits all of them."""
    admin = await hire(rig, "jefe", "admin")
    async with unit_of_work(rig.engine) as connection:
        sealed = users.encrypt_otp_secret("jefe", SECRET, SEALER)
        await users.update_columns(connection, "jefe", otp_secret=sealed, otp_since=rig.now)
    rig.now += timedelta(seconds=2)
    admin.proof = "000000"
    before = len(await facts_of(rig))
    assert (await admin.issue()).json()["code"] == "step_up_wrong"
    response = await admin.ask("DELETE", "/me/second-factor", {"code": "000000"}, proven=False)
    assert response.json()["code"] == "otp_wrong"
    facts = (await facts_of(rig))[before:]
    assert facts == [SignInRefused(user="jefe", reason="second_factor")] * 2
    wrong = {"name": "x", "permissions": ["board.read"], "days": 1, "proof": "000000"}
    assert await is_locked_out(admin, "POST", "/tokens", wrong)
    assert isinstance((await facts_of(rig))[-1], SignInLocked)
    assert await is_locked_out(admin, "DELETE", "/me/second-factor", {"code": "000000"})


# Two persons


async def test_one_person_alone_makes_no_administrator(rig: ApiRig) -> None:
    """A created or granted role waits for a third person's approval, not the requester's nor the user's."""
    one, two = [await hire(rig, name, "admin") for name in ("jefe", "otra")]
    made = await one.ask("POST", "/users", {"user": "eva", "name": "Eva", "roles": [{"role": "admin"}]})
    assert (made.status_code, made.json()["roles"], made.json()["pending_roles"]) == (201, [], ["admin"])
    await hire(rig, "ana", "asesor")
    granted = await one.ask("PUT", "/users/ana/roles", {"roles": [{"role": "asesor"}, {"role": "admin"}]})
    assert (granted.status_code, granted.json()["user"]) == (202, "ana")
    assert await roles_of(rig, "eva") | await roles_of(rig, "ana") == {"asesor"}
    path = f"/rights-requests/{granted.json()['id']}"
    assert (await one.ask("POST", f"{path}/approve", {})).json()["code"] == "second_person_needed"
    unproven = await two.ask("POST", f"{path}/approve", {}, proven=False)
    assert unproven.json()["code"] == "step_up_required"
    assert (await two.ask("POST", f"{path}/approve", {})).status_code == 204
    assert await roles_of(rig, "ana") == {"asesor", "admin"}
    assert (await two.ask("POST", f"{path}/approve", {})).json()["code"] == "request_over"
    facts = await facts_of(rig)
    rights_asked = RightsAsked(request=granted.json()["id"], kind="roles", user="ana", what="admin")
    approved = RightsApproved(request=rights_asked.request, user="ana")
    assert facts.index(rights_asked) < facts.index(approved)
    assert isinstance(facts[facts.index(approved) + 1], RoleGranted)


async def test_request_cannot_be_approved_after_its_refusal_after_three_days(rig: ApiRig) -> None:
    """A request cannot be approved after its refusal, after three days, or once its requester is no administrator."""
    one, two = [await hire(rig, name, "admin") for name in ("jefe", "otra")]
    await hire(rig, "ana", "asesor")
    expected = {"roles": [{"role": "admin"}, {"role": "asesor"}]}

    async def asked() -> str:
        return str((await one.ask("PUT", "/users/ana/roles", expected)).json()["id"])

    first = await asked()
    assert (await two.ask("POST", f"/rights-requests/{first}/refuse", {})).status_code == 204
    assert RightsRefused(request=first, user="ana") in await facts_of(rig)
    second = await asked()
    async with unit_of_work(rig.engine) as connection:
        await users.update_columns(connection, "jefe", disabled_at=rig.now)
    orphan = await two.ask("POST", f"/rights-requests/{second}/approve", {})
    assert orphan.json()["code"] == "request_over"
    rig.now += timedelta(days=3)
    two = Person(rig, (await enter(rig, "otra")).json()["token"])
    for each in (first, second):
        late = await two.ask("POST", f"/rights-requests/{each}/approve", {})
        assert (late.status_code, late.json()["code"]) == (409, "request_over")
    assert (await two.ask("GET", "/rights-requests")).json() == []
    assert await roles_of(rig, "ana") == {"asesor"}


async def test_an_administrator_does_not_become_another_one(rig: ApiRig) -> None:
    """No administrator can set another's password, factor or code, or enable them alone, and so approve twice."""
    one, two = [await hire(rig, name, "admin") for name in ("jefe", "otra")]
    for method, path, body in (
        ("POST", "/users/otra/password", {}),
        ("DELETE", "/users/otra/second-factor", None),
        ("POST", "/users/otra/enrolment-code", {}),
    ):
        proven = path.endswith("code")
        refused = await one.ask(method, path, body, proven=proven)
        assert (refused.status_code, refused.json()["code"]) == (403, "administrator_protected"), path
    assert (await one.ask("POST", "/users/otra/disable")).status_code == 204
    enabled = await one.ask("POST", "/users/otra/enable")
    assert (enabled.status_code, enabled.json()["kind"]) == (202, "enable")
    rig.now += timedelta(seconds=2)
    assert (await two.ask("GET", "/me")).status_code == 401
    third = await hire(rig, "tercera", "admin")
    approved = await third.ask("POST", f"/rights-requests/{enabled.json()['id']}/approve", {})
    assert approved.status_code == 204, approved.text
    assert (await enter(rig, "otra")).status_code == 201


async def test_a_longer_right_needs_two_persons_and_a_shorter_one_does_not(rig: ApiRig) -> None:
    """One administrator cannot extend another's role beyond today, but can end it alone."""
    one = await hire(rig, "jefe", "admin")
    await hire(rig, "otra")
    today = rig.now.date()
    async with unit_of_work(rig.engine) as connection:
        await users.grant_role(connection, "otra", "admin", CAMPAIGN, begins=today - timedelta(days=1), ends=today)
    longer = await one.ask("PUT", "/users/otra/roles", {"roles": [{"role": "admin"}]})
    assert longer.status_code == 202
    async with unit_of_work(rig.engine) as connection:
        (grant,) = await users.grants_of(connection, "otra", CAMPAIGN)
    assert grant["ends_on"] == today
    assert (await one.ask("PUT", "/users/otra/roles", {"roles": []})).status_code == 204
    assert await roles_of(rig, "otra") == set()


async def test_a_site_may_let_one_person_grant(rig: ApiRig) -> None:
    """If the site allows it, the role is given at once."""
    context = rig.app.state.context
    site = msgspec.structs.replace(rig.site, rights=RightsRules(two_persons=False))
    rig.app.state.context = dataclasses.replace(context, site=site)
    one = await hire(rig, "jefe", "admin")
    made = await one.ask("POST", "/users", {"user": "eva", "name": "Eva", "roles": [{"role": "admin"}]})
    assert (made.json()["roles"], made.json()["pending_roles"]) == (["admin"], [])


async def test_a_site_may_ask_a_second_person_for_any_role(rig: ApiRig) -> None:
    """A listed role waits, also of a user who is enabled again; others are given at once, and none is weakened."""
    context = rig.app.state.context
    site = msgspec.structs.replace(rig.site, rights=RightsRules(approved_roles=("calidad",)))
    rig.app.state.context = dataclasses.replace(context, site=site)
    one, two = [await hire(rig, name, "admin") for name in ("jefe", "otra")]
    roles = [{"role": each} for each in ("asesor", "calidad", "admin")]
    made = (await one.ask("POST", "/users", {"user": "eva", "name": "Eva", "roles": roles})).json()
    assert (made["roles"], sorted(made["pending_roles"])) == (["asesor"], ["admin", "calidad"])
    [request] = (await two.ask("GET", "/rights-requests")).json()
    own = await one.ask("POST", f"/rights-requests/{request['id']}/approve", {})
    assert own.json()["code"] == "second_person_needed"
    assert (await two.ask("POST", f"/rights-requests/{request['id']}/approve", {})).status_code == 204
    assert await roles_of(rig, "eva") == {"asesor", "calidad", "admin"}
    await hire(rig, "luz", "calidad")
    assert (await one.ask("POST", "/users/luz/disable", {})).status_code == 204
    assert (await one.ask("POST", "/users/luz/enable", {})).status_code == 202
    every = msgspec.structs.replace(rig.site, rights=RightsRules(approve_all=True))
    rig.app.state.context = dataclasses.replace(context, site=every)
    changed = await one.ask("PUT", "/users/luz/roles", {"roles": [{"role": "asesor"}]})
    assert (changed.status_code, await roles_of(rig, "luz")) == (202, set())


async def test_a_role_that_keeps_its_days_causes_no_fact(rig: ApiRig) -> None:
    """A change of roles reports what changes, and nothing else."""
    one = await hire(rig, "jefe", "admin")
    await hire(rig, "ana", "asesor", "supervisor")
    async with unit_of_work(rig.engine) as connection:
        grants = {each["role"]: each for each in await users.grants_of(connection, "ana", CAMPAIGN)}
    kept = {"role": "asesor", "begins_on": grants["asesor"]["begins_on"].isoformat()}
    before = len(await facts_of(rig))
    assert (await one.ask("PUT", "/users/ana/roles", {"roles": [kept]})).status_code == 204
    assert [type(each) for each in (await facts_of(rig))[before:]] == [RoleWithdrawn]


async def test_the_terminal_makes_the_first_administrator_and_confirms_while_there_is_one(rig: ApiRig) -> None:
    """The terminal later requests like any user, and is the second person for an only administrator, not for two."""
    first, code = await terminal(rig).create("jefe", "Jefe", OWN_PASSWORD, [{"role": "admin"}], enrolled=True)
    assert (first, bool(code)) == (None, True)
    alone, _ = await terminal(rig).create("eva", "Eva", OWN_PASSWORD, [{"role": "admin"}])
    assert alone is not None
    assert await roles_of(rig, "eva") == set()
    with pytest.raises(Exception, match="la aprueba otra persona"):
        await terminal(rig).approve(alone.id)
    async with unit_of_work(rig.engine) as connection:
        await users.update_columns(connection, "jefe", must_change_password=False)
    jefe = Person(rig, (await enter(rig, "jefe", OWN_PASSWORD)).json()["token"], OWN_PASSWORD)
    listed = (await jefe.ask("GET", "/rights-requests")).json()
    assert [(each["user"], each["asked_by"]) for each in listed] == [("eva", None)]
    await hire(rig, "ana", "asesor")
    request = (await jefe.ask("PUT", "/users/ana/roles", {"roles": [{"role": "admin"}]})).json()
    await terminal(rig).approve(request["id"])
    assert await roles_of(rig, "ana") == {"admin"}
    await hire(rig, "luz")
    again = (await jefe.ask("PUT", "/users/luz/roles", {"roles": [{"role": "admin"}]})).json()
    with pytest.raises(Exception, match="Hay más de un administrador"):
        await terminal(rig).approve(again["id"])
    assert await terminal(rig).add_role("luz", "admin") is not None
    assert await roles_of(rig, "luz") == set()


# One's own roles


async def test_there_is_no_path_to_ones_own_roles(rig: ApiRig) -> None:
    """Neither a direct change, a new user of the same name, an approval nor another method changes one's own roles."""
    one, two = [await hire(rig, name, "admin") for name in ("jefe", "otra")]
    expected = {"roles": [{"role": "admin"}, {"role": "coordinador"}]}
    assert (await one.ask("PUT", "/users/jefe/roles", expected)).json()["code"] == "forbidden"
    for method in ("PATCH", "POST", "DELETE"):
        assert (await one.ask(method, "/users/jefe/roles", expected)).status_code == 405
    assert (await one.ask("PATCH", "/users/jefe", expected)).status_code in (404, 405)
    response = await one.ask("POST", "/users", {"user": "jefe", "name": "Jefe", **expected})
    assert (response.status_code, response.json()["code"]) == (409, "user_exists")
    for path in ("/users/jefe/enrolment-code", "/users/jefe/password", "/users/jefe/disable"):
        assert (await one.ask("POST", path, {}, proven="code" in path)).json()["code"] == "forbidden"
    await hire(rig, "ana", "asesor")
    async with unit_of_work(rig.engine) as connection:  # an administrator until today
        await users.grant_role(connection, "ana", "admin", CAMPAIGN, begins=rig.now.date(), ends=rig.now.date())
    request = (await two.ask("PUT", "/users/ana/roles", {"roles": [{"role": "admin"}]})).json()
    ana = Person(rig, (await enter(rig, "ana")).json()["token"])
    own = await ana.ask("POST", f"/rights-requests/{request['id']}/approve", {})
    assert own.json()["code"] == "second_person_needed"
    assert await roles_of(rig, "jefe") == {"admin"}


# Second factor and passwords


async def needs_factor(rig: ApiRig, *roles: str) -> None:
    """Make some roles require a second factor."""
    context = rig.app.state.context
    rig.app.state.context = dataclasses.replace(context, second_factor_roles=frozenset(roles))


async def test_password_alone_enrols_no_second_factor(rig: ApiRig) -> None:
    """A thief enrols no factor, neither first nor by guessing; the owner does with the code, once and in time."""
    await needs_factor(rig, "coordinador")
    admin = await hire(rig, "jefe", "admin")
    await rig.hire("paola", "coordinador")
    thief = Person(rig, (await enter(rig, "paola")).json()["token"])
    first = await thief.ask("POST", "/me/second-factor", {}, proven=False)
    assert (first.status_code, first.json()["code"]) == (403, "enrolment_code_required")
    guess = await thief.ask("POST", "/me/second-factor", {"enrolment_code": "aaaa-aaaa-aaaa"}, proven=False)
    assert (guess.status_code, guess.json()["code"]) == (403, "enrolment_code_wrong")
    assert (await thief.ask("POST", "/me/second-factor", {"code": "000000"}, proven=False)).status_code == 401
    response = await admin.ask("POST", "/users/paola/enrolment-code", {})
    assert (response.status_code, response.headers["cache-control"]) == (200, "no-store")
    form = {"enrolment_code": f" {response.json()['code'].upper().replace('-', ' ')} "}
    secret = (await thief.ask("POST", "/me/second-factor", form, proven=False)).json()["secret"]
    code = {"code": pyotp.TOTP(secret).at(rig.now)}
    assert (await thief.ask("POST", "/me/second-factor", code, proven=False)).json()["active"] is True
    assert (await thief.ask("GET", "/calls")).status_code == 200
    async with unit_of_work(rig.engine) as connection:
        row = await users.find(connection, "paola")
    assert row is not None
    assert (row.enrolment_digest, row.enrolment_until) == (None, None)
    again = await admin.ask("POST", "/users/paola/enrolment-code", {})
    assert (again.status_code, again.json()["code"]) == (409, "has_second_factor")


async def test_a_code_of_enrolment_is_its_users_for_a_week_and_guesses_lock_out(rig: ApiRig) -> None:
    """Another user's or an old code is refused, and a user who guesses is locked out."""
    admin = await hire(rig, "jefe", "admin")
    ana, eva = [await hire(rig, name, "calidad") for name in ("ana", "eva")]
    code = (await admin.ask("POST", "/users/ana/enrolment-code", {})).json()["code"]
    form = {"enrolment_code": code}
    assert (await eva.ask("POST", "/me/second-factor", form, proven=False)).json()["code"] == "enrolment_code_wrong"
    assert await is_locked_out(eva, "POST", "/me/second-factor", form)
    async with unit_of_work(rig.engine) as connection:
        await users.update_columns(connection, "ana", enrolment_until=rig.now)
    assert (await ana.ask("POST", "/me/second-factor", form, proven=False)).json()["code"] == "enrolment_code_wrong"


async def test_code_is_shown_with_first_password(rig: ApiRig) -> None:
    """The code is shown once beside the temporary password, and only for a role that requires a factor."""
    await needs_factor(rig, "coordinador")
    admin = await hire(rig, "jefe", "admin")
    made = await admin.ask("POST", "/users", {"user": "luz", "name": "Luz", "roles": [{"role": "coordinador"}]})
    assert len(made.json()["enrolment_code"]) == 14
    other = await admin.ask("POST", "/users", {"user": "eva", "name": "Eva", "roles": [{"role": "asesor"}]})
    assert other.json()["enrolment_code"] is None


KNOWN = (
    "xxxxxxxxxxxx",
    "123456789012",
    "qwertyuiop12",
    "password1234",
    "abcdabcdabcd",
    "contraseña123",
    "anarojas2026",
)


@pytest.mark.parametrize("password", KNOWN)
async def test_a_known_password_is_refused_wherever_it_is_given(rig: ApiRig, password: str) -> None:
    """Common ones, repetitions, sequences and the user's own name are refused for a new user, a reset and a change."""
    admin = await hire(rig, "jefe", "admin")
    await rig.hire("ana.rojas", "asesor")
    ana = Person(rig, (await enter(rig, "ana.rojas")).json()["token"])
    expected = {"user": "eva", "name": "Ana Rojas", "password": password, "roles": [{"role": "asesor"}]}
    for refused, field in (
        (await admin.ask("POST", "/users", expected), "password"),
        (await admin.ask("POST", "/users/ana.rojas/password", {"password": password}, proven=False), "password"),
        (await ana.ask("POST", "/me/password", {"current": PASSWORD, "new": password}, proven=False), "new"),
    ):
        answer = refused.json()
        assert (refused.status_code, answer["code"], answer["errors"][0]["field"]) == (422, "password_known", field)
    assert (await enter(rig, "ana.rojas")).status_code == 201


async def test_own_phrase_is_accepted_as_password(rig: ApiRig) -> None:
    """Phrases are accepted, and of a long one only the beginning is checked."""
    for password in (OWN_PASSWORD, "el perro de mi tía come arepa", "laguna-y-ruana-" * 17):
        ana = Person(rig, await rig.hire(f"ana{len(password)}", "asesor"))
        form = {"current": PASSWORD, "new": password}
        assert (await ana.ask("POST", "/me/password", form, proven=False)).status_code == 204


async def test_a_token_of_before_is_cut_to_its_issuers_rights(rig: ApiRig) -> None:
    """A token with every right in its row, issued by an administrator, has none that the administrator lacks."""
    await hire(rig, "jefe", "admin")
    token = Person(rig, await plant(rig, "customer.read", "calls.read", "service_level.read", by="jefe"))
    answers = [(await token.ask("GET", path)).status_code for path in ("/calls", "/service-level", "/customers")]
    assert answers == [403, 200, 403]
    async with unit_of_work(rig.engine) as connection:
        await connection.execute(update(service_token).values(issued_by="nadie"))
    rig.now += timedelta(seconds=2)
    assert (await token.ask("GET", "/service-level")).status_code == 401
