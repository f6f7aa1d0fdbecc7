"""The demo's external systems: a database, a mainframe's file and a service, with invented data of the customers.

Owns their storage and their addresses: files in a folder of the demo's data, named as the connectors of the sample
site. The service itself is a process (`atencion.demo.processes.systems`).
"""

import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from atencion.demo.lookup_records import Record, accounting_parties_of, credits_of, movements_of, portfolio_of
from config.settings import Settings
from config.site.customers.copybook import read_layout
from config.site.loader import load_sample_customers
from config.site.model import Site
from config.site.samples import SampleCustomer
from storage.postgres.engine import make_engine, unit_of_work

CCTEX, COBOL, SERVICE, BOOKS, TOKEN = "cctex", "cobol", "apoteosys", "apoteosys_libros", "apoteosys_token"
"""Connectors of the sample site; the last is the secret of a connector."""
PORTFOLIO: Final = "cartera.dat"
SCHEMA: Final = (
    "DROP SCHEMA IF EXISTS muestra_atencion CASCADE",
    "CREATE SCHEMA muestra_atencion",
    "CREATE TABLE muestra_atencion.credito ("
    " numero text PRIMARY KEY, tipo_documento text NOT NULL, documento text NOT NULL, titular text NOT NULL,"
    " programa text NOT NULL,"
    " estado text NOT NULL, saldo numeric(15,2) NOT NULL, cuota numeric(15,2) NOT NULL, tasa numeric(5,2) NOT NULL,"
    " desembolsado numeric(15,2) NOT NULL, proximo_pago date NOT NULL)",
    "CREATE INDEX credito_documento ON muestra_atencion.credito (documento)",
    "CREATE TABLE muestra_atencion.terceros ("
    " id_tercero integer PRIMARY KEY, identificacion text NOT NULL UNIQUE, nombre text NOT NULL)",
    "CREATE TABLE muestra_atencion.movimientos ("
    " id_movimiento integer PRIMARY KEY, id_tercero integer NOT NULL REFERENCES muestra_atencion.terceros,"
    " fecha date NOT NULL, cuenta text NOT NULL, detalle text NOT NULL,"
    " debito numeric(15,2) NOT NULL, credito numeric(15,2) NOT NULL)",
    "GRANT USAGE ON SCHEMA muestra_atencion TO PUBLIC",
    "GRANT SELECT ON ALL TABLES IN SCHEMA muestra_atencion TO PUBLIC",
)


def with_sample_systems(settings: Settings) -> Settings:
    """Return the settings with the folder of the sample systems, unless they name another."""
    if settings.lookups_dir is not None:
        return settings
    return settings.model_copy(update={"lookups_dir": systems_folder(settings)})


def systems_folder(settings: Settings) -> Path:
    """Return the folder with the addresses of the sample systems."""
    return settings.data_dir / "sample_systems"


async def make_sample_systems(settings: Settings, site: Site) -> None:
    """Create the database's tables, the file and the service's token, unless the settings name other systems.

    `site` describes the layout of the file.

    Raises:
        SiteInvalid: the sample customers cannot be read.
        StorageError: PostgreSQL is away.
    """
    folder, customers = systems_folder(settings), load_sample_customers(settings.site)
    if settings.lookups_dir != folder:
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in (CCTEX, BOOKS):
        write_secret(folder / name, settings.database_url or "")
    write_secret(folder / TOKEN, f"Bearer {secrets.token_urlsafe(24)}")
    (folder / SERVICE).unlink(missing_ok=True)  # of an earlier run
    write_portfolio(folder, site, customers)
    await fill_database(settings.database_owner_url or settings.database_url or "", customers)


def write_secret(path: Path, secret: str) -> None:
    """Write a secret to a file that only our user can read."""
    path.touch(mode=0o600)
    path.write_text(secret)


def write_portfolio(folder: Path, site: Site, customers: Sequence[SampleCustomer]) -> None:
    """Write the mainframe's file and its address to a folder, if the site has the sample's connector."""
    connector = site.lookups.connectors.get(COBOL) if site.lookups else None
    if connector is None or connector.extract is None:
        return
    layout = read_layout(connector.extract.layout)
    path = (folder / PORTFOLIO).resolve()
    path.write_bytes(portfolio_of(customers, layout, connector.extract.encoding))
    write_secret(folder / COBOL, str(path))


async def fill_database(url: str, customers: Sequence[SampleCustomer]) -> None:
    """Replace the tables and rows of an earlier start with the data of these customers.

    Raises:
        StorageError: PostgreSQL is away, or denies access.
    """
    engine = make_engine(url, name="atencion-demo")
    try:
        async with unit_of_work(engine) as connection:
            for statement in SCHEMA:
                await connection.execute(text(statement))
            await _add(connection, "credito", credits_of(customers))
            await _add(connection, "terceros", accounting_parties_of(customers))
            await _add(connection, "movimientos", movements_of(customers))
    finally:
        await engine.dispose()


async def _add(connection: AsyncConnection, table: str, rows: list[Record]) -> None:
    """Insert rows; table and column names are constants of ours, so the statement is safe."""
    if rows:
        columns, values = ", ".join(rows[0]), ", ".join(f":{name}" for name in rows[0])
        statement = f"INSERT INTO muestra_atencion.{table} ({columns}) VALUES ({values})"
        await connection.execute(text(statement), rows)
