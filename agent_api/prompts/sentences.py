"""Spanish sentences for the facts of the voices of prompts. Pure."""

from datetime import datetime
from typing import Final

from agent_api.timeline.registry import SentenceTable, sentences_by
from config.site.model import Site
from eventlog import facts
from eventlog.facts import AnyFact
from eventlog.facts.calls.prompt import PromptFact


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Return the Spanish sentence of a fact; empty for other facts."""
    match fact:
        case facts.PromptSoundStored(prompt=prompt, source=source, length_ms=length_ms):
            how = "en el navegador" if source == "recorded" else "como archivo"
            length = f"{length_ms / 1000:.1f}".replace(".", ",")
            return f"Se guardó una grabación del mensaje «{prompt}», {how}, de {length} segundos."
        case facts.PromptVoiceChosen(prompt=prompt, sound=""):
            return f"El mensaje «{prompt}» quedó con la voz sintetizada."
        case facts.PromptVoiceChosen(prompt=prompt, sound=sound):
            return f"El mensaje «{prompt}» quedó con la grabación {sound[:8]}."
    return ""


SENTENCES: Final[SentenceTable] = sentences_by(sentence, PromptFact)
