"""A desk with customers written by an import."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from agent_api.customers.bulk_import.importer import CustomerImport, ImportCounts
from agent_api.customers.domain.import_rows import RowRefusal, read_row
from agent_api.customers.encrypted_rows import CustomerCipher
from agent_api.kit.author import Author
from tests.support.api.api_rig import ApiRig
from tests.support.desks.advisor_desk import AdvisorDesk
from tests.support.facts.call_logs import SEALER
from tests.support.router.campaign_rig import CAMPAIGN

ANA = {
    "tipo_documento": "CC",
    "numero_documento": "52.900.101",
    "nombre": "Ana Sofía Gutiérrez Peña",
    "direccion": "Carrera 7 # 45-12",
    "municipio": "11001",
    "telefono": "300 111 2201",
    "correo": "ana@ejemplo.com",
    "credito": "CR-1",
}
LUIS = {"tipo_documento": "CE", "numero_documento": "390114", "nombre": "Luis Eduardo Velásquez"}


class CustomerDesk(AdvisorDesk):
    """A desk with imported customers; `verified` holds the verified customer of each call."""

    def __init__(self, rig: ApiRig) -> None:
        super().__init__(rig)
        self.verified: dict[str, str] = {}
        self.cipher = CustomerCipher(SEALER, CAMPAIGN)
        self.refused: list[RowRefusal] = []
        rig.app.state.context = replace(rig.app.state.context, verified_customer=self._verified)

    async def _verified(self, call_id: str, advisor: str) -> str | None:
        return self.verified.get(call_id)

    async def import_rows(self, *rows: Mapping[str, str]) -> ImportCounts:
        """Import rows as they stand in a file."""
        by = Author(actor="system", at=self.rig.now, site_version="")
        read = [read_row(number, row, self.rig.now.date()) for number, row in enumerate(rows, start=2)]
        return await CustomerImport(self.rig.engine, self.cipher, by, refuse=self.refused.append).run(read)

    async def find(self, user: str = "coordinador:jefa", **query: str | int) -> list[dict[str, Any]]:
        """Return the customers that a search shows the user."""
        answer = await self.ask(user, "POST", "/customers/search", json=query)
        assert answer.status_code == 200, answer.text
        customers: list[dict[str, Any]] = answer.json()["customers"]
        return customers

    async def id_of(self, document: str) -> str:
        """Return the id of the customer with a document."""
        (customer,) = await self.find(document=document)
        return str(customer["id"])

    async def read(self, id_: str, user: str = "coordinador:jefa", **query: str) -> dict[str, Any]:
        """Return a customer's data as a user with access reads them."""
        answer = await self.ask(user, "GET", f"/customers/{id_}", params=query)
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body

    async def code(self, user: str, method: str, path: str, **more: Any) -> tuple[int, str]:
        """Return the status and the code of a refused request."""
        answer = await self.ask(user, method, path, **more)
        return answer.status_code, answer.json().get("code", "")
