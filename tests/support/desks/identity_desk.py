"""A desk whose advisors verify the identity of customers."""

from collections.abc import Callable
from typing import Any, Final

import httpx2

from agent_api.customers.bulk_import.importer import CustomerImport
from agent_api.customers.domain.import_rows import read_row
from agent_api.customers.encrypted_rows import CustomerCipher
from agent_api.kit.author import Author
from tests.support.api.api_rig import ApiRig
from tests.support.desks.advisor_desk import AdvisorDesk
from tests.support.facts.call_logs import SEALER
from tests.support.router.campaign_rig import CAMPAIGN

ANA: Final = {
    "tipo_documento": "CC",
    "numero_documento": "52900101",
    "nombre": "Ana Sofía Beltrán",
    "fecha_nacimiento": "1994-03-12",
    "direccion": "Carrera 7 # 45-12",
    "municipio": "11001",
    "telefono": "3001112201",
    "telefono_2": "6015550142",
    "correo": "ana.beltran@ejemplo.com",
    "credito": "CR-2019-000101",
}
CARLOS: Final = {
    "tipo_documento": "CC",
    "numero_documento": "79900102",
    "nombre": "Carlos Andrés Quiñones",
    "fecha_nacimiento": "1988-11-02",
    "direccion": "Calle 100 # 15-30",
    "municipio": "05001",
    "telefono": "3001112202",
    "correo": "carlos@ejemplo.com",
    "credito": "CR-2016-000102",
}
SPOKEN_ANSWERS: Final = {
    "documento": "CC 52.900.101",
    "fecha_nacimiento": "doce de marzo del noventa y cuatro",
    "direccion": "kra 7 no. 45-12",
    "municipio": "BOGOTA",
    "otro_telefono": "(601) 555 0142",
    "correo": "Ana punto Beltrán arroba ejemplo punto com",
    "credito": "cr 2019 000101",
}
"""Ana's spoken answers; none is written as the record has it."""
SECRET_PARTS: Final = (
    "52900101",
    "1994-03-12",
    "Carrera 7",
    "45-12",
    "6015550142",
    "555 0142",
    "ana.beltran",
    "CR-2019",
    "000101",
    "Sofía",
    "noventa y cuatro",
    "Beltrán arroba",
)
"""Parts of the right and the spoken answers, which must appear nowhere."""


class IdentityDesk(AdvisorDesk):
    """A desk whose advisors verify customers.

    Attributes:
        answered: headers and text of every answer of the API about identities.
    """

    def __init__(self, rig: ApiRig) -> None:
        super().__init__(rig)
        self.answered: list[str] = []

    async def import_customer(self, row: dict[str, str]) -> str:
        """Import a customer and return the id."""
        by = Author(actor="system", at=self.rig.now, site_version="")
        read = read_row(2, row, self.rig.now.date())
        await CustomerImport(self.rig.engine, CustomerCipher(SEALER, CAMPAIGN), by, refuse=_fail_on_refusal).run([read])
        sought = {"document": row["numero_documento"]}
        answer = await self.ask("coordinador:jefa", "POST", "/customers/search", json=sought)
        return str(answer.json()["customers"][0]["id"])

    async def identity(self, user: str, method: str, path: str, **more: Any) -> httpx2.Response:
        """Send a request about identities and keep the answer."""
        answer = await self.ask(user, method, path, **more)
        self.answered.append(f"{answer.headers} {answer.text}")
        return answer

    async def draw(self, call: str, customer: str, user: str = "asesor1") -> httpx2.Response:
        """Draw questions for a customer."""
        return await self.identity(user, "POST", f"/calls/{call}/identity", json={"customer_id": customer})

    async def answer_questions(
        self, call: str, check: dict[str, Any], answer_to: Callable[[str], str], user: str = "asesor1"
    ) -> httpx2.Response:
        """Answer a set of questions; a function gives the answer by question id."""
        answers = [{"question": each["id"], "answer": answer_to(each["id"])} for each in check["questions"]]
        path = f"/calls/{call}/identity/{check['check_id']}/answers"
        return await self.identity(user, "POST", path, json={"answers": answers})

    async def verify(
        self, call: str, customer: str, answer_to: Callable[[str], str] = SPOKEN_ANSWERS.__getitem__
    ) -> dict[str, Any]:
        """Draw questions and answer them."""
        drawn = await self.draw(call, customer)
        assert drawn.status_code == 201, drawn.text
        answer = await self.answer_questions(call, drawn.json(), answer_to)
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body

    async def fail(self, call: str, customer: str) -> dict[str, Any]:
        """Draw questions and answer them wrongly."""
        return await self.verify(call, customer, lambda _: "no sé")

    async def read_customer(self, customer: str, call: str, user: str = "asesor1") -> tuple[int, str]:
        """Return the status and the code of a request for the customer's data."""
        answer = await self.ask(user, "GET", f"/customers/{customer}", params={"call_id": call})
        return answer.status_code, answer.json().get("code", "")

    async def stored_bytes(self) -> bytes:
        """Return the content of the identity tables, the outbox and the journal."""
        tables = ("identity_check", "identity_release", "outbox", "journal")
        return b"\n".join([await self.bytes_of(each) for each in tables])

    async def merge(self, survivor: str, merged: str) -> None:
        """Merge two records of one customer."""
        versions = [
            (await self.ask("coordinador:jefa", "GET", f"/customers/{each}")).json()["version"]
            for each in (survivor, merged)
        ]
        form = {"other": merged, "version": versions[0], "other_version": versions[1], "reason": "La misma"}
        answer = await self.ask("coordinador:jefa", "POST", f"/customers/{survivor}/merge", json=form)
        assert answer.status_code == 200, answer.text


def _fail_on_refusal(refusal: object) -> None:
    raise AssertionError(refusal)
