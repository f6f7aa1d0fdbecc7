"""A review of accounts: its snapshot, its decisions, its signature and its execution."""

import hashlib
from datetime import timedelta

import pytest
from sqlalchemy import text

from agent_api.access import users
from eventlog.facts import AccessReviewBegun, AccessReviewDecided, AccessReviewExecuted, AccessReviewSigned
from storage.postgres.engine import unit_of_work
from tests.support.api.api_rig import PASSWORD
from tests.support.desks.access_review_desk import (
    ADVISOR,
    BOSS,
    CARLOS,
    CLARA,
    IDLE,
    LEAD,
    OTHER_BOSS,
    REASON,
    REVIEWS,
    AccessReviewDesk,
)
from tests.support.router.campaign_rig import CAMPAIGN

pytestmark = pytest.mark.integration
ALL = {"ana.rojas", "carlos", "clara", "coco", "jefe", "otra", "quien", "turno2"}


async def test_a_review_begins_with_a_sealed_snapshot(desk: AccessReviewDesk) -> None:
    """The snapshot has each account and no name, and its SHA-256 is in the log."""
    review = await desk.begun_review()
    assert (review["id"][5:], review["accounts"], review["state"]) == ("0001", 8, "open")
    assert review["period"].startswith(("primer", "segundo", "tercer", "cuarto"))
    answer = await desk.ask(CLARA, "GET", f"{REVIEWS}/{review['id']}/snapshot")
    assert hashlib.sha256(answer.content).hexdigest() == review["snapshot_digest"]
    assert b"Clara" not in answer.content
    [envelope] = await desk.facts("AccessReviewBegun")
    fact = envelope.fact
    assert isinstance(fact, AccessReviewBegun)
    assert (fact.digest, fact.accounts, fact.review) == (review["snapshot_digest"], 8, review["id"])
    assert (await desk.bell(CARLOS))[0].startswith(f"Empezó la revisión de cuentas {review['id']}: decida")
    accounts = await desk.accounts(review["id"])
    assert accounts.keys() == ALL
    assert accounts["turno2"]["findings"] == ["generic_name"]
    assert accounts["quien"]["findings"] == ["no_owner"]  # the full name is the login
    assert [each["role"] for each in accounts["ana.rojas"]["roles"]] == ["asesor"]


async def test_the_account_of_a_person_who_left_is_flagged(desk: AccessReviewDesk) -> None:
    """An account that was enabled again after its holder's exit has the day of that exit."""
    entry = {"user": "ana.rojas", "name": "Ana Rojas", "begins_on": "2020-01-01", "reason": "Contrato 4."}
    answer = await desk.ask(BOSS, "POST", "/staff", json=entry)
    assert answer.status_code == 201, answer.text
    exit_ = await desk.ask(BOSS, "POST", "/staff/ana.rojas/exit", json={"reason": "Renunció."})
    assert exit_.status_code == 200, exit_.text
    async with unit_of_work(desk.rig.engine) as connection:
        await users.update_columns(connection, "ana.rojas", disabled_at=None)
    desk.rig.now += timedelta(days=1)
    accounts = await desk.accounts((await desk.begun_review())["id"])
    assert accounts["ana.rojas"]["findings"][0] == "departed"


async def test_the_snapshot_stays_as_it_was_when_accounts_change(desk: AccessReviewDesk) -> None:
    """A later role is not in it; a forged snapshot is refused instead of shown."""
    review = await desk.begun_review()
    before = await desk.accounts(review["id"])
    async with unit_of_work(desk.rig.engine) as connection:
        await users.grant_role(connection, "ana.rojas", "calidad", CAMPAIGN, begins=desk.rig.now.date())
    after = await desk.accounts(review["id"])
    assert after["ana.rojas"]["roles"] == before["ana.rojas"]["roles"]
    async with unit_of_work(desk.rig.engine) as connection:
        forged = "convert_to(replace(convert_from(snapshot, 'UTF8'), 'turno2', 'turno3'), 'UTF8')"
        await connection.execute(text(f"UPDATE access_review SET snapshot = {forged}"))
    refused = await desk.ask(CLARA, "GET", f"{REVIEWS}/{review['id']}/accounts")
    assert (refused.status_code, refused.json()["code"]) == (409, "snapshot_damaged")


async def test_the_period_has_one_review_however_many_begin_it(desk: AccessReviewDesk) -> None:
    """Several workers begin one; a person cannot begin a second; the next period has its own."""
    assert await desk.begin_by_workers(3) == 0  # no user can decide yet
    await desk.staff()
    assert await desk.begin_by_workers(3) == 1
    assert await desk.begin_by_workers(3) == 0
    twice = await desk.ask(CLARA, "POST", REVIEWS)
    assert (twice.status_code, twice.json()["code"]) == (409, "period_reviewed")
    desk.rig.now += timedelta(days=92)
    assert await desk.begin_by_workers(2) == 1
    listed = (await desk.ask(CLARA, "GET", REVIEWS)).json()["reviews"]
    assert len({each["first_day"] for each in listed}) == 2


async def test_the_site_names_who_decides_and_who_executes(desk: AccessReviewDesk) -> None:
    """A coordinator has the permission and not the role of the site; an advisor has neither."""
    review = await desk.begun_review()
    refused = await desk.decide(LEAD, review["id"], "ana.rojas")
    assert (refused.status_code, refused.json()["code"]) == (403, "review_role_needed")
    assert (await desk.decide(BOSS, review["id"], "ana.rojas")).json()["code"] == "forbidden"
    assert (await desk.execute(CLARA, review["id"], "ana.rojas")).json()["code"] == "forbidden"
    assert (await desk.ask(ADVISOR, "GET", REVIEWS)).status_code == 403
    assert (await desk.review(review["id"], LEAD))["acts"] == []
    assert (await desk.review(review["id"], CLARA))["acts"] == ["decide"]


async def test_nobody_decides_on_their_own_account(desk: AccessReviewDesk) -> None:
    """Alone or among others; then none of them is decided."""
    id_ = (await desk.begun_review())["id"]
    refused = await desk.decide(CLARA, id_, "ana.rojas", "clara")
    assert (refused.status_code, refused.json()["code"]) == (409, "own_account")
    assert (await desk.review(id_))["counts"]["undecided"] == 8
    await desk.decided(CARLOS, id_, "ana.rojas", "clara")
    assert (await desk.review(id_))["counts"]["undecided"] == 6


@pytest.mark.parametrize(
    ("account", "form", "code"),
    [
        ("ana.rojas", {"decision": "remove"}, "reason_missing"),
        ("ana.rojas", {"decision": "change", "reason": REASON}, "roles_missing"),
        ("ana.rojas", {"decision": "change", "roles": ["supervisor"]}, "reason_missing"),
        ("ana.rojas", {"decision": "keep", "roles": ["supervisor"]}, "roles_missing"),
        ("turno2", {}, "exception_missing"),
        ("turno2", {"exception_until": "2099-01-01", "reason": REASON}, "exception_invalid"),
        ("turno2", {"decision": "remove", "exception_until": "2099-01-01", "reason": REASON}, "exception_invalid"),
    ],
)
async def test_a_decision_is_complete(desk: AccessReviewDesk, account: str, form: dict[str, object], code: str) -> None:
    """Changes, removals and exceptions have a reason; a flagged account is kept only as an exception with an end."""
    id_ = (await desk.begun_review())["id"]
    refused = await desk.decide(CLARA, id_, account, **form)
    assert (refused.status_code, refused.json()["code"]) == (409, code)
    assert refused.json()["detail"].startswith(f"{account}: ")


async def test_reviewers_read_the_reason_of_a_decision(desk: AccessReviewDesk) -> None:
    """The fact names the account and the decision."""
    id_ = (await desk.begun_review())["id"]
    await desk.decided(CLARA, id_, "ana.rojas", decision="remove", reason=REASON)
    assert (await desk.accounts(id_))["ana.rojas"]["reason"] == REASON
    [envelope] = await desk.facts("AccessReviewDecided")
    assert isinstance(envelope.fact, AccessReviewDecided)
    assert (envelope.fact.user, envelope.fact.decision, envelope.actor) == ("ana.rojas", "remove", "user:clara")


async def test_a_review_is_signed_when_each_account_has_a_decision(desk: AccessReviewDesk) -> None:
    """The signature has the digest of the decisions, and no decision changes afterwards."""
    id_ = (await desk.begun_review())["id"]
    unsigned = await desk.sign_review(id_)
    assert (unsigned.status_code, unsigned.json()["code"]) == (409, "accounts_undecided")
    assert (await desk.ask(CLARA, "GET", f"{REVIEWS}/{id_}/decisions")).status_code == 404
    await desk.decided(CLARA, id_, "ana.rojas", decision="remove", reason=REASON)
    signed = await desk.signed_review(id_)
    assert (signed["state"], signed["signed"]["by"], signed["counts"]["pending"]) == ("signed", "clara", 1)
    content = (await desk.ask(CLARA, "GET", f"{REVIEWS}/{id_}/decisions")).content
    assert hashlib.sha256(content).hexdigest() == signed["digest"]
    assert REASON.encode() in content
    [envelope] = await desk.facts("AccessReviewSigned")
    assert isinstance(envelope.fact, AccessReviewSigned)
    assert (envelope.fact.kept, envelope.fact.changed, envelope.fact.removed) == (7, 0, 1)
    assert envelope.fact.digest == signed["digest"]
    again = await desk.decide(CLARA, id_, "ana.rojas")
    assert (again.status_code, again.json()["code"]) == (409, "review_signed")
    assert (await desk.bell(BOSS))[0] == f"Se firmó la revisión de cuentas {id_}: haga en las cuentas lo decidido."


async def test_a_review_without_changes_ends_with_its_signature(desk: AccessReviewDesk) -> None:
    """Nothing is left to carry out."""
    id_ = (await desk.begun_review())["id"]
    signed = await desk.signed_review(id_)
    assert (signed["state"], signed["acts"]) == ("closed", [])
    assert len(await desk.facts("AccessReviewClosed")) == 1


async def test_decisions_are_carried_out_in_the_accounts(desk: AccessReviewDesk) -> None:
    """A removed account is disabled and a changed one has its new roles; then the review is closed."""
    id_ = (await desk.begun_review())["id"]
    await desk.decided(CLARA, id_, "turno2", decision="remove", reason=REASON)
    await desk.decided(CLARA, id_, "ana.rojas", decision="change", roles=["asesor_escrita"], reason=REASON)
    assert (await desk.execute(BOSS, id_, "turno2")).json()["code"] == "review_unsigned"
    await desk.signed_review(id_)
    assert (await desk.review(id_, BOSS))["acts"] == ["execute"]
    unproven = await desk.ask(BOSS, "POST", f"{REVIEWS}/{id_}/executions", json={"users": ["turno2"]})
    assert unproven.json()["code"] == "step_up_required"
    nothing = await desk.execute(BOSS, id_, "turno2", "coco")
    assert (nothing.status_code, nothing.json()["code"]) == (409, "nothing_to_execute")
    assert (await desk.ask(IDLE, "GET", "/me")).status_code == 200
    first = await desk.execute(BOSS, id_, "turno2")
    assert (first.status_code, first.json()["state"]) == (200, "signed")
    assert (await desk.ask(IDLE, "GET", "/me")).status_code == 401
    last = await desk.execute(OTHER_BOSS, id_, "ana.rojas")
    assert (last.json()["state"], last.json()["counts"]["pending"]) == ("closed", 0)
    done = await desk.accounts(id_, execution="executed")
    assert (done["turno2"]["executed"]["by"], done["ana.rojas"]["executed"]["by"]) == ("jefe", "otra")
    listed = (await desk.ask(BOSS, "GET", "/users")).json()
    state = {each["user"]: (each["roles"], each["disabled"]) for each in listed}
    assert state["turno2"][1] is True
    assert state["ana.rojas"] == (["asesor_escrita"], False)
    facts = [each.fact for each in await desk.facts("AccessReviewExecuted")]
    assert [(each.user, each.changes) for each in facts if isinstance(each, AccessReviewExecuted)] == [
        ("turno2", 1),
        ("ana.rojas", 2),
    ]
    assert (await desk.execute(BOSS, id_, "turno2")).json()["code"] == "nothing_to_execute"


async def test_a_person_who_decided_or_signed_does_not_execute(desk: AccessReviewDesk) -> None:
    """Not even with the role that executes; and no person changes their own account."""
    both = "calidad+admin:clau"
    await desk.staff()
    await desk.hire(both)
    id_ = (await desk.ask(CLARA, "POST", REVIEWS)).json()["id"]
    until = (desk.rig.now.date() + timedelta(days=9)).isoformat()
    await desk.decided(CLARA, id_, "clau", "jefe", decision="remove", reason=REASON)
    await desk.decided(both, id_, "ana.rojas", decision="remove", reason=REASON)
    await desk.decided(CARLOS, id_, "turno2", reason=REASON, exception_until=until)
    await desk.signed_review(id_)
    for user, account, code in ((both, "ana.rojas", "reviewer_executes"), (BOSS, "jefe", "own_account")):
        refused = await desk.execute(user, id_, account)
        assert (refused.status_code, refused.json()["code"]) == (409, code), account
    assert (await desk.execute(both, id_, "clau")).json()["code"] == "own_account"
    assert (await desk.execute(OTHER_BOSS, id_, "ana.rojas", "jefe", "clau")).json()["state"] == "closed"


async def test_a_role_that_two_persons_give_waits_for_the_second(desk: AccessReviewDesk) -> None:
    """The decision is requested, and marked as carried out once another administrator approved it."""
    desk.ask_for_approval("supervisor")
    id_ = (await desk.begun_review())["id"]
    await desk.decided(CLARA, id_, "ana.rojas", decision="change", roles=["supervisor"], reason=REASON)
    await desk.signed_review(id_)
    waiting = await desk.execute(BOSS, id_, "ana.rojas")
    assert (waiting.json()["state"], waiting.json()["counts"]["pending"]) == ("signed", 1)
    account = (await desk.accounts(id_))["ana.rojas"]
    assert account["execution"] == "requested"
    assert await desk.settle() == 0
    path = f"/rights-requests/{account['request']}/approve"
    own = await desk.ask(BOSS, "POST", path, json={"proof": PASSWORD})
    assert own.json()["code"] == "second_person_needed"
    assert (await desk.ask(OTHER_BOSS, "POST", path, json={"proof": PASSWORD})).status_code == 204
    assert await desk.settle() == 1
    assert await desk.settle() == 0
    assert (await desk.review(id_))["state"] == "closed"
    assert (await desk.accounts(id_))["ana.rojas"]["executed"]["by"] == "jefe"


async def test_accounts_are_filtered_and_paged(desk: AccessReviewDesk) -> None:
    """By decision, finding, role and text, in the order of logins; filters combine."""
    id_ = (await desk.begun_review())["id"]
    await desk.decided(CLARA, id_, "ana.rojas", decision="remove", reason=REASON)
    assert (await desk.accounts(id_, decision="remove")).keys() == {"ana.rojas"}
    assert (await desk.accounts(id_, finding="any")).keys() == {"quien", "turno2"}
    assert (await desk.accounts(id_, finding="none")).keys() == ALL - {"quien", "turno2"}
    assert (await desk.accounts(id_, finding="generic_name", role="admin")).keys() == set()
    assert (await desk.accounts(id_, role="calidad")).keys() == {"clara", "carlos"}
    assert (await desk.accounts(id_, q="CLÁR")).keys() == {"clara"}
    first = (await desk.ask(CLARA, "GET", f"{REVIEWS}/{id_}/accounts", params={"limit": 4})).json()
    rest = (await desk.ask(CLARA, "GET", f"{REVIEWS}/{id_}/accounts", params={"after": first["next"]})).json()
    assert [each["user"] for each in [*first["accounts"], *rest["accounts"]]] == sorted(ALL)
    assert (first["total"], rest["next"]) == (8, None)
    assert (await desk.ask(CLARA, "GET", f"{REVIEWS}/2026-9999/accounts")).status_code == 404
