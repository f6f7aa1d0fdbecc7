"""`atencion mail …`: its output about messages that bounced."""

import asyncio
import base64
from pathlib import Path

import pytest
from sqlalchemy import select, update

from atencion.cli.app import run_cli
from storage.postgres.engine import make_engine, unit_of_work
from storage.tables import mail
from tests.unit.agent_api.mail.domain.test_bounces import report

pytestmark = pytest.mark.integration


@pytest.fixture(autouse=True)
def isolated_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, postgres_url: str) -> None:
    """Start a separate database, and set the key."""
    monkeypatch.setenv("ATENCION_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("ATENCION_DATABASE_URL", postgres_url)
    monkeypatch.setenv("ATENCION_REDIS_URL", "redis://127.0.0.1:1")
    monkeypatch.setenv("ATENCION_DATA_KEY", base64.b64encode(bytes(range(32))).decode())


async def sent(postgres_url: str) -> str:
    """Mark the only message as accepted by the server, and return its Message-ID."""
    engine = make_engine(postgres_url, name="test")
    async with unit_of_work(engine) as connection:
        await connection.execute(update(mail).values(state="sent"))
        message_id = await connection.scalar(select(mail.c.message_id))
    await engine.dispose()
    return str(message_id)


def test_repeated_report_is_recognized(tmp_path: Path, postgres_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The first report is noted, the second changes nothing, and the list shows the message that bounced."""
    assert run_cli(["mail", "test", "maria.pena@correo.example"]) == 0
    message_id = asyncio.run(sent(postgres_url))
    assert run_cli(["mail", "list"]) == 0
    assert capsys.readouterr().out.endswith("No hay correos por enviar ni rebotados.\n")
    path = tmp_path / "informe.eml"
    path.write_bytes(report().replace(b"<abc@entidad.example>", message_id.encode()))
    for outcome in ("anotado", "ya estaba anotado; no cambia nada"):
        assert run_cli(["mail", "bounce", str(path)]) == 0
        assert capsys.readouterr().out == f"{path}: {outcome}\n"
    assert run_cli(["mail", "list"]) == 0
    assert "rebotó y no llegó (0 intentos)" in capsys.readouterr().out
