"""The steps of a ticket as the API reads them: one shape each, told apart by `step`."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_api.customers.schemas import CustomerIdText
from agent_api.kit.dates import Day
from agent_api.kit.ids import SiteId

Text = Annotated[str, Field(min_length=1, max_length=8000)]
User = Annotated[str, Field(pattern=r"^[a-z][a-z0-9._-]{0,39}$")]


AttachmentIds = Annotated[list[Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]], Field(max_length=100)]
_FILES = "Los archivos del ticket que van con la respuesta, en orden; si no se dice, los elegidos antes."


class _Step(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    version: int = Field(ge=1, le=2**31, description="La que se leyó del ticket.")


class TakeForm(_Step):
    """Out of the inbox."""

    step: Literal["take"]


class EscalateForm(_Step):
    """From the phone to the written channel; from there to an area."""

    step: Literal["escalate"]
    area: SiteId | None = Field(None, description="El área; si no se dice, la de la matriz.")
    text: Text | None = Field(None, description="Una nota para quien lo recibe.")


class GiveBackForm(_Step):
    """The area's answer."""

    step: Literal["give_back"]
    text: Text = Field(description="La información o la respuesta del área.")
    attachments: AttachmentIds | None = Field(None, description=_FILES)


class AnswerForm(_Step):
    """One's own answer."""

    step: Literal["answer"]
    text: Text = Field(description="La respuesta.")
    response: SiteId | None = Field(None, description="Su tipificación.")
    attachments: AttachmentIds | None = Field(None, description=_FILES)


class AcceptForm(_Step):
    """The area's answer fits."""

    step: Literal["accept"]
    text: Text | None = Field(None, description="La respuesta con otra redacción; si no se dice, la del área.")
    response: SiteId | None = Field(None, description="Su tipificación.")
    attachments: AttachmentIds | None = Field(None, description=_FILES)


class SendBackForm(_Step):
    """The area's answer does not fit."""

    step: Literal["send_back"]
    text: Text = Field(description="Qué le falta.")


class TypifyForm(_Step):
    """What the answer is."""

    step: Literal["typify"]
    response: SiteId = Field(description="La tipificación de la respuesta.")


class SendForm(_Step):
    """The answer goes out."""

    step: Literal["send"]
    attachments: AttachmentIds | None = Field(None, description=_FILES)


class NoteForm(_Step):
    """A note."""

    step: Literal["note"]
    text: Text


class ExtendForm(_Step):
    """A later last day, of which the petitioner is told."""

    step: Literal["extend"]
    until: Day = Field(description="El nuevo último día.")
    text: Text = Field(description="Los motivos de la demora; se le dicen a quien peticiona.")


class AskCompletionForm(_Step):
    """What is missing."""

    step: Literal["ask_completion"]
    text: Text = Field(description="Qué falta; se le dice a quien peticiona.")


class CompleteForm(_Step):
    """What was missing came."""

    step: Literal["complete"]
    completed_on: Day | None = Field(None, description="Cuándo llegó, si no fue hoy.")
    text: Text = Field(description="Qué se recibió.")


class TransferForm(_Step):
    """Another authority is competent."""

    step: Literal["transfer"]
    authority: Annotated[str, Field(min_length=1, max_length=200)] = Field(description="A qué autoridad.")
    text: Text = Field(description="Por qué; se le dice a quien peticiona.")


class AssignForm(_Step):
    """An assignment to another user."""

    step: Literal["assign"]
    owner: User | None = Field(description="A quién; null lo deja en la bandeja.")
    text: Text | None = None


class ReclassifyForm(_Step):
    """The petition is about something else than was said."""

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
    """It is of a customer."""

    step: Literal["tie"]
    customer_id: CustomerIdText = Field(description="El cliente; en una llamada, el que ella verificó.")
    text: Text | None = Field(None, description="Cómo se supo.")


class UntieForm(_Step):
    """It is not of that customer."""

    step: Literal["untie"]
    text: Text = Field(description="Por qué no es de ese cliente.")


class CloseForm(_Step):
    """The petition is withdrawn."""

    step: Literal["close"]
    reason: Literal["tacit", "express"] = Field(
        description="`tacit`: no la completó a tiempo; `express`: dijo que desiste."
    )
    text: Text = Field(description="El acto motivado; se le notifica a quien peticiona.")


class ReopenForm(_Step):
    """A closed ticket is taken up again."""

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
    | NoteForm
    | ExtendForm
    | AskCompletionForm
    | CompleteForm
    | TransferForm
    | AssignForm
    | ReclassifyForm
    | TieForm
    | UntieForm
    | CloseForm
    | ReopenForm,
    Field(discriminator="step"),
]
