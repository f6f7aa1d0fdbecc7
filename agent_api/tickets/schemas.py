"""Schemas of tickets; `agent_api.tickets.step_schemas` has those of the steps."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_api.areas.schemas import AreaOfficial
from agent_api.kit.dates import Day, Moment
from agent_api.kit.ids import CallId, Flag, SiteId
from agent_api.mail import letter_service
from agent_api.mail.domain.stored_message import MessageState
from agent_api.mandates.schemas import MandateForm, NamedPetitioner
from agent_api.tickets.domain.message_labels import DeliveryMethod
from agent_api.tickets.domain.ticket import State
from agent_api.tickets.links.schemas import LinkedTicket
from agent_api.tickets.queries.filters import Inbox
from agent_api.tickets.queries.pages import Sort
from agent_api.tickets.step_schemas import User
from config.law.regimes import LegalKind
from config.law.terms import Color
from eventlog.facts.customers.lookup import LookupResult, MaybeReason
from eventlog.facts.tickets.ticket import Authority, Channel, MandateKind, MandateResult, Outcome, PriorityReason

Status = Literal["open", "closed"]
CustomerIdText = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


class Petition(BaseModel):
    """The content of a petition. It requires neither identification nor a reason."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    kind: SiteId
    theme: SiteId
    subtheme: SiteId | None = Field(None, description="De la tipología; de él salen el término legal y el área.")
    text: str = Field(min_length=1, max_length=4000, description="Lo que se pide, como lo cuenta quien llama.")


class Petitioner(NamedPetitioner):
    """The petitioner, with the representative if there is one; filing needs no verification."""

    representative: NamedPetitioner | None = Field(
        None, description="Quien habla en su nombre: representante o apoderado."
    )


Annex = Annotated[str, Field(min_length=1, max_length=200)]


class PriorityForm(BaseModel):
    """Why a petition goes before others."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    reason: PriorityReason = Field(description="Del artículo 20 de la Ley 1437 de 2011; el término no cambia.")
    evidence: str = Field(min_length=1, max_length=2000, description="Con qué se sabe; queda en la historia.")


class AuthorityForm(BaseModel):
    """The term that an authority set."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    kind: Authority
    due_at: Moment = Field(description="Fecha y hora en que vence, con su zona.")
    reference: str = Field(min_length=1, max_length=500, description="Despacho, expediente u oficio.")


class TicketForm(Petition):
    """A petition to file."""

    call_id: CallId | None = Field(None, description="La llamada en la que se presenta, si hay una.")
    channel: Channel | None = Field(
        None, description="Por dónde llegó; si no se dice, por teléfono en una llamada y por escrito sin ella."
    )
    customer_id: CustomerIdText | None = Field(
        None,
        description="El cliente que pide: su nombre, su documento y su contacto quedan en el radicado como están hoy "
        "en su ficha. Si no se dice, el radicado no es de ningún cliente, aunque la llamada haya verificado a uno.",
    )
    petitioner: Petitioner | None = Field(
        None, description="Quien pide, si no es un cliente. Sin «customer_id» y sin este dato, la petición es anónima."
    )
    representative: NamedPetitioner | None = Field(
        None, description="Quien actúa en nombre de quien pide, también si es un cliente: representante o apoderado."
    )
    mandate: MandateForm | None = Field(
        None,
        description="El documento con que actúa «representative». Radicar no lo exige; antes de enviarle la respuesta "
        "o de consultar datos del titular, se revisa con el paso `check_mandate`.",
    )
    email: str | None = Field(None, max_length=254, description="A donde se le responde.")
    address: str | None = Field(
        None, min_length=1, max_length=300, description="Dirección para la carta de quien no tiene correo."
    )
    received_on: Day | None = Field(None, description="Día en que se recibió, si fue antes de hoy (papel, buzón).")
    received_at: Moment | None = Field(
        None, description="Instante exacto en que se recibió, con su zona, si se conoce; excluye «received_on»."
    )
    annexes: list[Annex] | None = Field(
        None, max_length=30, description="Lo que llegó con ella, en papel o en archivos: sale en la constancia."
    )
    priority: PriorityForm | None = Field(None, description="Si va antes que las demás: cambia el orden y los avisos.")
    authority: AuthorityForm | None = Field(
        None, description="Si la pide una autoridad que fija un término: tutela, juez, Congreso o ente de control."
    )
    relay_call: bool = Field(
        False, description="Si el Centro de Relevo interpretó la llamada; su intérprete no es un representante."
    )
    outcome: Literal["answered", "escalated"] | None = Field(
        None, description="Si se respondió ahí mismo (con «answer») o se escala de una vez; si no, queda con usted."
    )
    answer: str | None = Field(None, min_length=1, max_length=8000, description="La respuesta que se dio.")


class Ticket(BaseModel):
    """A filed petition, with the data that its receipt requires (Decreto 1166 de 2016)."""

    number: str = Field(description="Radicado: año, consecutivo y dígito de control.")
    spoken: str = Field(description="El radicado como se lee en voz alta.")
    kind: str
    kind_name: str
    theme: str
    theme_name: str
    subtheme: str | None
    subtheme_name: str | None
    text: str | None = Field(description="null para quien no puede leerlo.")
    status: Status
    call_id: str | None
    caller: str | None = Field(
        description="El número que llamó, enmascarado según el rol; null sin llamada, si es anónima o de otra persona."
    )
    filed_at: datetime
    filed_by: str
    received_by: str = Field(description="Nombre de quien la recibió.")
    verbal: bool = Field(description="Si se presentó de viva voz.")
    channel: Channel
    state: State = Field(description="En qué va.")
    tier: int = Field(description="Quién lo tiene: 1 teléfono, 2 canal escrito, 3 área misional.")
    owner: str | None = Field(description="Usuario que lo atiende; null si está en la bandeja.")
    owner_name: str | None
    area: str | None = Field(description="El área misional que lo tiene o lo tuvo.")
    area_name: str | None
    round: int = Field(description="Cuántas veces ha ido a un área.")
    due_on: date = Field(description="Último día para responder; si falta completarla, último día para hacerlo.")
    due_spoken: str = Field(description="Ese día, en una frase para leer en voz alta.")
    priority: PriorityReason | None = Field(description="Por qué va antes que las demás; null si no tiene prioridad.")
    priority_name: str | None
    authority: Authority | None = Field(description="Qué autoridad fijó el término; null si es el de la ley.")
    authority_name: str | None
    authority_due_at: datetime | None = Field(description="Fecha y hora que fijó la autoridad.")
    relay_call: bool = Field(description="Si el Centro de Relevo interpretó la llamada.")
    large_client: str | None = Field(
        description="El nombre del gran cliente que pide; null si no lo es, o si usted no puede saber quién pide."
    )
    light: Color
    days_left: int = Field(description="Días hábiles que quedan, con el último.")
    days_late: int = Field(description="Días hábiles desde que venció sin respuesta; cero si no ha vencido.")
    state_since: datetime = Field(description="Desde cuándo está donde está.")
    closed_at: datetime | None
    outcome: Outcome | None = Field(description="Cómo terminó; null mientras esté abierto.")
    version: int = Field(description="Va en cada paso: si otra persona dio uno antes, no coincide.")


class TicketSilence(BaseModel):
    """Documents or information that were not answered in time and are therefore granted by law."""

    granted_on: date
    copies_by: date


class TicketTerm(BaseModel):
    """The term of a ticket."""

    legal_kind: LegalKind
    legal_kind_name: str
    received_at: datetime
    received_on: date = Field(
        description="Desde cuándo cuenta, según la regla de la entidad para lo que llega fuera de horario; el término "
        "corre desde el día siguiente."
    )
    due_on: date
    basis: str = Field(description="El régimen y los artículos.")
    days_left: int
    days_late: int
    breached: bool
    extended: bool
    extendable_until: date | None = Field(description="Hasta cuándo se puede prorrogar; null si ya no se puede.")
    asked_at: datetime | None = Field(description="Cuándo se pidió lo que faltaba.")
    completed_at: datetime | None
    silence: TicketSilence | None = Field(description="Qué pasa si lo pedido eran documentos y no se respondió.")


class TicketLookup(BaseModel):
    """A lookup made for a ticket; its results are not stored."""

    lookup: str
    name: str
    at: datetime
    who: str
    who_name: str
    result: LookupResult
    reason: MaybeReason = Field(description="Por qué no estuvo disponible; si no, vacío.")


class TicketMandate(BaseModel):
    """The document by which the representative acts, and the result of its check."""

    kind: MandateKind
    kind_name: str
    document: str
    scope: str | None
    expires_on: date | None
    result: MandateResult | None = Field(description="null mientras nadie la revise.")
    result_name: str
    until: date | None = Field(description="Hasta cuándo vale, según la revisión.")


class FilingPreview(BaseModel):
    """The receipt and the term that a petition would have; nothing is stored."""

    legal_kind: LegalKind
    legal_kind_name: str
    received_at: datetime
    received_on: date = Field(description="El día en que llegó.")
    filed_on: date = Field(description="Desde cuándo cuenta, según la regla de la entidad.")
    out_of_hours: bool = Field(description="Si llegó fuera de horario y cuenta desde el día hábil siguiente.")
    due_on: date
    due_words: str = Field(description="El último día, en palabras.")
    days: int | None = Field(description="Días hábiles del término; null si va en meses.")
    basis: str = Field(description="El régimen y los artículos.")
    days_left: int
    days_late: int


class FilingPreviewQuery(BaseModel):
    """The petition whose term is previewed."""

    model_config = ConfigDict(extra="forbid")

    kind: SiteId
    theme: SiteId
    subtheme: SiteId | None = None
    channel: Channel = "written"
    received_at: Moment | None = Field(None, description="Un instante con zona, o una fecha; si no se dice, ahora.")


class AnswerLimits(BaseModel):
    """Limits of the files of an answer."""

    most_files: int
    most_bytes: int | None = Field(description="De todos los archivos juntos; null si la respuesta va en papel.")


class TicketDetail(Ticket):
    """A ticket in full."""

    opened: bool = Field(
        description="Si usted puede leer lo que dice de quien pide. Si no, es un ticket que usted radicó, tiene o "
        "escaló: ve dónde está, y lo demás sale vacío."
    )
    term: TicketTerm
    steps: list[str] = Field(description="Los pasos que usted puede dar ahora.")
    assignees: list[AreaOfficial] = Field(description="A quiénes puede usted asignarlo; vacío si no puede.")
    escalates_to: str | None = Field(description="A qué área se escala si no se dice una; null si hay que decirla.")
    escalates_to_name: str | None
    history: str = Field(description="Dirección de su historia.")
    customer_id: str | None
    petitioner: Petitioner | None = Field(description="Quien pide; null si no se dijo o para quien no puede leerlo.")
    representative: NamedPetitioner | None = Field(description="Quien actúa en su nombre; null si nadie.")
    mandate: TicketMandate | None = Field(description="Con qué documento actúa; null si nadie actúa con uno.")
    email: str | None
    address: str | None
    annexes: list[str] = Field(description="Lo que llegó con la petición, como se anotó al radicar.")
    answer: str | None = Field(description="La última redacción de la respuesta.")
    response: str | None = Field(description="La tipificación de la respuesta.")
    response_name: str | None
    answer_opened: bool | None = Field(
        description="Si usted ya abrió la respuesta del área que se revisa ahora: sin abrirla no se acepta. null si no "
        "hay ninguna por revisar."
    )
    undo_until: datetime | None = Field(
        description="Hasta cuándo puede deshacerse el envío; null si no hay uno en curso."
    )
    links: list[LinkedTicket] = Field(description="Los tickets vinculados que usted puede leer.")
    answer_attachments: list[str] = Field(description="Los archivos que van con la respuesta, por su identificador.")
    answer_limits: AnswerLimits | None = Field(
        description="Cuánto puede ir con la respuesta; null si la entidad no envía respuestas."
    )
    promised_document: str | None = Field(
        description="La tipificación o la plantilla de la respuesta que promete un documento; sin él no se envía."
    )
    typology_version: str = Field(description="Versión del sitio con cuya tipología se tipificó.")
    recordings: list[str] = Field(
        description="Las de su llamada o su mensaje de voz que usted puede oír; vacío para los demás."
    )
    lookups: list[TicketLookup] = Field(
        description="Las hechas para el ticket y, en su llamada, las hechas sobre su cliente; las últimas 100."
    )


class TicketPage(BaseModel):
    """A page of tickets: open ones by their last day, then closed ones, the last closed first."""

    tickets: list[Ticket]
    next: str | None = Field(description="El cursor de la página siguiente; null si no hay más.")


class TicketFilters(BaseModel):
    """Filters of a list of tickets."""

    model_config = ConfigDict(extra="forbid")

    call_id: CallId | None = None
    mine: Flag = Field(False, description="Solo los que usted radicó.")
    box: Inbox = Field(
        "all",
        description="`mine`: los que usted atiende; `tier`: los del canal escrito; `area`: los de áreas; "
        "`followed`: los que usted o su área radicó, escaló o respondió, donde estén y aunque estén cerrados; "
        "`all`: todos.",
    )
    state: State | None = None
    light: Color | None = Field(None, description="Solo los abiertos con ese semáforo.")
    customer_id: CustomerIdText | None = None
    owner: User | None = Field(None, description="Usuario que los atiende, o que los atendió de último.")
    unowned: Flag = Field(False, description="Solo los abiertos que nadie ha tomado.")
    area: SiteId | None = Field(None, description="El área misional que los tiene o los tuvo.")
    channel: Channel | None = Field(None, description="Por dónde llegaron.")
    kind: SiteId | None = None
    theme: SiteId | None = None
    subtheme: SiteId | None = None
    outcome: Outcome | None = Field(None, description="Cómo terminaron; solo los cerrados.")
    large_client: Annotated[str, Field(pattern=r"^(any|[0-9a-f]{16})$")] | None = Field(
        None, description="Los del NIT de este gran cliente activo; `any`: los de cualquiera."
    )
    filed_from: Day | None = Field(None, description="Radicados desde este día.")
    filed_to: Day | None = Field(None, description="Radicados hasta este día, inclusive.")
    due_from: Day | None = Field(None, description="Abiertos que vencen desde este día.")
    due_to: Day | None = Field(None, description="Abiertos que vencen hasta este día, inclusive.")


class TicketQuery(TicketFilters):
    """A page of a list of tickets."""

    sort: Sort = Field(
        "due_on",
        description="`due_on`: primero los abiertos, el que vence antes, después los cerrados, el último primero; "
        "`filed_at`: en el orden en que se radicaron; `-filed_at`: el último radicado primero.",
    )
    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=200, description="El «next» de la página anterior, en el mismo orden.")


class OwnerCount(BaseModel):
    """How many open tickets of a list a user has."""

    owner: str
    owner_name: str
    count: int


class TicketCounts(BaseModel):
    """How many tickets a list has."""

    total: int = Field(description="Los que cumplen todos los filtros.")
    states: dict[State, int] = Field(description="Por estado, con los demás filtros.")
    lights: dict[Color, int] = Field(description="Los abiertos por semáforo, con los demás filtros.")
    unowned: int = Field(description="Los abiertos que nadie ha tomado, con los demás filtros.")
    owners: list[OwnerCount] = Field(description="Los abiertos por responsable, por nombre, con los demás filtros.")


class TopicQuery(BaseModel):
    """Another topic for a ticket."""

    model_config = ConfigDict(extra="forbid")

    kind: SiteId
    theme: SiteId
    subtheme: SiteId | None = None


class Reclassification(BaseModel):
    """The effect of another topic on a ticket; a preview that changes nothing."""

    version: int = Field(description="Del ticket, como se leyó.")
    legal_kind: LegalKind
    legal_kind_name: str
    due_on: date = Field(description="El último día con esa tipología, contado desde el recibo.")
    due_before: date = Field(description="El último día de hoy.")
    told_by: Literal["email", "letter"] | None = Field(
        description="Cómo se le avisa el nuevo día a quien pide; null si es el mismo o no hay a dónde escribirle."
    )
    basis: str = Field(description="El régimen y los artículos.")
    passed: bool = Field(description="Si ese día ya pasó.")
    days_left: int
    days_late: int
    area: str | None = Field(description="El área a la que se escala hoy.")
    area_name: str | None
    new_area: str | None = Field(description="La de la nueva tipología: solo se toma con `change_area`.")
    new_area_name: str | None


class SentFile(BaseModel):
    """A file chosen for an answer, or sent with one."""

    id: str
    name: str | None = Field(description="null para quien no puede leerlo.")
    size: int = Field(description="En bytes.")


class MentionedUser(BaseModel):
    """A user whom a note mentions, or may mention."""

    user: str
    name: str


class MentionCandidates(BaseModel):
    """The users whom a note on a ticket may mention, by name."""

    users: list[MentionedUser]


class TicketEntry(BaseModel):
    """A step in a ticket's history."""

    version: int
    at: datetime
    who: str
    who_name: str
    step: str
    state: State = Field(description="En qué quedó.")
    round: int
    note: str | None = Field(description="Lo que se escribió; null si nada, o para quien no puede leerlo.")
    told: str | None = Field(description="Qué cambió, en una frase, si el paso corrigió la tipología.")
    files: list[SentFile] = Field(description="Los archivos que el paso eligió para la respuesta.")
    mentions: list[MentionedUser] = Field(description="A quiénes menciona la nota; vacío si a nadie.")
    decided: dict[str, str | int | bool | None] = Field(description="Lo que decidió el paso: a quién, hasta cuándo…")


class TicketMessage(BaseModel):
    """A mail, letter or notice sent about a ticket."""

    id: str
    by: DeliveryMethod = Field(
        description="Por correo, por carta, o por aviso: publicado donde no hay a dónde escribir."
    )
    template: str
    at: datetime = Field(description="Cuándo se escribió.")
    told: str = Field(description="Qué es, por dónde va y en qué quedó, en una frase.")
    state: MessageState | letter_service.State
    to: str | None = Field(description="A dónde va; null para quien no puede leerlo.")
    files: list[SentFile] = Field(description="Los archivos del ticket que van con él.")


class TicketReading(BaseModel):
    """A request at the desk for the state of a ticket, answered or refused."""

    id: str
    at: datetime
    who: str
    who_name: str
    told: str = Field(description="Qué se leyó, o por qué no, en una frase.")


class TicketHistory(BaseModel):
    """All steps, messages and status requests of a ticket, in order."""

    number: str
    entries: list[TicketEntry]
    messages: list[TicketMessage]
    readings: list[TicketReading]


IdempotencyKey = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
