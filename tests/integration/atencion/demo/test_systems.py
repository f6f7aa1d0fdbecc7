"""The demo's other systems are made once, where the sample site's connectors look for them."""

from pathlib import Path

import asyncpg
import pytest

from agent_api.lookups.client import LookupClient
from agent_api.lookups.customer_keys import query_data
from atencion.demo.external_systems import make_sample_systems, systems_folder, with_sample_systems
from config.lookup_environment import LookupEnvironment
from config.settings import SAMPLE_SITE, Settings
from config.site.loader import load_sample_customers
from tests.support.servers.worker_servers import owner_url
from tests.support.site_folders import sample_site

pytestmark = pytest.mark.integration
SITE = sample_site()


def addresses(postgres_url: str) -> dict[str, str]:
    """Return the application's address of a database, and its owner's."""
    return {"database_url": postgres_url, "database_owner_url": owner_url(postgres_url)}


async def test_every_system_knows_the_credit_of_the_customers_record(postgres_url: str, tmp_path: Path) -> None:
    """Database, file and record name one credit, also after a second start; a co-debtor has none."""
    settings = with_sample_systems(Settings(**addresses(postgres_url), data_dir=tmp_path))
    for _ in range(2):
        await make_sample_systems(settings, SITE)
    assert SITE.lookups is not None
    consults = LookupClient(LookupEnvironment(settings.lookups_dir, {}))
    for customer in load_sample_customers(SAMPLE_SITE):
        own = [] if customer.co_debtor_of or not customer.credit else [customer.credit]
        for name in ("creditos", "cartera"):
            lookup = SITE.lookups.lookups[name]
            data = query_data(lookup.key, customer.document, None)
            consult = await consults.run(lookup, SITE.lookups.connectors[lookup.connector], data)
            assert consult.reason is None
            assert [row[0].text for row in consult.rows] == own, (name, customer.name)
    assert (await _programmes(postgres_url)) == {
        each.credit: each.programme for each in load_sample_customers(SAMPLE_SITE) if each.credit and each.programme
    }
    await consults.close()


async def _programmes(postgres_url: str) -> dict[str, str]:
    connection = await asyncpg.connect(postgres_url)
    rows = await connection.fetch("SELECT numero, programa FROM muestra_atencion.credito")
    await connection.close()
    return {row["numero"]: row["programa"] for row in rows}


async def test_addresses_are_for_our_user_alone(postgres_url: str, tmp_path: Path) -> None:
    """The file has the password of the database."""
    settings = with_sample_systems(Settings(**addresses(postgres_url), data_dir=tmp_path))
    await make_sample_systems(settings, SITE)
    names = ("cctex", "apoteosys_libros", "apoteosys_token", "cobol")
    assert {(systems_folder(settings) / name).stat().st_mode & 0o777 for name in names} == {0o600}
    assert systems_folder(settings).stat().st_mode & 0o777 == 0o700


async def test_lookups_folder_keeps_demo_from_making_its_own(postgres_url: str, tmp_path: Path) -> None:
    """With ATENCION_LOOKUPS_DIR the demo makes nothing, neither in the folder nor in the database."""
    own = tmp_path / "own"
    settings = with_sample_systems(Settings(**addresses(postgres_url), data_dir=tmp_path, lookups_dir=own))
    await make_sample_systems(settings, SITE)
    assert not own.exists()
    assert not systems_folder(settings).exists()
    connection = await asyncpg.connect(postgres_url)
    assert await connection.fetchval("SELECT to_regnamespace('muestra_atencion')") is None
    await connection.close()
