"""`atencion quality sample` repeats a draw from the journal of the system."""

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine

from atencion.commands.quality import run_sample
from atencion.errors import AuditRefused
from config.settings import Settings
from eventlog.journal.chain import ChainedRow
from tests.support.facts.journal_writer import write_journal
from tests.support.facts.sample_weeks import (
    REVEAL_BY,
    WEEK,
    DatedFact,
    WeekHistory,
    call,
    chained,
    envelopes_of,
    plan,
    seed_facts,
    with_draw,
)
from tests.support.site_folders import sample_site

pytestmark = pytest.mark.integration
BASE64_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
CAMPAIGN = sample_site().campaign
PLANNED: DatedFact = (WEEK.begins, "", "system:quality", plan())


def drawn_week(campaign: str) -> list[ChainedRow]:
    """Return a week of calls that was drawn with the number of the interventoría, with a replacement."""
    calls = [fact for n in range(300) for fact in call(f"c-{n}", WEEK.begins + timedelta(hours=1, minutes=n))]
    number = seed_facts(committed_at=WEEK.begins - timedelta(days=1), revealed_at=WEEK.ends + timedelta(hours=1))
    history = WeekHistory(channel="phone", plan=plan(), facts=(PLANNED, *calls, *number))
    return with_draw(history, at=REVEAL_BY, replace=("ana",), campaign=campaign)


async def write(engine: AsyncEngine, rows: list[ChainedRow]) -> None:
    """Write facts into the journal of the sample site's campaign."""
    await write_journal(engine, [msgspec.structs.replace(each, campaign=CAMPAIGN) for each in envelopes_of(rows)])


@pytest.fixture
def settings(postgres_url: str, valkey_url: str, tmp_path: Path) -> Settings:
    """Return settings of a system over the test's servers."""
    servers = {"database_url": postgres_url, "redis_url": valkey_url, "data_key": SecretStr(BASE64_KEY)}
    return Settings(**servers, data_dir=tmp_path)


async def test_the_journal_gives_its_sample(
    engine: AsyncEngine, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command says what was drawn and replaced, and which seed it has."""
    await write(engine, drawn_week(CAMPAIGN))
    assert await run_sample(settings, str(WEEK), "phone", verify=True) is True
    output = capsys.readouterr().out
    assert "169 de 300, en 1 estratos; reemplazos: 1" in output
    assert "(cabeza de la cadena y número de la interventoría)" in output
    assert output.endswith("La muestra sale de los hechos.\n")


async def test_a_draw_that_was_copied_into_another_journal_is_refused(
    engine: AsyncEngine, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """It does not fit the head of that chain, nor its seed."""
    await write(engine, drawn_week("demo"))
    assert await run_sample(settings, str(WEEK), "phone", verify=True) is False
    output = capsys.readouterr().out
    assert "Del sorteo, la cabeza de la cadena es" in output
    assert "Del sorteo, la semilla es" in output
    assert output.endswith("La muestra NO sale de los hechos.\n")


async def test_a_week_that_is_not_over_is_refused(engine: AsyncEngine, settings: Settings) -> None:
    """So is a text that is no week."""
    await write(engine, chained([PLANNED, *call("c-1", WEEK.begins)]))
    with pytest.raises(AuditRefused, match="La semana 2026-W47 no ha terminado en la bitácora"):
        await run_sample(settings, str(WEEK), "phone", verify=True)
    with pytest.raises(AuditRefused, match="no es una semana"):
        await run_sample(settings, "2026-W99", "phone", verify=True)
