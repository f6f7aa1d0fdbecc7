"""The contract of every synthesiser, and the limits of the one that is a command."""

import shlex
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import msgspec
import pytest

from config.site.calls.prompts import VoiceRules
from ivr.audio.sound_measures import convert, find_complaints
from ivr.errors import RenderingFailed
from ivr.renderer import cached_name, render
from ivr.sounds import load_peer_sounds, speech_of
from ivr.synthesis import command_synthesiser, synthesisers
from ivr.synthesis.command_synthesiser import VARIABLE, CommandSynthesiser
from ivr.synthesis.synthesisers import load_synthesiser, synthesiser_names
from tests.support.site_folders import sample_site

PROGRAM = """
import sys, wave
from array import array
text = sys.stdin.read().strip()
with wave.open(sys.stdout.buffer, "wb") as sound:
    sound.setnchannels(1); sound.setsampwidth(2); sound.setframerate(16000)
    sound.writeframes(array("h", [9000 if at // 20 % 2 else -9000 for at in range(1600 * len(text))]).tobytes())
"""


def use_command(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    monkeypatch.setenv(VARIABLE, shlex.join([sys.executable, "-c", program]))


@pytest.mark.parametrize("name", ["espeak", "command"])
def test_every_synthesiser_says_a_text(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Text in, WAV out: without a complaint, as long each time, and longer for a longer text; ñ and accents pass."""
    use_command(monkeypatch, PROGRAM)
    kind = load_synthesiser(name)
    synthesiser, text = kind(), "¿Señora, oyó mañana?"
    sound = synthesiser.synthesise(text)
    assert find_complaints(convert(sound).measures, VoiceRules()) == []
    length_ms = convert(sound).measures.length_ms
    assert convert(synthesiser.synthesise(text)).measures.length_ms == pytest.approx(length_ms, abs=20)
    assert convert(synthesiser.synthesise(f"{text} {text}")).measures.length_ms > 1.5 * length_ms
    assert kind.revision() == kind.revision() != ""


def test_a_package_adds_a_synthesiser(monkeypatch: pytest.MonkeyPatch) -> None:
    """An entry point of the group is a synthesiser by its name; one that cannot be loaded is named in the error."""
    mine = EntryPoint("mia", "ivr.synthesis.espeak:Espeak", synthesisers.GROUP)
    broken = EntryPoint("rota", "paquete.que_falta:Nada", synthesisers.GROUP)
    monkeypatch.setattr(synthesisers, "entry_points", lambda group: (mine, broken) if group == mine.group else ())
    synthesisers._installed.cache_clear()
    try:
        assert synthesiser_names() == ("espeak", "command", "mia", "rota")
        assert load_synthesiser("mia").__name__ == "Espeak"
        with pytest.raises(RenderingFailed, match="no se pudo cargar el sintetizador «rota»"):
            load_synthesiser("rota")
        with pytest.raises(RenderingFailed, match="no hay un sintetizador «otra»; los instalados son: espeak, command"):
            load_synthesiser("otra")
    finally:
        synthesisers._installed.cache_clear()


def test_the_site_chooses_its_voice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A site that names the command is spoken by it, in a rendering process; another command is another sound."""
    use_command(monkeypatch, PROGRAM)
    site = msgspec.structs.replace(sample_site(), voice=VoiceRules(synthesiser="command"))
    recipe = speech_of(site, "Hola")
    assert len(render([recipe], tmp_path)[recipe]) == pytest.approx(2 * 8000 * (0.4 + 0.25), abs=400)
    use_command(monkeypatch, PROGRAM + "\n")
    assert cached_name(speech_of(site, "Hola")) != cached_name(recipe)
    monkeypatch.delenv(VARIABLE)
    with pytest.raises(RenderingFailed, match=f"falta {VARIABLE}"):
        speech_of(site, "Hola")


@pytest.mark.parametrize(
    ("program", "message"),
    [
        ("raise SystemExit('no hay voz es_MX')", "terminó con código 1: no hay voz es_MX"),
        ("pass", "no entregó ningún sonido"),
        ("import time; time.sleep(60)", "tardó más de"),
        ("import sys; sys.stdout.write('x' * 2000)", "terminó con código"),
    ],
)
def test_a_command_that_fails_is_one_clear_sentence(
    program: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An exit code with its reason, silence, slowness and too much output each give an error of one line."""
    use_command(monkeypatch, program)
    monkeypatch.setattr(command_synthesiser, "TIMEOUT_S", 2.0 if "sleep" in program else 60.0)
    monkeypatch.setattr(command_synthesiser, "MAX_OUTPUT_BYTES", 1000)
    with pytest.raises(RenderingFailed, match=message) as caught:
        CommandSynthesiser().synthesise("Hola")
    assert "\n" not in str(caught.value)


def test_a_command_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing program and a value that cannot be split are named."""
    monkeypatch.setenv(VARIABLE, "/no/hay/sintetizador --voz x")
    with pytest.raises(RenderingFailed, match="no se pudo iniciar el sintetizador «/no/hay/sintetizador»"):
        CommandSynthesiser().synthesise("Hola")
    monkeypatch.setenv(VARIABLE, "piper 'sin cerrar")
    with pytest.raises(RenderingFailed, match="no se entiende"):
        CommandSynthesiser()


def test_a_command_gets_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command sees PATH and the like, and none of our variables but the voice."""
    monkeypatch.setenv("ATENCION_DATA_KEY", "secreto")
    use_command(monkeypatch, "import os; raise SystemExit(','.join(n for n in os.environ if 'ATENCION' in n))")
    with pytest.raises(RenderingFailed, match=r"código 1: ATENCION_VOICE$"):
        CommandSynthesiser().synthesise("Hola")


def test_a_peer_without_its_synthesiser_is_spoken_by_ours(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    """Another campaign whose synthesiser this machine lacks gets the voice of espeak-ng."""
    site = msgspec.structs.replace(sample_site(), voice=VoiceRules(synthesiser="ajena"))
    cache = Path(pytestconfig.cache.mkdir("sounds"))
    assert load_peer_sounds(site, tmp_path, cache).ulaw("despedida")
