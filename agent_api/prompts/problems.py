"""Errors of the voices of prompts. Pure."""

from collections.abc import Sequence
from typing import Any

from agent_api.kit.errors import ApiError


class PromptUnknown(ApiError):
    """There is no such prompt, phrase or recording."""

    status = 404
    code = "prompt_unknown"

    def __init__(self) -> None:
        super().__init__("No hay ningún mensaje, o ninguna grabación suya, con ese identificador.")


class SoundRefused(ApiError):
    """A recording is no WAV, or has faults that callers would hear; the problem has its measures and complaints."""

    status = 400
    code = "prompt_sound_refused"

    def __init__(self, complaints: Sequence[tuple[str, str]], measures: dict[str, Any] | None) -> None:
        super().__init__(" ".join(text for _, text in complaints))
        self.extension = {"complaints": [{"fault": each, "text": text} for each, text in complaints]}
        if measures is not None:
            self.extension["measures"] = measures


class SoundInfected(ApiError):
    """The antivirus reports the file, or could not scan all of it."""

    status = 409
    code = "prompt_sound_infected"

    def __init__(self, finding: str) -> None:
        super().__init__(f"El antivirus detectó «{finding}»: el archivo no se guardó.")


class SoundNotScanned(ApiError):
    """The antivirus has no verdict now."""

    status = 503
    code = "prompt_sound_not_scanned"
    retryable = True

    def __init__(self) -> None:
        super().__init__("El antivirus no responde y el archivo no se guardó. Intente de nuevo en unos minutos.")


class SynthesiserFailed(ApiError):
    """The synthesiser of the site is missing, or failed."""

    status = 503
    code = "synthesiser_failed"
    retryable = True

    def __init__(self, reason: str) -> None:
        super().__init__(f"No se pudo sintetizar: {reason}.")
