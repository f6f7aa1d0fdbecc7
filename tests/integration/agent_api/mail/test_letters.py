"""Letters and the proof of their delivery."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from agent_api.mail import letter_service
from agent_api.mail.domain.contents import TicketAnsweredText
from agent_api.mail.letter_page import PostalAddress
from agent_api.mail.letter_service import LetterRefused
from storage.postgres.engine import read_connection, unit_of_work
from storage.tables import letter
from tests.support.api.mail_rig import SITE, START, MailRig
from tests.support.facts.call_logs import SEALER

pytestmark = pytest.mark.integration
TO = PostalAddress(name="María Peña", street=("Carrera 3 # 18-32",), municipality="Mitú", department="Vaupés")
DAY = START.date()
GUIDE: dict[str, Any] = {"carrier": "4-72", "guide": "RA123456789CO", "on": DAY, "actor": "user:escrita1"}
PROOF: dict[str, Any] = {"delivered": True, "receipt": "La hermana, CC 1", "cipher": SEALER, "actor": "user:escrita1"}


async def written(rig: MailRig) -> str:
    """Write a letter about a ticket."""
    content = TicketAnsweredText(name="María Peña", number="7", asked="x", filed_on=DAY, answer="Sí.")
    async with unit_of_work(rig.engine) as connection:
        return await letter_service.write_letter(
            connection, TO, content, about="7", site=SITE, cipher=SEALER, actor="user:escrita1", now=START
        )


async def test_a_letter_is_written_dispatched_and_proved(mail_office: MailRig) -> None:
    """Each step has its date and its fact, and the PDF stays unchanged."""
    id_ = await written(mail_office)
    async with unit_of_work(mail_office.engine) as connection:
        await letter_service.record_dispatch(connection, SITE.campaign, id_, **GUIDE)
        await letter_service.record_dispatch(connection, SITE.campaign, id_, **GUIDE)
        await letter_service.record_delivery(connection, SITE.campaign, id_, on=DAY + timedelta(days=3), **PROOF)
        [row] = await letter_service.list_letters_about(connection, SITE.campaign, "7", cipher=SEALER)
        pdf = await letter_service.stored_pdf(connection, SITE.campaign, id_, cipher=SEALER)
    assert (row.state, row.carrier, row.guide, row.to) == ("delivered", "4-72", "RA123456789CO", TO)
    assert (row.dispatched_on, row.closed_on, row.receipt) == (DAY, DAY + timedelta(days=3), "La hermana, CC 1")
    assert pdf.startswith(b"%PDF-")
    assert await mail_office.fact_kinds() == ["LetterWritten", "LetterDispatched", "LetterDelivered"]


async def test_impossible_delivery_proof_is_refused(mail_office: MailRig) -> None:
    """A proof without a waybill, a day before the previous step, a second waybill and another letter's are refused."""
    first, second = await written(mail_office), await written(mail_office)

    async def refused(verb: str, id_: str, **fields: Any) -> None:
        with pytest.raises(LetterRefused):
            async with unit_of_work(mail_office.engine) as connection:
                await getattr(letter_service, verb)(connection, SITE.campaign, id_, **fields)

    await refused("record_dispatch", "0" * 32, **GUIDE)
    await refused("record_delivery", first, on=DAY, **PROOF)
    await refused("record_dispatch", first, **{**GUIDE, "on": date(2026, 1, 1)})
    await refused("record_dispatch", first, **{**GUIDE, "guide": " "})
    async with unit_of_work(mail_office.engine) as connection:
        await letter_service.record_dispatch(connection, SITE.campaign, first, **GUIDE)
    await refused("record_dispatch", first, **{**GUIDE, "guide": "otra"})
    await refused("record_dispatch", second, **GUIDE)
    await refused("record_delivery", first, on=DAY - timedelta(days=1), **PROOF)


async def test_neither_address_nor_letter_is_plain_at_rest(mail_office: MailRig) -> None:
    """Address, text and recipient are encrypted."""
    id_ = await written(mail_office)
    async with unit_of_work(mail_office.engine) as connection:
        await letter_service.record_dispatch(connection, SITE.campaign, id_, **GUIDE)
        await letter_service.record_delivery(connection, SITE.campaign, id_, on=DAY, **PROOF)
    async with read_connection(mail_office.engine) as connection:
        [row] = await connection.execute(select(letter))
    plain = b" ".join(each if isinstance(each, bytes) else str(each).encode() for each in row)
    for secret in ("María".encode(), b"Carrera", "Mitú".encode(), b"hermana", b"%PDF"):
        assert secret not in plain
