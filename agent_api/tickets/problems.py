"""Errors of requests about tickets. Pure.

Owns their codes and their sentences, which tell the user what to do.
"""

from agent_api.kit.errors import ApiError
from agent_api.tickets.domain.ticket import Refusal


class KeyReused(ApiError):
    """The same Idempotency-Key was used for another petition."""

    status = 409
    code = "idempotency_key_reused"

    def __init__(self, number: str) -> None:
        super().__init__(f"Lo que envió antes ya es el ticket {number}: revíselo antes de radicar otra petición.")
        self.extension = {"ticket": number}


class NumberMisread(ApiError):
    """The check digit of a filing number does not match."""

    status = 400
    code = "number_misread"

    def __init__(self) -> None:
        super().__init__(
            "El número parece mal dictado: su último dígito no coincide. Pida que se lo repitan, despacio."
        )


class EmailWrong(ApiError):
    """The e-mail address is not valid."""

    status = 400
    code = "email_wrong"

    def __init__(self) -> None:
        super().__init__("Ese correo no puede existir: pida que lo deletreen. Si no tiene, deje la dirección postal.")


class ReceivedWrong(ApiError):
    """The day of receipt is not possible."""

    status = 400
    code = "received_wrong"


class MandateWithoutRepresentative(ApiError):
    """A document of a representative is stated, and no representative."""

    status = 400
    code = "mandate_without_representative"

    def __init__(self) -> None:
        super().__init__("Diga quién actúa con esa acreditación: el nombre del representante o apoderado.")


class MandateMissing(ApiError):
    """A person acts for the petitioner, and the form states no document."""

    status = 400
    code = "mandate_missing"

    def __init__(self) -> None:
        super().__init__(
            "Diga con qué documento actúa quien representa al peticionario, o que no mostró ninguno: no hace falta "
            "tenerlo para radicar."
        )


class MandateNotChecked(ApiError):
    """Data of the petitioner would reach a representative whose document does not allow it, or was not checked."""

    status = 409
    code = "mandate_not_checked"


class AnswerMissing(ApiError):
    """The petition is to be closed as answered, but has no answer."""

    status = 400
    code = "answer_missing"

    def __init__(self) -> None:
        super().__init__("Escriba la respuesta que dio: sin ella no se puede cerrar en el primer contacto.")


class AnswerUnfinished(ApiError):
    """The answer still has blanks of its template."""

    status = 400
    code = "answer_unfinished"

    def __init__(self, blanks: tuple[str, ...]) -> None:
        super().__init__(f"En la respuesta falta llenar: {', '.join(blanks)}.")


class ResponseUnknown(ApiError):
    """The site has no such type of answer."""

    status = 400
    code = "response_unknown"

    def __init__(self, response: str) -> None:
        super().__init__(f"No existe la tipificación de respuesta «{response}»; elija una de la lista.")


class AreaUnknown(ApiError):
    """The site has no such area."""

    status = 400
    code = "area_unknown"

    def __init__(self, area: str) -> None:
        super().__init__(f"No existe el área «{area}»; elija una de las áreas de la entidad.")


class AssigneeUnfit(ApiError):
    """The person cannot handle tickets of that tier or area."""

    status = 400
    code = "assignee_unfit"

    def __init__(self, name: str) -> None:
        super().__init__(f"«{name}» no atiende tickets de ese nivel o de esa área; elija a otra persona.")


class MentionUnknown(ApiError):
    """A note mentions a user who cannot open the ticket."""

    status = 400
    code = "mention_unknown"

    def __init__(self, name: str) -> None:
        super().__init__(f"«{name}» no puede abrir este ticket; elija a quien mencionar en la lista.")


class TicketChanged(ApiError):
    """Another step was taken since the client read the ticket."""

    status = 409
    code = "ticket_changed"

    def __init__(self, version: int) -> None:
        super().__init__("Otra persona dio un paso en este ticket mientras tanto: vuelva a leerlo antes de seguir.")
        self.extension = {"version": version}


class StepNotPossible(ApiError):
    """The state of the ticket, or the law, does not allow the step now."""

    status = 409
    code = "step_not_possible"

    def __init__(self, text: str, reason: str = "") -> None:
        super().__init__(text)
        self.extension = {"reason": reason} if reason else {}


class NotYours(ApiError):
    """The step belongs to another person."""

    status = 403
    code = "not_yours"


class AnswerUnsendable(ApiError):
    """The site has no mail configuration, so answers cannot be sent."""

    status = 409
    code = "answer_unsendable"

    def __init__(self) -> None:
        super().__init__("La respuesta no se puede enviar: falta mail.yaml en el sitio. Avise al administrador.")


def raise_refusal(refused: Refusal | None) -> None:
    """Raise the error of a refusal; do nothing without one.

    Raises:
        StepNotPossible: the state or the law does not allow the step.
        NotYours: the step belongs to another person.
    """
    if refused is not None:
        raise error_of(refused)


def error_of(refused: Refusal) -> NotYours | StepNotPossible:
    """Return a refusal as an error of the API."""
    return NotYours(refused.text) if refused.code == "not_yours" else StepNotPossible(refused.text)
