"""Spanish sentences for the facts of recordings. Pure."""

from datetime import datetime
from typing import Final

from agent_api.timeline.registry import SentenceTable, sentences_by
from config.site.model import Site
from eventlog import facts
from eventlog.facts import AnyFact
from eventlog.facts.calls.recording import LossReason, PauseReason, RecordingFact

PAUSE_REASONS: dict[PauseReason, str] = {
    "asked": "pausó la grabación para que no queden datos secretos",
    "hold": "retuvo la llamada, y la grabación quedó en pausa",
    "waiting": "dejó la llamada, y la grabación quedó en pausa mientras la toma otro asesor",
}
LOSS_REASONS: dict[LossReason, str] = {
    "not_delivered": "la central telefónica no la entregó",
    "unreadable": "el archivo que entregó la central telefónica no es una grabación",
    "not_recorded": "la central telefónica no pudo grabar, o no pudo seguir grabando",
}


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Return the Spanish sentence of a fact; empty for other facts."""
    match fact:
        case facts.RecordingBegan():
            return "Empezó la grabación de la conversación."
        case facts.RecordingPaused(advisor=advisor, reason=reason):
            return (
                f"{advisor} {PAUSE_REASONS[reason]}." if advisor else "La grabación quedó en pausa entre dos asesores."
            )
        case facts.RecordingResumed(advisor=advisor):
            return f"Se reanudó la grabación, en conversación con {advisor}." if advisor else "Se reanudó la grabación."
        case facts.RecordingStored(duration_ms=duration_ms):
            return f"La grabación quedó guardada y cifrada; dura {duration_label(duration_ms)}."
        case facts.RecordingPlayed(user=user):
            return f"{user} oyó la grabación."
        case facts.RecordingDeleted(days=days):
            return f"Se borró la grabación: se cumplió su plazo de {days} días."
        case facts.RecordingErased(act=act):
            return f"Se suprimió la grabación a solicitud del titular ({act})."
        case facts.RecordingLost(reason=reason):
            return f"No hay grabación: {LOSS_REASONS[reason]}."
    return ""


def duration_label(ms: int) -> str:
    """Return a duration in whole seconds, as on the screens: «3:07», «1:02:03»."""
    minutes, seconds = divmod(max(0, ms) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


SENTENCES: Final[SentenceTable] = sentences_by(sentence, RecordingFact, facts.RecordingErased)
