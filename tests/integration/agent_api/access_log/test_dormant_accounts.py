"""Unused accounts: warned once, disabled once by any number of workers, and never the last administrator."""

from datetime import timedelta

import pytest

from config.site.accounts import AccountRules
from tests.support.api.sent_mail import plain_text, sent_messages
from tests.support.desks.access_desk import ADMIN, AccessDesk

pytestmark = pytest.mark.integration


async def test_an_unused_account_is_warned_and_then_disabled_once(desk: AccessDesk) -> None:
    """Three workers send one warning and disable once; the account stays, and the facts say since when."""
    await desk.ask(ADMIN, "GET", "/me")
    await desk.ask("asesor:nadia", "GET", "/me")
    await desk.set_used(desk.rig.now - timedelta(days=53), "nadia")
    assert await desk.keep_rule(3) == 1
    assert (await desk.bell("asesor:nadia"))[0].startswith("Su cuenta nadia se inhabilita el ")
    desk.rig.now += timedelta(days=6)
    assert await desk.keep_rule(3) == 0
    desk.rig.now += timedelta(days=1)
    await desk.set_used(desk.rig.now, "raiz")
    assert await desk.keep_rule(3) == 1
    assert await desk.keep_rule(3) == 0
    (warned,) = await desk.journaled_facts("AccountDormancyWarned")
    (disabled,) = await desk.journaled_facts("DormantAccountDisabled")
    assert (warned.actor, disabled.fact.user, disabled.fact.days) == ("system:accounts", "nadia", 60)
    users = (await desk.ask(ADMIN, "GET", "/users")).json()
    rows = users["users"] if isinstance(users, dict) else users
    assert [each["disabled"] for each in rows if each["user"] == "nadia"] == [True]
    movements = [each["movement"] for each in await desk.entries(account="nadia", actor="system:accounts")]
    assert movements == ["UserDisabled", "DormantAccountDisabled", "AccountDormancyWarned"]


async def test_a_sign_in_after_the_warning_keeps_the_account(desk: AccessDesk) -> None:
    """Using the account is enough."""
    await desk.ask("asesor:nadia", "GET", "/me")
    await desk.set_used(desk.rig.now - timedelta(days=60), "nadia")
    assert await desk.keep_rule() == 1
    desk.rig.now += timedelta(days=3)
    await desk.set_used(desk.rig.now, "nadia")
    desk.rig.now += timedelta(days=10)
    assert await desk.keep_rule() == 0


async def test_the_last_administrator_stays(desk: AccessDesk) -> None:
    """Of two unused administrators one is disabled, and the other can still sign in."""
    for user in ("admin:raiz", "admin:otra"):
        await desk.ask(user, "GET", "/me")
    await desk.set_used(desk.rig.now - timedelta(days=100), "raiz", "otra")
    assert await desk.keep_rule() == 2
    desk.rig.now += timedelta(days=30)
    assert await desk.keep_rule(3) == 1
    assert await desk.keep_rule() == 0
    assert len(await desk.journaled_facts("DormantAccountDisabled")) == 1


async def test_a_site_without_the_rule_disables_no_account(desk: AccessDesk) -> None:
    """Without accounts.yaml an account may stay unused for years."""
    desk.apply_rules(AccountRules())
    await desk.ask("asesor:nadia", "GET", "/me")
    await desk.set_used(desk.rig.now - timedelta(days=900), "nadia")
    assert await desk.keep_rule() == 0


async def test_the_warning_goes_by_mail_where_the_site_has_the_address(desk: AccessDesk) -> None:
    """The mail names the account and the day, and how to keep it."""
    login, address = next(iter(desk.site.notices.unread_digest.addresses.items()))  # type: ignore[union-attr]
    await desk.ask(f"coordinador:{login}", "GET", "/me")
    await desk.set_used(desk.rig.now - timedelta(days=60), login)
    assert await desk.keep_rule() == 1
    ((to, message),) = await sent_messages(desk, "account_dormancy")
    assert to == address
    assert f"la cuenta {login}" in plain_text(message)
