"""Schemas of the knowledge base."""

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from agent_api.kit.dates import Day
from agent_api.kit.ids import CallId, Flag, SiteId, WholeNumber
from agent_api.knowledge.domain.article import ArticleState
from agent_api.knowledge.domain.difference import LineChange
from agent_api.knowledge.domain.topics import TOPIC_PATTERN

TopicId = Annotated[str, Field(pattern=TOPIC_PATTERN)]
Title = Annotated[str, Field(min_length=3, max_length=120)]
Body = Annotated[str, Field(min_length=1, max_length=20_000)]
Login = Annotated[str, Field(min_length=1, max_length=64)]
Revision = Annotated[WholeNumber, Field(ge=1)]
COMMENT_LENGTH = 500


class ArticleTopic(BaseModel):
    """A topic of petitions that an article is about."""

    id: str = Field(description="«tipo/tema/subtema»; los dos últimos pueden faltar.")
    name: str


class ArticleSummary(BaseModel):
    """An article in the results of a search."""

    id: str
    version: int
    title: str
    excerpt: str = Field(description="La parte en la que está lo buscado; sin búsqueda, el comienzo.")
    topics: list[ArticleTopic]
    of_topic: bool = Field(description="Si es de la tipología pedida.")
    cited_by: list[str] = Field(description="Quién lo cita: el guion de la línea, o plantillas de la tipología.")
    review_due: bool = Field(description="Si ya pasó el día en que debía revisarse.")


class ArticleSearch(BaseModel):
    """The articles that a reader may open, the best first."""

    articles: list[ArticleSummary]


class ArticleQuery(BaseModel):
    """A reader's search."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    words: str = Field("", max_length=100, description="Palabras; no importan tildes, plurales ni cómo se escriben.")
    topic: TopicId | None = Field(None, description="La tipología: sus artículos salen primero.")
    topic_only: bool = Field(False, description="Solo los de esa tipología.")
    line: SiteId | None = Field(None, description="La línea de la llamada: los que su guion cita salen primero.")
    limit: int = Field(20, ge=1, le=50)


class ArticleContent(BaseModel):
    """The version of an article that readers get."""

    id: str
    version: int
    title: str
    body: str = Field(description="Texto con títulos (##), listas (-, 1.) y negrilla (**).")
    topics: list[ArticleTopic]
    owner_name: str
    published_at: AwareDatetime
    valid_until: date | None
    review_on: date
    review_due: bool


class ReadingForm(BaseModel):
    """The call or the ticket for which an article is opened; neither outside of both."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    call_id: CallId | None = None
    ticket: str | None = Field(None, min_length=1, max_length=40, description="El radicado.")


class OpenedArticle(BaseModel):
    """An article that was opened, and what its reader said of it."""

    reading: str
    article: ArticleContent
    useful: bool | None = Field(description="null si no ha dicho si le sirvió.")
    comment: str


class RatingForm(BaseModel):
    """Whether an article helped its reader."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    useful: Flag
    comment: str = Field("", max_length=COMMENT_LENGTH, description="Lo lee quien responde por el artículo.")


class ArticleReading(BaseModel):
    """A version that was opened for a call or a ticket."""

    id: str
    article: str
    version: int
    title: str
    at: AwareDatetime
    reader: str
    reader_name: str
    call_id: str | None
    ticket: str | None
    useful: bool | None


class ArticleReadings(BaseModel):
    """The readings of a call or a ticket, the first first."""

    readings: list[ArticleReading]


class ReadingQuery(BaseModel):
    """A call or a ticket, one of both."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    call_id: CallId | None = None
    ticket: str | None = Field(None, min_length=1, max_length=40, description="El radicado; incluye el de su llamada.")


class ArticleForm(BaseModel):
    """The content of a version, and who answers for the article."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    title: Title
    body: Body
    topics: list[TopicId] = Field(default_factory=list, max_length=30)
    owner: Login
    valid_from: Day = Field(description="El primer día en que se muestra.")
    valid_until: Day | None = Field(None, description="El último; null si no vence.")
    review_on: Day = Field(description="El día en que su responsable lo revisa, dentro de la vigencia.")


class NewArticle(ArticleForm):
    """A new article."""

    id: SiteId | None = Field(None, description="El identificador con que lo citan plantillas y guiones; no cambia.")


class ArticleUpdate(ArticleForm):
    """A change; of the content it makes another version."""

    revision: Revision


class PublicationForm(BaseModel):
    """The version to publish: the newest."""

    model_config = ConfigDict(extra="forbid")

    version: Revision
    revision: Revision


class WithdrawalForm(BaseModel):
    """A withdrawal of what the user read."""

    model_config = ConfigDict(extra="forbid")

    revision: Revision


class LibraryQuery(BaseModel):
    """Filters of the editors' list."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    words: str = Field("", max_length=100)
    state: ArticleState | None = None
    owner: Login | None = None
    topic: TopicId | None = None
    pending: bool = Field(False, description="Solo los que tienen una versión sin publicar o la revisión vencida.")
    limit: int = Field(50, ge=1, le=100)
    cursor: str | None = Field(None, max_length=200, description="El «next» de la página anterior.")


class ReadingFigures(BaseModel):
    """How often versions were opened and what their readers said."""

    opened: int
    useful: int
    not_useful: int


class LibraryArticle(ReadingFigures):
    """An article in the editors' list, with the figures of all its versions."""

    id: str
    title: str
    state: ArticleState
    version: int = Field(description="La más nueva.")
    published: int = Field(description="La última que se publicó; 0 si ninguna.")
    has_draft: bool = Field(description="Si la más nueva está sin publicar.")
    owner: str
    owner_name: str
    topics: list[ArticleTopic]
    valid_from: date | None
    valid_until: date | None
    review_on: date | None
    review_due: bool
    updated_at: AwareDatetime


class LibraryPage(BaseModel):
    """A page of the editors' list, the last change first."""

    articles: list[LibraryArticle]
    next: str | None = Field(description="El cursor de la página siguiente; null si no hay más.")


class VersionSummary(ReadingFigures):
    """A version in the history of an article."""

    version: int
    title: str
    at: AwareDatetime
    who: str
    who_name: str
    published_at: AwareDatetime | None
    published_by_name: str


class ReaderComment(BaseModel):
    """The rating of a version by a reader."""

    version: int
    at: AwareDatetime
    reader_name: str
    useful: bool
    comment: str
    ticket: str | None
    call_id: str | None


class ArticleDetail(LibraryArticle):
    """An article for its editors: its newest version, its history and what readers said."""

    revision: int
    may_withdraw: bool
    newest: "VersionContent"
    versions: list[VersionSummary] = Field(description="La más nueva primero.")
    comments: list[ReaderComment] = Field(description="Los últimos veinte que dijeron algo, el más nuevo primero.")
    cited_by: list[str] = Field(description="Guiones y plantillas del sitio que lo citan.")


class VersionContent(BaseModel):
    """The content of a version."""

    version: int
    title: str
    body: str
    topics: list[ArticleTopic]
    valid_from: date
    valid_until: date | None
    review_on: date


class ChangedLine(BaseModel):
    """A line of a comparison."""

    change: LineChange
    text: str


class ArticleVersion(VersionSummary):
    """A version, and its difference from another."""

    content: VersionContent
    against: int | None = Field(description="La versión con que se compara; null si es la primera.")
    difference: list[ChangedLine]


class ArticleOwner(BaseModel):
    """A user who may answer for articles."""

    user: str
    name: str


class MissingCitation(BaseModel):
    """An article that the site cites and readers cannot open."""

    article: str
    cited_by: list[str]


class LibraryOptions(BaseModel):
    """The users who may own articles, and the cited articles that are missing."""

    owners: list[ArticleOwner]
    missing: list[MissingCitation]
