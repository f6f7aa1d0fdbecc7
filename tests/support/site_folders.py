"""Site folders for tests: the sample's files, whole, edited or damaged, and the errors found in them."""

import io
import wave
from functools import cache

import pytest

from config.errors import Complaint, ConfigError, SiteInvalid
from config.settings import SAMPLE_SITE
from config.site.loader import load_site, read_site
from config.site.model import Site

FILES = {path.name: path.read_bytes() for path in SAMPLE_SITE.glob("*.yaml")}
ANA = "{credito: 8, general: 5, pagos: 6}"


@cache
def sample_site() -> Site:
    """Return the sample site, which each test process reads once: a `Site` is immutable."""
    return load_site(SAMPLE_SITE)


def read_sample_file(name: str) -> bytes | None:
    """Return a file of the sample's folder, such as its logo; None for another name."""
    path = SAMPLE_SITE / name
    return path.read_bytes() if path.is_file() else None


def errors_of(files: dict[str, bytes]) -> list[str]:
    with pytest.raises(SiteInvalid) as caught:
        read_site(files, read_sample_file)
    assert isinstance(caught.value, ConfigError)
    assert caught.value.code == "site_invalid"
    return list(dict.fromkeys(map(str, caught.value.complaints)))


def site_or_errors(files: dict[str, bytes]) -> Site | tuple[Complaint, ...]:
    try:
        return read_site(files, read_sample_file)
    except SiteInvalid as error:
        return error.complaints


def with_edit(file: str, old: str, new: str, count: int = 1) -> dict[str, bytes]:
    text = FILES[file].decode()
    assert old in text
    return {**FILES, file: text.replace(old, new, count).encode()}


def line_number(files: dict[str, bytes], file: str, text: str) -> int:
    return next(n for n, line in enumerate(files[file].decode().splitlines(), 1) if text in line)


def wav_bytes(frames: int = 4000) -> bytes:
    target = io.BytesIO()
    with wave.open(target, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\0\0" * frames)
    return target.getvalue()


def text_message_files() -> dict[str, bytes]:
    """Return the sample's files with a menu that sends the state of a petition by text message, not by mail."""
    changes = {
        "steps.yaml": (
            ("ticket_status_mail\n", "ticket_status_text\n"),
            ("no_address: {step: radicado_sin_correo}", "no_mobile: {step: radicado_sin_correo}"),
        ),
        "prompts.yaml": (
            ("Le enviamos el estado al correo que dejó", "Le enviamos un mensaje al celular desde el que llamó"),
            ("no tiene un correo al que podamos escribirle", "no se presentó desde un celular"),
        ),
    }
    files = {**FILES, "text_messages.yaml": b"sender: twilio\nname: ICETEX\n"}
    for file, edits in changes.items():
        text = FILES[file].decode()
        for old, new in edits:
            assert old in text, old
            text = text.replace(old, new)
        files[file] = text.encode()
    return files
