"""`atencion report …`: files on the disk, a stored row, and clear refusals."""

import asyncio
import base64
from pathlib import Path

import pypdf
import pytest
from sqlalchemy import func, select

from atencion.cli.app import run_cli
from storage.postgres.engine import make_engine, unit_of_work
from storage.tables import mail, report

pytestmark = pytest.mark.integration


@pytest.fixture(autouse=True)
def isolated_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, postgres_url: str, valkey_url: str) -> None:
    """Start separate servers, and set the key."""
    monkeypatch.setenv("ATENCION_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("ATENCION_DATABASE_URL", postgres_url)
    monkeypatch.setenv("ATENCION_REDIS_URL", valkey_url)
    monkeypatch.setenv("ATENCION_DATA_KEY", base64.b64encode(bytes(32)).decode())


async def rows(url: str) -> tuple[int, int]:
    """Return how many reports are stored, and how many messages wait."""
    engine = make_engine(url)
    async with unit_of_work(engine) as connection:
        counts = [
            (await connection.execute(select(func.count()).select_from(each))).scalar_one() for each in (report, mail)
        ]
    await engine.dispose()
    return counts[0], counts[1]


def test_a_report_is_made_and_its_files_lie_where_they_were_wanted(
    tmp_path: Path, postgres_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A report of a day without data is made, too; it is sent to no address, and a refusal is one sentence."""
    out = ["--out", str(tmp_path)]
    assert run_cli(["report", "presidency", "--day", "2026-01-02", *out]) == 0
    assert run_cli(["report", "management", "--month", "2026-01", *out]) == 0
    assert run_cli(["report", "accounts", "--month", "2026-01", *out]) == 0
    assert run_cli(["report", "access", "--year", "2026", *out]) == 0
    assert "no se envió a nadie" in capsys.readouterr().out
    names = {
        *("informe-de-presidencia-2026-01-02", "informe-de-gestion-2026-01", "informe-de-usuarios-2026-01"),
        "informe-de-acceso-a-la-informacion-2026",
    }
    made = {each.name for each in tmp_path.iterdir() if each.name.startswith("informe")}
    assert made == {f"{name}.{part}" for name in names for part in ("pdf", "xlsx", "csv")}
    pages = pypdf.PdfReader(tmp_path / "informe-de-gestion-2026-01.pdf").pages
    assert "enero de 2026" in pages[0].extract_text()
    assert asyncio.run(rows(postgres_url)) == (4, 0)


@pytest.mark.parametrize(
    ("order", "sentence"),
    [
        (["presidency", "--day", "mañana"], "no es un día: escríbalo como 2026-11-25"),
        (["presidency", "--day", "1999-01-01"], "fuera de lo razonable"),
        (["presidency", "--day", "2090-01-01"], "no ha comenzado"),
        (["management", "--month", "2026-13"], "no es un mes: escríbalo como 2026-11"),
        (["petitions", "--quarter", "2026-T5"], "no es un trimestre: escríbalo como 2026-T4"),
        (["access", "--month", "2026-01", "--year", "2026"], "Escoja un solo período"),
        (["log-review", "--number", "2026-0009"], "No hay ninguna revisión firmada «2026-0009»"),
        (["presidency", "--day", "2026-01-02", "--out", "/no/hay"], "No se puede escribir"),
    ],
)
def test_invalid_report_order_gives_one_sentence(
    order: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The exit code is 1."""
    assert run_cli(["report", *order]) == 1
    assert sentence in capsys.readouterr().err
