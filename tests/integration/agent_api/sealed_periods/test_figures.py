"""The figures in a sealed file are those of the database, and the command writes the file."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.indicators.service import Selection, report_of
from agent_api.indicators.store import count_new_facts
from agent_api.sealed_periods import store
from agent_api.sealed_periods.service import SealContext, seal_month
from atencion.commands.seals import run_seal
from atencion.errors import SealCommandFailed
from atencion.runtime.terminal import format_number
from atencion.verification.sealed_period import check_file
from config.settings import Settings
from eventlog.facts import Envelope
from metrics.indicators.periods import bounds_of
from metrics.indicators.results import results_from_json
from metrics.sealed.manifest import MANIFEST, read_manifest
from tests.support.facts.closed_month import CLOSED_AT, MONTH, SITE
from tests.support.facts.synthetic_month import CAMPAIGN, LIMITS
from tests.support.sealed_month import parts_in, results_in
from tests.support.site_folders import sample_site

pytestmark = pytest.mark.integration
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
BASE64_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


async def test_each_figure_and_each_balance_of_month_agree_by_any_grouping(
    engine: AsyncEngine, envelopes: list[Envelope]
) -> None:
    """Each figure and each balance of the month agree, by any grouping."""
    await seal_month(SealContext(engine, SITE, lambda: KEY), MONTH, by="coordinador", now=CLOSED_AT)
    file = b"".join([piece async for piece in await store.pieces(engine, CAMPAIGN, MONTH)])
    sealed = results_from_json(results_in(file))
    limits = read_manifest(parts_in(file)[MANIFEST]).limits
    assert [(each.invites_per_s, each.trunks) for each in limits] == [
        (fact.invites_per_s, fact.trunks) for _, fact in LIMITS
    ]
    begins, ends = bounds_of(MONTH)
    assert await count_new_facts(engine, CAMPAIGN, SITE.indicators, max_batches=100)
    for by in ("interval", "day", "month", "period"):
        selection = Selection(begins=begins, ends=ends)
        report = await report_of(engine, CAMPAIGN, SITE.indicators, selection, by, queues=True)
        assert tuple(report.figures) == tuple(each for each in sealed.figures if each.kind == by)
        assert tuple(report.balances) == tuple(each for each in sealed.balances if each.kind == by)


async def test_the_order_writes_a_file_that_can_be_checked(
    engine: AsyncEngine, envelopes: list[Envelope], postgres_url: str, valkey_url: str, tmp_path: Path
) -> None:
    """The command uses the key of the settings, and does not overwrite an existing file."""
    site = sample_site()
    assert site.campaign == CAMPAIGN
    servers = {"database_url": postgres_url, "redis_url": valkey_url, "data_key": SecretStr(BASE64_KEY)}
    settings = Settings(**servers, seal_key=SecretStr(BASE64_KEY), data_dir=tmp_path)
    out = tmp_path / "noviembre.tar"
    output = await run_seal(settings, MONTH, out)
    public = KEY.public_key().public_bytes_raw().hex()
    assert f"del 1 al {format_number(len(envelopes))}," in output
    assert public in output
    report = check_file(out, [], public)
    assert report.sound, report.findings
    with pytest.raises(SealCommandFailed, match="ya existe"):
        await run_seal(settings, MONTH, out)
    with pytest.raises(SealCommandFailed, match="octubre de 2026 no está cerrado"):
        await run_seal(settings, "2026-10", tmp_path / "octubre.tar")
