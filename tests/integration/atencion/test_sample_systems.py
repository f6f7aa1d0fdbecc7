"""The demo's other systems are made once, and found where the sample site's connectors look for them."""

from pathlib import Path

import asyncpg
import pytest

from agent_api.lookups.consults import Consults
from agent_api.lookups.subject import data_of
from atencion.sample_systems import make_sample_systems, sample_folder, with_sample_systems
from config.lookup_addresses import Addresses
from config.settings import SAMPLE_SITE, Settings
from config.site_files import load_sample_customers, load_site

pytestmark = pytest.mark.integration
SITE = load_site(SAMPLE_SITE)


async def test_every_sample_customer_can_be_consulted(postgres_url: str, tmp_path: Path) -> None:
    """In the database and in the file, after a second start as after the first; who owes nothing has nothing."""
    settings = with_sample_systems(Settings(database_url=postgres_url, data_dir=tmp_path))
    for _ in range(2):
        await make_sample_systems(settings, SITE)
    assert SITE.lookups is not None
    consults = Consults(Addresses(settings.lookups_dir, {}))
    for customer in load_sample_customers(SAMPLE_SITE):
        counts = []
        for name in ("creditos", "cartera"):
            lookup = SITE.lookups.lookups[name]
            data = data_of(lookup.key, customer.document, None)
            consult = await consults.make(lookup, SITE.lookups.connectors[lookup.connector], data)
            assert consult.reason is None
            counts.append(len(consult.rows))
        assert counts[0] == counts[1]
        assert counts[0] in ({0} if customer.id in ("cliente6", "cliente12") else {1, 2})
    await consults.close()


async def test_addresses_are_for_our_user_alone(postgres_url: str, tmp_path: Path) -> None:
    """They hold the password of the database."""
    settings = with_sample_systems(Settings(database_url=postgres_url, data_dir=tmp_path))
    await make_sample_systems(settings, SITE)
    names = ("cctex", "apoteosys_libros", "apoteosys_token", "cobol")
    assert {(sample_folder(settings) / name).stat().st_mode & 0o777 for name in names} == {0o600}
    assert sample_folder(settings).stat().st_mode & 0o777 == 0o700


async def test_systems_of_ones_own_are_left_alone(postgres_url: str, tmp_path: Path) -> None:
    """With ATENCION_LOOKUPS_DIR the demo makes nothing, neither in the folder nor in the database."""
    own = tmp_path / "own"
    settings = with_sample_systems(Settings(database_url=postgres_url, data_dir=tmp_path, lookups_dir=own))
    await make_sample_systems(settings, SITE)
    assert not own.exists()
    assert not sample_folder(settings).exists()
    connection = await asyncpg.connect(postgres_url)
    assert await connection.fetchval("SELECT to_regnamespace('muestra_atencion')") is None
    await connection.close()
