"""Schemas of the voices of prompts."""

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from agent_api.kit.ids import Flag
from agent_api.prompts.domain.voice import VoiceState
from eventlog.facts.calls.prompt import SoundSource

PromptKey = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}(\.[a-z0-9_]{1,40}){0,2}$")]
"""The id of a prompt of the site, or the key of a phrase, such as ``turno.3``."""
SoundDigest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class SoundUpload(BaseModel):
    """How a recording was made."""

    model_config = ConfigDict(extra="forbid")

    source: SoundSource = Field("uploaded", description="uploaded: un archivo; recorded: grabada en el navegador.")


class SoundQuery(BaseModel):
    """Which sound of a prompt."""

    model_config = ConfigDict(extra="forbid")

    sound: SoundDigest | None = Field(None, description="Una grabación; sin ella, lo que oye ahora quien llama.")


class VoiceForm(BaseModel):
    """The voice to use for the current text of a prompt."""

    model_config = ConfigDict(extra="forbid")

    sound: SoundDigest | None = Field(description="La grabación; null la deja al sintetizador.")


class PreviewForm(BaseModel):
    """A text to hear without saving it."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    text: str = Field(min_length=1, max_length=1200)


class RecordingMeasures(BaseModel):
    """Measures of the original file."""

    rate_hz: int
    channels: int
    bits: int
    length_ms: int
    loudness_lufs: float | None = Field(description="Sonoridad (ITU-R BS.1770-4); null si no se oye nada.")
    peak_db: float | None = Field(description="El punto más fuerte, en dB bajo el máximo.")
    clipped_runs: int = Field(description="Puntos saturados.")
    silence_start_ms: int
    silence_end_ms: int
    offset_percent: float = Field(description="Desplazamiento de la señal, en porcentaje del máximo.")
    telephone_lufs: float | None = Field(description="Sonoridad después de convertirla.")
    wave: list[float] = Field(description="El valor más alto de cada parte, de 0 a 1, para dibujarla.")


class PromptSound(BaseModel):
    """A recording of a prompt."""

    sound: str = Field(description="SHA-256 de la grabación como se oye.")
    text: str = Field(description="Lo que dice: el texto del mensaje cuando se grabó.")
    is_current_text: Flag = Field(description="Si el texto del mensaje sigue siendo ese.")
    is_chosen: Flag = Field(description="Si es la que se oye con el texto vigente.")
    source: SoundSource
    measures: RecordingMeasures
    stored_at: AwareDatetime
    stored_by: str
    stored_by_name: str


class PromptVoice(BaseModel):
    """A text that callers hear, and its voice."""

    prompt: str
    text: str
    is_phrase: Flag = Field(description="Si es una frase de Atención y no un mensaje del sitio.")
    is_music: Flag
    state: VoiceState = Field(
        description="recorded: grabada; folder: archivo de la carpeta del sitio; outdated: se grabó otro texto y ahora "
        "se sintetiza; synthesised: sintetizada; silent: sin voz."
    )
    sound: str | None = Field(description="La grabación que se oye, o null.")
    used_in: list[str] = Field(description="Dónde se oye; vacío si el sitio no lo usa.")


class PromptVoices(BaseModel):
    """All texts that callers hear."""

    prompts: list[PromptVoice]
    synthesiser: str
    can_write: Flag = Field(description="Si quien pregunta puede grabar y elegir voces.")


class PromptDetail(BaseModel):
    """A text, its voice, and its recordings, the latest first."""

    voice: PromptVoice
    sounds: list[PromptSound]


class StoredSound(BaseModel):
    """A recording that was accepted."""

    sound: PromptSound
    is_new: Flag = Field(description="false si ya se había guardado la misma.")
