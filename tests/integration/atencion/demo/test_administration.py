"""The demo's past of administration: the functions of the API carried it out, and its facts are of the past."""

import base64
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import Table, func, select

from agent_api.access import users
from agent_api.access_log.dormant_accounts import keep_dormancy_rule
from agent_api.training.standings import restrict_queues
from atencion.demo.administration.moments import accounts_begin_at
from atencion.demo.administration.past import carry_out_past
from atencion.demo.users import make_demo_users
from config.milliseconds import from_milliseconds
from config.settings import Settings
from config.timezone import COLOMBIA
from eventlog import facts
from storage.encryption.field_cipher import load_field_cipher
from storage.postgres.engine import make_engine, unit_of_work
from storage.tables import (
    absence,
    access_review,
    account,
    bulletin,
    client_novelty,
    knowledge_reading,
    knowledge_version,
    outbox,
    practice,
    staff_member,
    training_proposal,
    training_session,
    wall_display,
)
from tests.support.site_folders import sample_site

pytestmark = pytest.mark.integration
SITE = sample_site()
TODAY = date(2026, 12, 1)
STATES: dict[Table, dict[str, int]] = {
    training_session: {"held": 4, "planned": 3},
    training_proposal: {"accepted": 1, "open": 1},
    client_novelty: {"closed": 1, "answered": 1, "sent": 1, "registered": 1},
    access_review: {"closed": 1, "open": 1},
}
COUNTS = {
    **{practice: 2, staff_member: 8, absence: 2, knowledge_version: 8, knowledge_reading: 3, bulletin: 2},
    wall_display: 1,
}


async def test_every_noun_has_a_past(postgres_url: str, valkey_url: str, tmp_path: Path) -> None:
    """Each noun has rows in its states; their facts are before today and leave the outbox with the journal.

    No advisor is kept from a queue, and only the unused account is warned.
    """
    settings = Settings(
        database_url=postgres_url,
        data_dir=tmp_path,
        data_key=SecretStr(base64.b64encode(bytes(32)).decode()),
        demo_password=SecretStr("guadua-laguna-ruana-17"),
    )
    engine, cipher = make_engine(postgres_url, name="test"), load_field_cipher(settings)
    await make_demo_users(settings, SITE, accounts_begin_at(SITE, TODAY))
    async with unit_of_work(engine) as connection:
        row = await users.find(connection, "asesor1")
    assert row is not None
    past = await carry_out_past(engine, valkey_url, SITE, cipher, today=TODAY, password_hash=str(row.password))
    now = datetime(2026, 12, 1, 15, tzinfo=UTC)
    async with unit_of_work(engine) as connection:
        for table, states in STATES.items():
            query = select(table.c.state, func.count()).group_by(table.c.state)
            assert {each[0]: each[1] for each in await connection.execute(query)} == states, table.name
        for table, number in COUNTS.items():
            assert await connection.scalar(select(func.count()).select_from(table)) == number, table.name
        warned = select(account.c.name).where(account.c.dormancy_warned_at.is_not(None))
        assert list((await connection.execute(warned)).scalars()) == ["consulta1"]
        disabled = select(account.c.name).where(account.c.disabled_at.is_not(None))
        assert list((await connection.execute(disabled)).scalars()) == ["asesor4"]
        restricted = await restrict_queues(connection, SITE, ["asesor1", "asesor2", "asesor3"], now)
        assert not any(restricted.values())
    assert all(from_milliseconds(each[0]).astimezone(COLOMBIA).date() < TODAY for each in past.facts)
    kinds = Counter(type(each[4]) for each in past.facts)
    assert kinds[facts.SignInLocked] == kinds[facts.PasswordReset] == kinds[facts.StaffLeft] == 1
    assert past.events(TODAY, ())
    assert not past.facts
    async with unit_of_work(engine) as connection:
        await past.store(connection, cipher)
        assert await connection.scalar(select(func.count()).select_from(outbox)) == 0
    assert await keep_dormancy_rule(past.job, now) == 0, "no other account is due today"
    await engine.dispose()
