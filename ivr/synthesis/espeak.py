"""The synthesiser ``espeak``: bindings to espeak-ng, a C library.

Owns the calls into the library and the voice. The library has global state and is not thread-safe, so only the
rendering child uses this module.
"""

import ctypes
import io
import wave

import espeakng_loader

from ivr.errors import RenderingFailed

VOICE = "es-419"
WORDS_PER_MINUTE = 178
PITCH = 44
PITCH_RANGE = 58
LOUDNESS = 70
"""Below the library's 100, so that loud vowels are not clipped before the level is set."""

# From speak_lib.h, the public header of espeak-ng.
_SYNCHRONOUS = 2
_BY_CHARACTER = 1
_UTF8 = 1
_RATE, _VOLUME, _PITCH, _RANGE = 1, 2, 3, 4
_OK = 0
_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class Espeak:
    """The initialised synthesiser, with its sample rate in Hz; create one in each process."""

    def __init__(self) -> None:
        """Initialise the library.

        Raises:
            RenderingFailed: the library, its data or the voice is missing.
        """
        try:
            self._library = ctypes.CDLL(espeakng_loader.get_library_path())
            data = espeakng_loader.get_data_path()
        except (OSError, RuntimeError) as error:
            raise RenderingFailed(f"no se pudo abrir el sintetizador espeak-ng: {error}") from error
        self.rate: int = self._library.espeak_Initialize(_SYNCHRONOUS, 0, str(data).encode(), 0)
        self._buffer = bytearray()
        self._callback = _CALLBACK(self._on_samples)  # keep a reference: the library calls it during its whole life
        self._library.espeak_SetSynthCallback(self._callback)
        if self.rate <= 0:
            raise RenderingFailed("no se pudo iniciar espeak-ng")
        self._variant: str | None = None
        self._use_voice("")

    @classmethod
    def revision(cls) -> str:
        """Return the voice and its settings."""
        return f"{VOICE} {WORDS_PER_MINUTE} {PITCH} {PITCH_RANGE} {LOUDNESS}"

    def synthesise(self, text: str, voice: str = "") -> bytes:
        """Return the WAV of a text; ``voice`` is a variant of the library, such as ``f2``.

        Raises:
            RenderingFailed: the library refused the text, or does not have the variant.
        """
        self._use_voice(voice)
        self._buffer.clear()
        spoken = text.replace("\0", " ").encode() + b"\0"
        status = self._library.espeak_Synth(spoken, len(spoken), 0, _BY_CHARACTER, 0, _UTF8, None, None)
        if status != _OK or self._library.espeak_Synchronize() != _OK:
            raise RenderingFailed(f"espeak-ng no pudo decir «{text}»")
        target = io.BytesIO()
        with wave.open(target, "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(self.rate)
            sound.writeframes(self._buffer)
        return target.getvalue()

    def _use_voice(self, variant: str) -> None:
        """Choose the voice; a variant has a pitch of its own."""
        if variant == self._variant:
            return
        name = f"{VOICE}+{variant}" if variant else VOICE
        if self._library.espeak_SetVoiceByName(name.encode()) != _OK:
            raise RenderingFailed(f"espeak-ng no tiene la voz {name}")
        settings = ((_RATE, WORDS_PER_MINUTE), (_VOLUME, LOUDNESS), (_PITCH, PITCH), (_RANGE, PITCH_RANGE))
        for parameter, value in settings:
            self._library.espeak_SetParameter(parameter, value, 0)
        self._variant = variant

    def _on_samples(self, samples: "ctypes._Pointer[ctypes.c_short]", count: int, _: int | None) -> int:
        if count > 0 and samples:
            self._buffer += ctypes.string_at(samples, count * 2)
        return 0
