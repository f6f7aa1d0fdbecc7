"""Spanish sentences for the facts of voice messages and surveys. Pure."""

from datetime import datetime
from typing import Final

from agent_api.kit import labels
from agent_api.timeline.recording import duration_label
from agent_api.timeline.registry import SentenceTable, sentences_by
from config.site.model import Site
from eventlog import facts
from eventlog.facts import AnyFact
from eventlog.facts.calls.post_call import AfterFact, SurveyEnd

SURVEY_ENDS: dict[SurveyEnd, str] = {
    "complete": "La encuesta terminó completa",
    "unanswered": "La encuesta terminó sin más respuestas",
    "left": "Quien llamaba colgó durante la encuesta",
    "failed": "Una falla cortó la encuesta",
}


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Return the Spanish sentence of a fact; empty for other facts."""
    match fact:
        case facts.VoiceMessageBegan():
            return "Oyó el tono y empezó a dejar un mensaje de voz."
        case facts.VoiceMessageLeft(lasted_ms=lasted_ms):
            return f"Dejó un mensaje de voz de {duration_label(lasted_ms)}, que espera a ser atendido."
        case facts.VoiceMessageAttended(ticket=ticket):
            return f"El mensaje de voz quedó atendido con el ticket {ticket}."
        case facts.SurveyBegan(advisor=advisor):
            return f"{advisor} dejó la conversación; quien llama se quedó en la línea y empezó a oír la encuesta."
        case facts.SurveyAnswered(question=question, answer=answer):
            name, meaning = labels.question_name(site, question), labels.answer_name(site, question, answer)
            return f"Contestó la encuesta: {name}: {meaning} (tecla {answer})."
        case facts.SurveyEnded(result=result, answered=answered):
            return f"{SURVEY_ENDS[result]}; preguntas contestadas: {answered}."
    return ""


SENTENCES: Final[SentenceTable] = sentences_by(sentence, AfterFact)
