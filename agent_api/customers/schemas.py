"""Schemas of customers and their merges."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from agent_api.customers.domain import field_parsers
from agent_api.customers.domain.documents import DocumentKind, read_document
from agent_api.customers.domain.duplicates import Resemblance
from agent_api.customers.domain.emails import MAX_LENGTH as LONGEST_EMAIL
from agent_api.customers.domain.record import (
    LONGEST_CREDIT,
    LONGEST_LINE,
    LONGEST_NAME,
    MOST_ADDRESSES,
    MOST_EMAILS,
    MOST_PHONES,
    ContactChannel,
)
from agent_api.kit.ids import CallId

_T = TypeVar("_T")
CustomerIdText = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
CustomerId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


def _unique(values: list[_T]) -> list[_T]:
    return list(dict.fromkeys(values))


_Phone = Annotated[str, Field(max_length=40), AfterValidator(field_parsers.read_phone)]
_Email = Annotated[str, Field(max_length=LONGEST_EMAIL), AfterValidator(field_parsers.read_email)]


class DocumentForm(BaseModel):
    """An identity document in a request."""

    model_config = ConfigDict(extra="forbid")

    kind: DocumentKind
    number: str = Field(max_length=40, description="Con puntos o sin ellos; el NIT, con su dígito de verificación.")

    @model_validator(mode="after")
    def _checked(self) -> "DocumentForm":
        self.number = read_document(self.kind, self.number).number
        return self


class DocumentDetail(BaseModel):
    """An identity document in a response."""

    kind: DocumentKind
    number: str
    text: str = Field(description="Como se lee: «CC 52900101», «NIT 899999035-7».")


class AddressForm(BaseModel):
    """A postal address in a request."""

    model_config = ConfigDict(extra="forbid")

    line: Annotated[str, Field(max_length=LONGEST_LINE), AfterValidator(field_parsers.read_address_line)]
    municipality: Annotated[str, Field(max_length=5), AfterValidator(field_parsers.read_municipality)] = Field(
        description="Código DIVIPOLA: 5 cifras."
    )


class AddressDetail(BaseModel):
    """A postal address, with the name of its municipality if it is known."""

    line: str
    municipality: str
    place: str


class CreditDetail(BaseModel):
    """A credit of which the customer is the beneficiary."""

    number: str = Field(max_length=LONGEST_CREDIT)
    programme: str


class TieDetail(BaseModel):
    """Another customer's role in a credit: beneficiary or co-debtor."""

    relation: Literal["beneficiary", "co_debtor"] = Field(
        description="Qué es el otro: beneficiario o deudor solidario."
    )
    customer: str = Field(description="El identificador del otro cliente.")
    credit: str


class CustomerMatch(BaseModel):
    """A customer in the results of a search."""

    id: str
    number: int
    name: str = Field(description="Solo iniciales para quien no puede ver sus datos.")
    document_kind: DocumentKind
    document: str = Field(description="Solo las cuatro últimas para quien no puede ver sus datos.")
    masked: bool


class CustomerMatchList(BaseModel):
    """The results of a search."""

    customers: list[CustomerMatch]


class CustomerDetail(BaseModel):
    """All data of a customer."""

    id: str
    number: int = Field(description="El número del cliente en la entidad.")
    version: int = Field(description="Va con cada cambio, para no pisar el de otro.")
    name: str
    document: DocumentDetail
    birth_date: date | None
    addresses: list[AddressDetail] = Field(description="La primera es a la que van las cartas.")
    phones: list[str] = Field(description="E.164; el primero es al que se llama.")
    emails: list[str] = Field(description="El primero es al que van las respuestas.")
    preferred_contact: ContactChannel | None
    credits: list[CreditDetail]
    ties: list[TieDetail]
    created_at: datetime
    updated_at: datetime | None
    erased_by: str | None = Field(
        description="El acto por el que se suprimieron sus datos a solicitud del titular; null si no se suprimieron."
    )


class CustomerForm(BaseModel):
    """Changes to a customer; missing fields stay unchanged."""

    model_config = ConfigDict(extra="forbid")

    version: int = Field(ge=1, le=2**31 - 1, description="La que se leyó; si ya es otra, 409 «customer_changed».")
    call_id: CallId | None = Field(None, description="La llamada en la que se pide; si falta, la que se atiende.")
    name: Annotated[str, Field(max_length=LONGEST_NAME), AfterValidator(field_parsers.read_name)] | None = None
    document: DocumentForm | None = Field(None, description="Solo sin llamada: lo corrige quien tiene ese permiso.")
    birth_date: date | None = None
    addresses: list[AddressForm] | None = Field(None, max_length=MOST_ADDRESSES)
    phones: Annotated[list[_Phone], AfterValidator(_unique)] | None = Field(None, max_length=MOST_PHONES)
    emails: Annotated[list[_Email], AfterValidator(_unique)] | None = Field(None, max_length=MOST_EMAILS)
    preferred_contact: ContactChannel | None = None


class CustomerRegistration(BaseModel):
    """A customer to register."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(max_length=LONGEST_NAME), AfterValidator(field_parsers.read_name)]
    document: DocumentForm
    birth_date: date | None = None
    addresses: list[AddressForm] = Field(default=[], max_length=MOST_ADDRESSES)
    phones: Annotated[list[_Phone], AfterValidator(_unique)] = Field(default=[], max_length=MOST_PHONES)
    emails: Annotated[list[_Email], AfterValidator(_unique)] = Field(default=[], max_length=MOST_EMAILS)
    preferred_contact: ContactChannel | None = None
    distinct_from: list[CustomerIdText] = Field(
        default=[], max_length=50, description="Los clientes parecidos que se mostraron y que son otras personas."
    )


class SimilarCustomer(CustomerMatch):
    """A customer who may be the one to register, and why."""

    same: list[Resemblance] = Field(description="En qué se parece.")


class SimilarCustomerList(BaseModel):
    """The customers who resemble the one to register."""

    customers: list[SimilarCustomer]


class CustomerQuery(BaseModel):
    """A reference to a customer; query parameters hold no personal data."""

    model_config = ConfigDict(extra="forbid")

    number: int = Field(ge=1, le=2**63 - 1, description="El número del cliente en la entidad.")
    limit: int = Field(20, ge=1, le=50)


class CustomerSearch(BaseModel):
    """Search criteria; exactly one is required."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    document: str | None = Field(
        default=None,
        min_length=3,
        max_length=40,
        description="El número, con puntos o sin ellos; antes puede ir su clase: «CC 1020000010».",
    )
    number: int | None = Field(None, ge=1, le=2**63 - 1, description="El número del cliente en la entidad.")
    name: str | None = Field(
        default=None, max_length=LONGEST_NAME, description="Sin importar tildes, orden ni una letra mal."
    )
    phone: str | None = Field(default=None, min_length=7, max_length=40)
    limit: int = Field(20, ge=1, le=50)


class ServingCallQuery(BaseModel):
    """The call in which the request is made."""

    model_config = ConfigDict(extra="forbid")

    call_id: CallId | None = Field(None, description="Si falta, la que se atiende.")


class MergeForm(BaseModel):
    """A second record of the same customer, to merge into this one."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    other: CustomerIdText = Field(description="El que se une a este; deja de encontrarse y no se borra.")
    version: int = Field(ge=1, le=2**31 - 1, description="La de este.")
    other_version: int = Field(ge=1, le=2**31 - 1, description="La del otro.")
    reason: str = Field(min_length=1, max_length=400, description="Cómo se supo que son la misma persona.")


class MergeQuery(BaseModel):
    """The other record of a merge preview."""

    model_config = ConfigDict(extra="forbid")

    other: CustomerIdText = Field(description="El que se uniría a este.")


class MergeSideDetail(BaseModel):
    """One of the two records of a merge, in its current state."""

    customer: CustomerDetail
    tickets: int = Field(description="Cuántos tickets tiene.")


class MergePreviewDetail(BaseModel):
    """Two records, and the result of merging them."""

    kept: MergeSideDetail
    other: MergeSideDetail
    joined: CustomerDetail = Field(description="El que queda, con los datos y vínculos que tendría.")


class UnmergeForm(BaseModel):
    """A merged record to separate, because it belongs to another customer."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    other: CustomerIdText = Field(description="El que se había unido a este.")
    version: int = Field(ge=1, le=2**31 - 1, description="La de este.")
    reason: str = Field(min_length=1, max_length=400, description="Cómo se supo que son dos personas.")


class MergedRecordDetail(BaseModel):
    """A record that was merged into a customer."""

    other: str
    number: int
    name: str
    document_kind: DocumentKind
    document: str
    merged_at: datetime | None = Field(description="null si la unión es de una versión anterior.")
    merged_by: str | None
    reason: str | None = Field(description="Por qué se unieron; null si no se preguntó.")
    tickets: int | None = Field(description="Cuántos tickets vinieron con él.")
    obstacle: str | None = Field(description="Por qué no se puede separar; null si se puede.")


class MergedRecordList(BaseModel):
    """Records merged into a customer, the last one first."""

    version: int = Field(description="La de este cliente; va al separar.")
    merges: list[MergedRecordDetail]


class CustomerChange(BaseModel):
    """The old and new value of a field."""

    customer: str = Field(description="Este, u otro que se le unió.")
    version: int
    field: str
    old: Any
    new: Any
    at: datetime
    by: str
    call_id: str | None


class CustomerChangeList(BaseModel):
    """The history of a customer, the last change first."""

    changes: list[CustomerChange]
