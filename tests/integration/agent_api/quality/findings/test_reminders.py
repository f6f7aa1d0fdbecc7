"""Reminders of findings: each sent once by any number of workers, to the bell and by mail where the site says."""

from datetime import timedelta

import msgspec
import pytest

from eventlog.facts import FindingReminded
from tests.support.api.sent_mail import plain_text, sent_messages
from tests.support.desks.evaluation_desk import CLARA, LEAD
from tests.support.desks.finding_desk import OWNER, FindingDesk

pytestmark = pytest.mark.integration


def give_address(desk: FindingDesk, user: str, address: str) -> None:
    """Give a user an address of their own in the site."""
    site = desk.rig.app.state.context.site
    digest = site.notices.unread_digest
    assert digest is not None
    digest = msgspec.structs.replace(digest, addresses={**digest.addresses, user: address})
    notices = msgspec.structs.replace(site.notices, unread_digest=digest)
    desk.put_in_force(msgspec.structs.replace(site, notices=notices, version="v8"))


async def test_each_reminder_is_sent_once_by_any_number_of_workers(desk: FindingDesk) -> None:
    """Five days before, one day before, and when it is late; never again, and not before its day."""
    give_address(desk, "sara", "sara@operacion.example")
    found = await desk.registered(CLARA, severity="moderada")
    assert await desk.remind(3) == 0
    sent = []
    for _ in range(30):
        desk.rig.now += timedelta(days=1)
        sent.append(await desk.remind(3))
    assert sum(sent) == 3
    days = [
        (each.fact.days_left, each.fact.late)
        for each in await desk.facts("FindingReminded")
        if isinstance(each.fact, FindingReminded)
    ]
    assert days == [(5, False), (1, False), (0, True)]
    texts = [
        plain_text(message)
        for to, message in await sent_messages(desk, "finding_reminder")
        if to == "sara@operacion.example"
    ]
    assert len(texts) == 3
    assert f"El hallazgo {found['id']} a su cargo venció" in texts[2]
    assert f"/calidad/hallazgos/{found['id']}" in texts[0]
    assert not any("Marta" in each for each in texts)


async def test_lateness_notifies_the_owner_and_quality(desk: FindingDesk) -> None:
    """The bell of both says it; without an address in the site, no mail is sent."""
    found = await desk.registered(CLARA)
    desk.rig.now += timedelta(days=10)
    assert await desk.remind() == 1
    for user in (OWNER, CLARA, LEAD):
        assert (await desk.bell(user))[0].startswith(f"El hallazgo {found['id']} venció el ")
    assert [to for to, _ in await sent_messages(desk, "finding_reminder") if to.startswith("sara")] == []


async def test_a_corrected_finding_is_not_reminded_and_a_reopened_one_is_again(desk: FindingDesk) -> None:
    """After the correction no reminder is sent; a new last day has reminders of its own."""
    found = await desk.registered(CLARA)
    course = await desk.acted(CLARA, await desk.acted(OWNER, found, "propose"), "approve")
    done = await desk.acted(OWNER, course, "finish")
    desk.rig.now += timedelta(days=30)
    assert await desk.remind() == 0
    verified = await desk.acted(CLARA, done, "verify")
    await desk.acted(CLARA, verified, "reopen")
    desk.rig.now += timedelta(days=30)
    assert await desk.remind(2) == 1
