"""The external systems of the sample site, and a client of their lookups."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from agent_api.lookups.client import LookupClient, LookupOutcome
from agent_api.lookups.customer_keys import query_data
from atencion.demo.external_systems import write_secret
from config.lookup_environment import LookupEnvironment
from config.site.customers.lookups import Lookup, Lookups
from tests.support.site_folders import sample_site

ANA, LUZ, WILMER = "52900101", "41900105", "1057900110"
"""The first customer, with one credit; one in arrears; one with a document of ten digits."""
DEBTLESS = "1098900107"
SITE = sample_site()
TOKEN_TEXT = "Bearer de-prueba"


@dataclass
class SampleSystems:
    """The external systems and lookups in them.

    Attributes:
        folder: holds their addresses.
    """

    folder: Path
    lookups: Lookups
    consults: LookupClient = field(init=False)

    def __post_init__(self) -> None:
        self.consults = LookupClient(LookupEnvironment(self.folder, {}))

    async def ask(self, lookup: str, document: str = ANA, credit: str = "", **change: object) -> LookupOutcome:
        """Run a lookup about a customer; the test may change its definition."""
        definition: Lookup = msgspec.structs.replace(self.lookups.lookups[lookup], **change)
        connector = self.lookups.connectors[definition.connector]
        return await self.consults.run(definition, connector, query_data(definition.key, document, credit))

    def say(self, name: str, address: str) -> None:
        """Set the address of a system."""
        write_secret(self.folder / name, address)


def visible_rows(consult: LookupOutcome) -> list[list[str]]:
    """Return the texts that users read."""
    return [[value.text for value in row] for row in consult.rows]


Responder = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def http_server(answer: Responder) -> AsyncIterator[str]:
    """Serve each connection on the loopback interface with a function; yield the URL."""

    async def each(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            await answer(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(each, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
