"""Schemas of the steps of a ticket, one for each value of `step`."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_api.customers.schemas import CustomerIdText
from agent_api.kit.dates import Day, Moment
from agent_api.kit.ids import SiteId
from agent_api.tickets.links.schemas import FilingNumber, JointTicket
from eventlog.facts.tickets.ticket import Authority, LinkKind, MandateResult, PriorityReason

Text = Annotated[str, Field(min_length=1, max_length=8000)]
User = Annotated[str, Field(pattern=r"^[a-z][a-z0-9._-]{0,39}$")]


AttachmentIds = Annotated[list[Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]], Field(max_length=100)]
_FILES = "Los archivos del ticket que van con la respuesta, en orden; si no se dice, los elegidos antes."


class _Step(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    version: int = Field(ge=1, le=2**31, description="La que se leyó del ticket.")


class TakeForm(_Step):
    """Take the ticket from the inbox."""

    step: Literal["take"]


class EscalateForm(_Step):
    """Escalate the ticket: from the phone to the written channel, or from there to an area."""

    step: Literal["escalate"]
    area: SiteId | None = Field(None, description="El área; si no se dice, la de la matriz.")
    text: Text | None = Field(None, description="Una nota para quien lo recibe.")


class GiveBackForm(_Step):
    """Return the ticket to the written channel with the area's answer."""

    step: Literal["give_back"]
    text: Text = Field(description="La información o la respuesta del área.")
    attachments: AttachmentIds | None = Field(None, description=_FILES)


class AnswerForm(_Step):
    """Write an answer."""

    step: Literal["answer"]
    text: Text = Field(description="La respuesta.")
    response: SiteId | None = Field(None, description="Su tipificación.")
    attachments: AttachmentIds | None = Field(None, description=_FILES)


class AcceptForm(_Step):
    """Accept the area's answer."""

    step: Literal["accept"]
    text: Text | None = Field(None, description="La respuesta con otra redacción; si no se dice, la del área.")
    response: SiteId | None = Field(None, description="Su tipificación.")
    attachments: AttachmentIds | None = Field(None, description=_FILES)


class SendBackForm(_Step):
    """Send the area's answer back for correction."""

    step: Literal["send_back"]
    text: Text = Field(description="Qué le falta.")


class TypifyForm(_Step):
    """Set the type of the answer."""

    step: Literal["typify"]
    response: SiteId = Field(description="La tipificación de la respuesta.")


class SendForm(_Step):
    """Send the answer; it leaves ten seconds later, and can be undone until then."""

    step: Literal["send"]
    attachments: AttachmentIds | None = Field(None, description=_FILES)
    joint: list[JointTicket] = Field(
        [],
        max_length=50,
        description="Los tickets vinculados por repetir la misma petición que se responden a la vez, cada uno a su "
        "peticionario y con su radicado. O se envían todas las respuestas, o ninguna.",
    )


class UndoSendForm(_Step):
    """Undo the sending of the answer, and of those sent jointly with it, before it leaves."""

    step: Literal["undo_send"]


class NoteForm(_Step):
    """Add a note."""

    step: Literal["note"]
    text: Text
    mentions: Annotated[list[User], Field(max_length=20)] = Field(
        default_factory=list, description="Los usuarios que la nota menciona, de los que ofrece `mention-candidates`."
    )


class ExtendForm(_Step):
    """Extend the term; the petitioner is notified of the new last day."""

    step: Literal["extend"]
    until: Day = Field(description="El nuevo último día.")
    text: Text = Field(description="Los motivos de la demora; se le dicen a quien peticiona.")


class AskCompletionForm(_Step):
    """Ask the petitioner for missing information."""

    step: Literal["ask_completion"]
    text: Text = Field(description="Qué falta; se le dice a quien peticiona.")


class CompleteForm(_Step):
    """Record that the missing information was received."""

    step: Literal["complete"]
    completed_on: Day | None = Field(None, description="Cuándo llegó, si no fue hoy.")
    text: Text = Field(description="Qué se recibió.")


class TransferForm(_Step):
    """Transfer the petition to the competent authority."""

    step: Literal["transfer"]
    authority: Annotated[str, Field(min_length=1, max_length=200)] = Field(description="A qué autoridad.")
    text: Text = Field(description="Por qué; se le dice a quien peticiona.")


class AssignForm(_Step):
    """Assign the ticket to another user."""

    step: Literal["assign"]
    owner: User | None = Field(description="A quién; null lo deja en la bandeja.")
    text: Text | None = None


class ReclassifyForm(_Step):
    """Correct the topic of the petition."""

    step: Literal["reclassify"]
    kind: SiteId
    theme: SiteId
    subtheme: SiteId | None = Field(None, description="De la tipología de hoy.")
    change_area: bool = Field(
        False,
        description="Si también cambia el área a la que se escala, por la de la nueva tipología.",
    )
    text: Text = Field(description="Por qué se corrige.")


class TieForm(_Step):
    """Link the ticket to a customer."""

    step: Literal["tie"]
    customer_id: CustomerIdText = Field(description="El cliente; en una llamada, el que ella verificó.")
    text: Text | None = Field(None, description="Cómo se supo.")


class UntieForm(_Step):
    """Remove the link to a customer."""

    step: Literal["untie"]
    text: Text = Field(description="Por qué no es de ese cliente.")


class CheckMandateForm(_Step):
    """Record whether the document of a representative suffices."""

    step: Literal["check_mandate"]
    result: MandateResult = Field(
        description="`sufficient`: alcanza para darle la respuesta; `insufficient`: no alcanza."
    )
    until: Day | None = Field(None, description="Hasta cuándo vale; sin él, no vence.")
    text: Text = Field(description="Qué documento se revisó y qué dice.")


class PrioritizeForm(_Step):
    """Put the petition before others."""

    step: Literal["prioritize"]
    reason: PriorityReason = Field(description="Del artículo 20 de la Ley 1437 de 2011; el término no cambia.")
    text: Text = Field(description="Con qué se sabe: la evidencia.")


class DeprioritizeForm(_Step):
    """Remove the priority of the petition."""

    step: Literal["deprioritize"]
    text: Text = Field(description="Por qué no la tiene.")


class SetAuthorityTermForm(_Step):
    """Record, or change, the term that an authority set."""

    step: Literal["set_authority_term"]
    authority: Authority
    due_at: Moment = Field(description="Fecha y hora en que vence, con su zona.")
    text: Text = Field(description="Despacho, expediente u oficio, y lo que ordena.")


class LinkForm(_Step):
    """Link the ticket to another one."""

    step: Literal["link"]
    number: FilingNumber = Field(description="El radicado del otro ticket, que usted debe poder leer.")
    kind: LinkKind = Field(
        description="`duplicate`: este repite la petición del otro; `follow_up`: este hace seguimiento al otro."
    )
    text: Text | None = Field(None, description="Una nota.")


class UnlinkForm(_Step):
    """Remove the link to another ticket."""

    step: Literal["unlink"]
    number: FilingNumber = Field(description="El radicado del otro ticket.")
    text: Text | None = Field(None, description="Por qué.")


class CloseForm(_Step):
    """Close the ticket because the petition is withdrawn."""

    step: Literal["close"]
    reason: Literal["tacit", "express"] = Field(
        description="`tacit`: no la completó a tiempo; `express`: dijo que desiste."
    )
    text: Text = Field(description="El acto motivado; se le notifica a quien peticiona.")


class ReopenForm(_Step):
    """Reopen a closed ticket."""

    step: Literal["reopen"]
    text: Text = Field(description="Por qué.")


StepForm = Annotated[
    TakeForm
    | EscalateForm
    | GiveBackForm
    | AnswerForm
    | AcceptForm
    | SendBackForm
    | TypifyForm
    | SendForm
    | UndoSendForm
    | NoteForm
    | ExtendForm
    | AskCompletionForm
    | CompleteForm
    | TransferForm
    | AssignForm
    | ReclassifyForm
    | TieForm
    | UntieForm
    | CheckMandateForm
    | PrioritizeForm
    | DeprioritizeForm
    | SetAuthorityTermForm
    | LinkForm
    | UnlinkForm
    | CloseForm
    | ReopenForm,
    Field(discriminator="step"),
]
