"""`atencion twilio …` against an account on this machine: what it shows, changes, keeps, restores and refuses."""

import asyncio
import copy
import stat
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from atencion.cli.app import app
from tests.support.twilio.account_api import SID, TOKEN, AccountApi, account_api
from tests.support.twilio.emulator import ACCOUNT, TwilioEmulator
from tests.support.twilio.emulator import TOKEN as STAND_IN_TOKEN

pytestmark = pytest.mark.integration


@pytest.fixture
def twilio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AccountApi]:
    """Create an account with three numbers, one without a line, and settings that name it."""
    with account_api() as account:
        account.number("+576015550100", "Bogotá", voice_url="https://viejo.example/voz", voice_method="GET")
        account.number("+576015550199", "Quejas", trunk_sid="TK" + "1" * 32)
        account.number("+576019990000", "Ventas", voice_url="https://ventas.example/")
        for name, value in (
            ("DATA_DIR", str(tmp_path / "data")),
            ("TWILIO_ACCOUNT_SID", SID),
            ("TWILIO_AUTH_TOKEN", TOKEN),
            ("TWILIO_URL", account.address),
            ("TWILIO_API", account.address),
        ):
            monkeypatch.setenv(f"ATENCION_{name}", value)
        yield account


def kept(tmp_path: Path) -> Path:
    """Return the file with the numbers' earlier settings."""
    return tmp_path / "data" / f"twilio-{SID}.json"


def order(*words: str, types: str = "") -> Result:
    """Return the output of a command."""
    return CliRunner().invoke(app, ["twilio", *words], input=types)


def done(*words: str, types: str = "") -> str:
    """Return the output of a command that succeeds."""
    result = order(*words, types=types)
    assert result.exit_code == 0, result.output
    return result.output


def refused(*words: str, types: str = "") -> str:
    """Return the output of a command that fails."""
    result = order(*words, types=types)
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    assert TOKEN not in result.output
    return result.stderr.strip()


def test_numbers_of_lines_are_pointed_at_us_and_others_stay(twilio: AccountApi, tmp_path: Path) -> None:
    """Each number by which a line is dialled points at us, and the other numbers stay unchanged."""
    stranger = copy.deepcopy(twilio.numbers)
    output = done("setup", types="s\n")
    bogota, quejas, ventas = twilio.numbers.values()
    for number in (bogota, quejas):
        assert number["voice_url"] == f"{twilio.address}/twilio/voice/incoming"
        assert number["voice_fallback_url"] == f"{twilio.address}/twilio/voice/fallback"
        assert number["status_callback"] == f"{twilio.address}/twilio/voice/status#rc=2&rp=all"
        assert (number["voice_method"], number["trunk_sid"]) == ("POST", None)
    assert ventas in stranger.values()
    assert f"voz: https://viejo.example/voz → {twilio.address}/twilio/voice/incoming" in output
    assert "troncal: TK" in output
    assert "de ninguna línea" in output
    assert "Líneas sin número en Twilio: nacional." in output
    assert stat.S_IMODE(kept(tmp_path).stat().st_mode) == 0o600


def test_undo_restores_settings_that_each_number_had_before_first_setup(twilio: AccountApi, tmp_path: Path) -> None:
    """`undo` restores the settings that each number had before the first `setup`, after any number of repeats."""
    before = copy.deepcopy(twilio.numbers)
    done("setup", "--yes")
    done("setup", "--yes", "--number", "+576019990000=nacional")
    done("setup", "--yes", "--fallback-url", published(twilio))
    done("undo", types="sí\n")
    assert twilio.numbers == before
    assert not kept(tmp_path).exists()
    assert refused("undo", "--yes").startswith("No hay nada que devolver")


def test_nothing_is_changed_twice(twilio: AccountApi) -> None:
    """A repeated command says that all is as it should be, and sends no change to Twilio."""
    done("setup", "--yes")
    once = len(twilio.updates)
    assert once == 2
    assert "Todo está así: no hay nada que cambiar." in done("setup")
    assert len(twilio.updates) == once


def test_without_yes_no_request_goes_to_twilio_and_nothing_is_kept(twilio: AccountApi, tmp_path: Path) -> None:
    """Without a yes no request goes to Twilio and nothing is kept; without a terminal the output says how to go on."""
    assert "No se cambió nada." in done("setup", types="n\n")
    assert "--yes" in refused("setup")
    assert twilio.updates == []
    assert not kept(tmp_path).exists()


def test_hosted_toll_free_number_names_its_line(twilio: AccountApi) -> None:
    """The address of a number that stands for a toll-free line names its line from then on."""
    done("setup", "--yes", "--number", "+576019990000=nacional")
    ventas = list(twilio.numbers.values())[2]
    assert ventas["voice_url"] == f"{twilio.address}/twilio/voice/incoming?line=nacional"
    assert len(twilio.updates) == 1
    assert "línea nacional" in done("status")
    done("setup", "--yes")
    assert len(twilio.updates) == 3
    assert ventas["voice_url"].endswith("?line=nacional")


def published(twilio: AccountApi) -> str:
    """Return a folder with each line's document, hosted on another server."""
    for line in ("bogota", "quejas", "nacional"):
        twilio.documents[f"/voz/{line}.xml"] = "<?xml version='1.0'?><Response><Hangup/></Response>"
    return f"{twilio.address}/voz/"


def test_each_number_falls_back_to_its_line_document_where_it_is_hosted(twilio: AccountApi) -> None:
    """Each number falls back to its line's document where it is hosted, and a later run keeps this by default."""
    done("setup", "--yes", "--fallback-url", published(twilio))
    bogota = next(iter(twilio.numbers.values()))
    assert bogota["voice_fallback_url"] == f"{twilio.address}/voz/bogota.xml"
    assert bogota["voice_fallback_method"] == "GET"
    assert "no hay nada que cambiar" in done("setup")
    assert f"si falla, {twilio.address}/voz/bogota.xml" in done("status")


def test_a_document_that_is_not_there(twilio: AccountApi) -> None:
    """A fallback that is not hosted, or is another document, is refused before any number is changed."""
    output = refused("setup", "--yes", "--fallback-url", f"{twilio.address}/nada")
    assert output.startswith(f"{twilio.address}/nada/bogota.xml respondió 403")
    twilio.documents |= {f"/otro/{line}.xml": "<html></html>" for line in ("bogota", "quejas")}
    assert "no es un documento de Twilio" in refused("setup", "--yes", "--fallback-url", f"{twilio.address}/otro")
    assert twilio.updates == []


@pytest.mark.parametrize(
    ("status", "code", "sentence"),
    [
        (429, 20429, "Twilio recibe demasiadas solicitudes de esta cuenta: espere un minuto y repita la orden."),
        (503, 20503, "Twilio no puede responder ahora (error 503): repita la orden más tarde; lo hecho queda hecho."),
        (403, 20005, "Twilio rechazó lo pedido de esta cuenta (error 403)."),
    ],
)
def test_twilio_says_no(twilio: AccountApi, status: int, code: int, sentence: str) -> None:
    """Each refusal of Twilio becomes one sentence with advice."""
    twilio.refuses = (status, code)
    assert refused("status") == sentence


def test_a_wrong_token(twilio: AccountApi, monkeypatch: pytest.MonkeyPatch) -> None:
    """Credentials that Twilio does not know are reported, and the token is not shown."""
    monkeypatch.setenv("ATENCION_TWILIO_AUTH_TOKEN", "otro")
    output = refused("setup", "--yes")
    assert output == "Twilio no reconoce la cuenta con ese token: revise las variables de la cuenta y del token."


def test_twilio_is_away(twilio: AccountApi, monkeypatch: pytest.MonkeyPatch) -> None:
    """If Twilio cannot be reached, the output names the address."""
    monkeypatch.setenv("ATENCION_TWILIO_API", "http://127.0.0.1:9")
    assert refused("status") == (
        "No se pudo hablar con Twilio en http://127.0.0.1:9 (no hay conexión): revise la red, o ATENCION_TWILIO_API."
    )


@pytest.mark.parametrize("name", ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_URL"])
def test_a_variable_is_missing(twilio: AccountApi, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Each missing variable is named."""
    monkeypatch.delenv(f"ATENCION_{name}")
    assert refused("setup", "--yes").startswith(f"Falta ATENCION_{name}")


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("6015550100", "«6015550100» no se entiende en --number: escriba +576015550100, o +576015550100=línea."),
        ("+576015550100=nada", "No existe la línea «nada»: escoja una de bogota, nacional, quejas."),
        ("+573000000000", "El número +573000000000 no es de esta cuenta: véalos con «atencion twilio status»."),
        (
            "+576019990000",
            "El número +576019990000 no es de ninguna línea: diga cuál, --number +576019990000=línea.",
        ),
    ],
)
def test_a_number_that_cannot_be_chosen(twilio: AccountApi, number: str, sentence: str) -> None:
    """A number that is malformed, not of the account, or of no line is refused by name."""
    assert refused("setup", "--yes", "--number", number) == sentence
    assert twilio.updates == []


def test_an_account_without_a_number_of_ours(twilio: AccountApi) -> None:
    """An account without a number of a line gets advice how to assign one."""
    for number in twilio.numbers.values():
        number["capabilities"] = {"voice": False}
    assert refused("setup") == (
        "Ninguno de los números de la cuenta (3) es de una línea del sitio: diga cuál con --number +57…=línea."
    )


@pytest.mark.parametrize(
    ("health", "unsigned", "sentence"),
    [
        (502, 403, "/healthz respondió 502 y debía responder 200."),
        (200, 404, "todavía no atiende a Twilio (respondió 404)"),
        (200, 200, "respondió 200 a una solicitud sin firma, y debía rechazarla con 403."),
    ],
)
def test_our_address_is_not_as_it_must_be(twilio: AccountApi, health: int, unsigned: int, sentence: str) -> None:
    """No number is pointed at an address that does not answer, or accepts requests that Twilio did not sign."""
    twilio.health, twilio.unsigned = health, unsigned
    assert sentence in refused("setup", "--yes")
    assert sentence in refused("status")
    assert twilio.updates == []


def test_our_address_cannot_be_seen_from_here(twilio: AccountApi, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check can be skipped, and its failure says how."""
    twilio.health = 502
    assert "--unchecked" in refused("setup", "--yes")
    done("setup", "--yes", "--unchecked")
    assert len(twilio.updates) == 2


def test_an_address_without_encryption(twilio: AccountApi, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unencrypted address would send callers' keys in the clear, so it is refused except on this machine."""
    monkeypatch.setenv("ATENCION_TWILIO_URL", "http://voz.entidad.example")
    assert refused("setup", "--yes").startswith("http://voz.entidad.example no es https")


def test_a_change_that_is_not_kept(twilio: AccountApi, tmp_path: Path) -> None:
    """A change that Twilio accepts and does not show counts as failed; the earlier settings stay in the file."""
    twilio.forgets = True
    assert refused("setup", "--yes").startswith(
        "Twilio aceptó el cambio y no lo muestra en +576015550100, +576015550199"
    )
    assert kept(tmp_path).exists()


def test_a_number_that_left_the_account(twilio: AccountApi) -> None:
    """A number that left the account is reported, and the others are restored."""
    done("setup", "--yes")
    removed = twilio.numbers.pop("PN" + "0" * 32)
    assert f"{removed['phone_number']}: ya no es de esta cuenta; se olvida." in done("undo", "--yes")
    assert [number["voice_url"] for number in twilio.numbers.values()] == ["", "https://ventas.example/"]


def test_unreadable_file_is_never_overwritten_because_it_alone_has_earlier_settings(
    twilio: AccountApi, tmp_path: Path
) -> None:
    """An unreadable file is never overwritten, because it alone has the earlier settings."""
    kept(tmp_path).parent.mkdir()
    kept(tmp_path).write_text("{")
    assert "está dañado" in refused("setup", "--yes")
    assert twilio.updates == []


def test_documents_for_external_hosting_are_written(tmp_path: Path) -> None:
    """Each line has a document that apologises in Spanish, and instructions; no request goes to Twilio."""
    output = done("fallback", "--folder", str(tmp_path / "voz"))
    assert sorted(path.name for path in (tmp_path / "voz").iterdir()) == ["bogota.xml", "nacional.xml", "quejas.xml"]
    answer = ET.fromstring((tmp_path / "voz" / "bogota.xml").read_text())
    assert [each.tag for each in answer] == ["Say", "Hangup"]
    assert answer[0].get("language") == "es-MX"
    assert "bogota, nacional, quejas" in output


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """A file in the folder's place is reported."""
    (tmp_path / "voz").write_text("")
    assert refused("fallback", "--folder", str(tmp_path / "voz")).startswith("No se puede escribir en")


def test_an_address_that_is_none() -> None:
    """A malformed address is refused with an example."""
    assert "se espera una dirección como https://" in refused("setup", "--fallback-url", "voz.example")


async def test_another_stand_in_agrees(twilio: AccountApi, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the stand-in that holds calls, too, its own numbers are pointed at us, and restored."""
    async with TwilioEmulator(twilio.address) as stand_in:
        for name, value in (("ACCOUNT_SID", ACCOUNT), ("AUTH_TOKEN", STAND_IN_TOKEN), ("API", stand_in.base)):
            monkeypatch.setenv(f"ATENCION_TWILIO_{name}", value)
        number = stand_in.add_number("+576015550100", VoiceUrl="https://viejo.example/", VoiceMethod="GET")
        await asyncio.to_thread(done, "setup", "--yes")
        pointed = stand_in.add_wired_number("+576015550199").fields
        assert {name: number.fields[name] for name in pointed} == pointed
        await asyncio.to_thread(done, "undo", "--yes")
        assert {name: value for name, value in number.fields.items() if value and value != "POST"} == {
            "VoiceUrl": "https://viejo.example/",
            "VoiceMethod": "GET",
        }
