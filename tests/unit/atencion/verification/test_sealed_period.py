"""`atencion verify ARCHIVO`, as the contract's supervisor (interventoría) types it."""

import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path

import msgspec
import pytest

from atencion.cli.app import run_cli
from eventlog.facts import CallAnswered
from metrics.sealed import manifest as names
from metrics.sealed.anchors import format_anchor
from tests.support.facts.synthetic_month import CAMPAIGN
from tests.support.repository import ROOT
from tests.support.sealed_month import parts_in, with_changed_results
from tests.support.sealed_november import DEFINITIONS, KEY, SealedNovember, closed_month

PUBLIC = KEY.public_key().public_bytes_raw().hex()
NOVEMBER = SealedNovember(closed_month())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return the sealed file of November."""
    path = tmp_path / "sello.tar"
    path.write_bytes(NOVEMBER.file)
    return path


def test_valid_month_is_confirmed_item_by_item_with_public_key_and_saved_daily_mail(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A valid month is confirmed item by item, with the public key and a saved daily mail."""
    mail = EmailMessage()
    mail.set_content(f"Cabeza de la cadena:\n\n{format_anchor(NOVEMBER.heads[99])}\n", cte="quoted-printable")
    saved = file.with_name("correo.eml")
    saved.write_bytes(mail.as_bytes())
    key = file.with_name("llave.txt")
    key.write_text(f"Llave pública: {PUBLIC.upper()}\n")
    last = format_anchor(NOVEMBER.heads[-1])
    assert NOVEMBER.settled
    assert run_cli(["verify", str(file), "--key", str(key), "--anchor", str(saved), "--anchor", last]) == 0
    lines = capsys.readouterr().out.splitlines()
    number = len(NOVEMBER.heads) - 1
    assert lines[0] == f"Período sellado: noviembre de 2026, de ICETEX, campaña «{CAMPAIGN}» (hechos 1 a {number})"
    checked = [line for line in lines[1:-3] if not line.startswith("      ")]
    assert [line.split()[0] for line in checked] == ["✓"] * 9
    assert checked[-1].endswith("2 anclas")
    assert lines[-3:] == [
        f"  Último eslabón: {last}",
        f"  Llave pública: {PUBLIC}",
        "Todo lo que se comprobó concuerda.",
    ]


def test_without_key_and_anchor_it_says_that_it_proves_less(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without key and anchor the command succeeds and says that it proves less."""
    assert run_cli(["verify", str(file)]) == 0
    output = capsys.readouterr().out
    assert "compárela con la que usted recibió (--key)" in output
    assert "no que sea el único" in output


@pytest.mark.parametrize("share", [0.25, 0.5])
def test_no_mark_vouches_for_bytes_that_changed(file: Path, share: float, capsys: pytest.CaptureFixture[str]) -> None:
    """If a byte inside a part changed, the container is confirmed but not the content of its parts."""
    changed = bytearray(NOVEMBER.file)
    changed[int(len(changed) * share)] ^= 1
    file.write_bytes(changed)
    assert run_cli(["verify", str(file)]) == 1
    lines = capsys.readouterr().out.splitlines()
    checked = [line.split(maxsplit=1)[1] for line in lines if line.lstrip().startswith("✓")]
    assert checked[0].startswith("archivo, con todas sus partes y nada más")
    assert not any("partes, iguales" in each or "byte" in each for each in checked)


def test_figure_that_was_changed_and_signed_again_is_named_by_indicator(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A figure that was changed and signed again is named by indicator, line and period, and the exit code is 1."""
    results = msgspec.json.decode(NOVEMBER.results)
    figure = next(
        each for each in results["figures"] if (each["indicator"], each["kind"]) == ("nivel_servicio", "month")
    )
    figure["numerator"] += 1
    file.write_bytes(with_changed_results(NOVEMBER.file, msgspec.json.encode(results), key=KEY))
    assert run_cli(["verify", str(file), "--key", PUBLIC]) == 1
    output = capsys.readouterr().out
    assert "· Indicador «nivel_servicio», todas las líneas, noviembre de 2026: el archivo dice " in output
    assert f"por los hechos es {figure['numerator'] - 1}/{figure['denominator']}" in output
    assert output.endswith("El archivo NO concuerda: vea los hallazgos de arriba.\n")


def test_month_signed_again_without_call_contradicts_daily_head(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A month that was signed again without one call is valid in itself and contradicts the saved daily head."""
    facts = closed_month()
    answered = next(each for each in facts if isinstance(each.fact, CallAnswered))
    other = SealedNovember(
        msgspec.structs.replace(each, actor="otro") if each.id == answered.id else each for each in facts
    )
    file.write_bytes(other.file)
    assert run_cli(["verify", str(file), "--key", PUBLIC]) == 0
    assert run_cli(["verify", str(file), "--key", PUBLIC, "--anchor", format_anchor(NOVEMBER.heads[-1])]) == 1
    assert "no es el que usted guardó" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--anchor", "1:ab"], "nombre el archivo"),
        (["no-existe.tar"], "No se puede leer no-existe.tar (no existe)."),
        ([".", "--key", PUBLIC], "una carpeta"),
    ],
)
def test_unreadable_file_gives_one_sentence_on_standard_error_and_exit_code_1(
    words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """An unreadable file gives one sentence on standard error and exit code 1."""
    assert run_cli(["verify", *words]) == 1
    assert message in capsys.readouterr().err


def test_invalid_anchor_or_key_is_error_because_requested_check_could_not_be_made(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An invalid anchor or key is an error, because the requested check could not be made."""
    assert run_cli(["verify", str(file), "--anchor", "ayer"]) == 1
    assert "NÚMERO:HUELLA" in capsys.readouterr().err
    assert run_cli(["verify", str(file), "--key", "la de siempre"]) == 1
    assert "64 dígitos" in capsys.readouterr().err


def test_nothing_but_the_package_is_needed(file: Path) -> None:
    """The check loads no database or network library and reads no environment variable."""
    program = (
        "import sys; from atencion.cli.app import run_cli; code = run_cli(['verify', sys.argv[1]]); "
        "loaded = {'sqlalchemy', 'asyncpg', 'redis', 'fastapi', 'httpx2', 'aiosmtplib'} & set(sys.modules); "
        "sys.exit(code or len(loaded))"
    )
    process = subprocess.run(
        [sys.executable, "-c", program, str(file)],
        env={"ATENCION_HTTP_PORT": "ninguno", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 0, process.stdout + process.stderr


def test_the_file_holds_the_definitions_of_the_closing() -> None:
    """The file holds the indicator definitions of the closing, byte for byte."""
    assert parts_in(NOVEMBER.file)[names.DEFINITIONS] == DEFINITIONS
