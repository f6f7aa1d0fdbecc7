"""The file of a refutation and the antivirus: infected is refused, unexamined waits."""

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest

from agent_api.tickets.attachments.antivirus.clamd import Clamd
from tests.integration.agent_api.quality.evaluations.test_feedback import REFUTED, signed_evaluation
from tests.support.desks.evaluation_desk import ADVISOR, CARLOS, EvaluationDesk
from tests.support.programs import free_ports
from tests.support.servers.clamd import TEST_SIGNATURE, clamd

pytestmark = pytest.mark.integration
GOOD, BAD = b"%PDF-1.7\nLa consulta de las 10:04.", b"%PDF-1.7\n" + TEST_SIGNATURE


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clamd]:
    """Run Debian's clamd."""
    with clamd(tmp_path_factory.mktemp("clamd")) as port:
        yield Clamd(f"127.0.0.1:{port}")


def served_by(desk: EvaluationDesk, antivirus: Clamd) -> None:
    """Let the API use this antivirus from now on."""
    state = desk.rig.app.state
    state.context = dataclasses.replace(state.context, antivirus=antivirus)


async def sent(desk: EvaluationDesk, signed: dict[str, Any], content: bytes) -> Any:
    """Send a file of the refutation of the first round."""
    path = f"/me/evaluations/{signed['id']}/rounds/1/file"
    return await desk.ask(ADVISOR, "POST", path, files={"files": ("prueba.pdf", content)})


async def test_an_infected_file_is_refused_with_a_sentence(desk: EvaluationDesk, real: Clamd) -> None:
    """It is not stored, the sentence says what to do, and another copy is accepted."""
    signed = await signed_evaluation(desk)
    served_by(desk, real)
    refused = await sent(desk, signed, BAD)
    assert (refused.status_code, refused.json()["code"]) == (409, "refutation_file_infected")
    assert "Adjunte otra copia" in refused.json()["detail"]
    assert await desk.rows("evaluation_file") == 0
    stored = await sent(desk, signed, GOOD)
    assert (stored.status_code, stored.json()["waits"]) == (200, False), stored.text


@pytest.mark.parametrize(("content", "code"), [(GOOD, None), (BAD, "refutation_file_infected")])
async def test_a_file_waits_while_the_scanner_is_away(
    desk: EvaluationDesk, real: Clamd, content: bytes, code: str | None
) -> None:
    """It is stored with its refutation, in time; it cannot be opened before the antivirus has examined it."""
    signed = await signed_evaluation(desk)
    [port] = free_ports(1)
    served_by(desk, Clamd(f"127.0.0.1:{port}"))
    stored = await sent(desk, signed, content)
    assert (stored.status_code, stored.json()["waits"]) == (200, True), stored.text
    assert (await desk.post_own(ADVISOR, signed, "refutation", text=REFUTED)).status_code == 200
    path = f"/quality/evaluations/{signed['id']}"
    waiting = await desk.ask(CARLOS, "GET", f"{path}/rounds/1/file")
    assert (waiting.status_code, waiting.json()["code"]) == (503, "refutation_file_not_examined")
    [listed] = (await desk.ask(CARLOS, "GET", f"{path}/files")).json()["files"]
    assert (listed["name"], listed["round"], listed["waits"]) == ("prueba.pdf", 1, True)
    served_by(desk, real)
    opened = await desk.ask(CARLOS, "GET", f"{path}/rounds/1/file")
    if code is None:
        assert (opened.status_code, opened.content) == (200, content)
        [listed] = (await desk.ask(ADVISOR, "GET", f"/me{path.removeprefix('/quality')}/files")).json()["files"]
        assert listed["waits"] is False
    else:
        assert (opened.status_code, opened.json()["code"]) == (409, code)
