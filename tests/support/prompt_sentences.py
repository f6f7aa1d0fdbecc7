"""The Spanish sentences of the facts of the voices of prompts."""

from eventlog import facts
from eventlog.facts import AnyFact

SOUND = "0123456789abcdef" * 4
PROMPT_SENTENCES: list[tuple[AnyFact, str]] = [
    (
        facts.PromptSoundStored(prompt="despedida", sound=SOUND, source="recorded", length_ms=2340),
        "Se guardó una grabación del mensaje «despedida», en el navegador, de 2,3 segundos.",
    ),
    (
        facts.PromptSoundStored(prompt="turno.3", sound=SOUND, source="uploaded", length_ms=1000),
        "Se guardó una grabación del mensaje «turno.3», como archivo, de 1,0 segundos.",
    ),
    (
        facts.PromptVoiceChosen(prompt="despedida", text="a" * 64, sound=SOUND),
        "El mensaje «despedida» quedó con la grabación 01234567.",
    ),
    (
        facts.PromptVoiceChosen(prompt="despedida", text="a" * 64, sound=""),
        "El mensaje «despedida» quedó con la voz sintetizada.",
    ),
]
