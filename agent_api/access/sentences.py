"""Spanish sentences for the facts of `eventlog.facts.access`. Pure."""

from datetime import datetime
from typing import Final

from agent_api.timeline.registry import SentenceTable, sentences_by
from config.site.model import Site
from config.spanish_dates import spoken_day
from eventlog import facts
from eventlog.facts import AnyFact
from eventlog.facts.access import AccessFact

REFUSAL_REASONS = {
    "password": "la contraseña no es la suya",
    "second_factor": "el código del segundo factor no sirve",
    "disabled": "la cuenta está inhabilitada",
    "expired": "su contraseña temporal venció",
}


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Return the Spanish sentence of an access fact; empty for any other."""
    match fact:
        case facts.SignedIn(user=user):
            return f"{user} inició sesión."
        case facts.SignInRefused(user=user, reason=reason):
            return f"Se negó la entrada a {user or 'un usuario que no existe'}: {REFUSAL_REASONS[reason]}."
        case facts.SignInLocked(user=user, seconds=seconds):
            return f"{user or 'Un usuario que no existe'} debe esperar {seconds} s después de varios intentos fallidos."
        case facts.SignedOut(user=user):
            return f"{user} cerró la sesión."
        case facts.SessionRevoked(user=user, sessions=sessions):
            return f"Se cerraron sesiones de {user}: {sessions}."
        case facts.PasswordChanged(user=user):
            return f"{user} tiene una contraseña nueva."
        case facts.PasswordReset(user=user):
            return f"{user} recibió una contraseña temporal, que debe cambiar al entrar."
        case facts.PhonePasswordChanged(user=user):
            return f"El teléfono de {user} tiene una clave nueva."
        case facts.SecondFactorChanged(user=user, active=active):
            return f"{user} {'activó' if active else 'dejó de tener'} el segundo factor."
        case _:
            return _rights_sentence(fact)


def _rights_sentence(fact: AnyFact) -> str:
    match fact:
        case facts.UserCreated(user=user):
            return f"Se creó el usuario {user}."
        case facts.UserDisabled(user=user):
            return f"Se inhabilitó al usuario {user}."
        case facts.UserEnabled(user=user):
            return f"Se habilitó de nuevo al usuario {user}."
        case facts.RoleGranted(user=user, role=role, begins_on=begins_on, ends_on=ends_on):
            until = f" hasta el {spoken_day(ends_on)}" if ends_on else ""
            return f"{user} recibió el rol {role} desde el {spoken_day(begins_on)}{until}."
        case facts.RoleWithdrawn(user=user, role=role):
            return f"{user} dejó de tener el rol {role}."
        case facts.TokenIssued(token=token, permissions=permissions):
            return f"Se expidió el token de servicio {token} con permiso para: {permissions}."
        case facts.TokenRevoked(token=token):
            return f"Se revocó el token de servicio {token}."
        case _:
            return _dual_control_sentence(fact)


def _dual_control_sentence(fact: AnyFact) -> str:
    match fact:
        case facts.TokenTakenOver(token=token, user=user, former=former):
            return f"{user} responde desde ahora por el token de servicio {token}, que expidió {former}."
        case facts.EnrolmentCodeGiven(user=user):
            return f"{user} recibió un código para activar el segundo factor."
        case facts.RightsAsked(kind="roles", user=user, what=what):
            return f"Se pidió para {user}: {what}. Falta que otra persona lo apruebe."
        case facts.RightsAsked(kind="enable", user=user):
            return f"Se pidió habilitar de nuevo a {user}. Falta que otra persona lo apruebe."
        case facts.RightsAsked(user=user, what=what):
            return (
                f"Se pidió responder por el token de servicio {what}, que expidió {user}. "
                "Falta que otra persona lo apruebe."
            )
        case facts.RightsApproved(user=user):
            return f"Otra persona aprobó lo que se pidió para {user}."
        case facts.RightsRefused(user=user):
            return f"Se rechazó o se retiró lo que se había pedido para {user}."
    return ""


SENTENCES: Final[SentenceTable] = sentences_by(sentence, AccessFact)
