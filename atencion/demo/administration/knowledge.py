"""The articles of the demo's past: published ones with versions, one near its review, an expired one, and a draft.

Their texts are invented examples: they say how an article is written, not what the entity answers.
"""

from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Final, NamedTuple

from agent_api.knowledge import catalog, library, readings
from agent_api.knowledge.schemas import ArticleUpdate, NewArticle, PublicationForm, RatingForm, ReadingForm
from atencion.demo.administration.office import PastAct, PastOffice, fill
from atencion.demo.quality.agenda import business_day_before, local_moment

_EDITOR: Final = "calidad"
_FIRST_DAY: Final = 26
"""Business days ago on which the first article was written."""


class PastArticle(NamedTuple):
    """An article; its days are counted from today."""

    id: str
    title: str
    topics: tuple[str, ...]
    body: str
    owner: str = "coordinador"
    review_in: int = 120
    valid_for: int | None = None
    published: bool = True


_IDENTITY: Final = PastArticle(
    id="verificar_identidad",
    title="Verificar la identidad de quien llama",
    topics=(),
    owner=_EDITOR,
    body="""Sin verificar la identidad solo se da información general y se radica.

## Antes de preguntar
- Diga para qué son las preguntas.
- No lea ninguna respuesta en voz alta: compárela con lo que dice la pantalla.

## Si no pasa
1. No diga cuál respuesta falló.
2. Ofrezca radicar la petición: **toda petición se recibe**.
3. Si actúa por otra persona, pregunte por el poder o la autorización.""",
)
_CLEARANCE: Final = PastArticle(
    id="paz_y_salvo",
    title="Paz y salvo de un crédito",
    topics=("solicitud/estado_cuenta/paz_y_salvo",),
    body="""El paz y salvo se pide cuando el crédito está pagado del todo.

## Qué decir
1. Verifique la identidad.
2. Consulte el saldo. Si no es cero, ofrezca la liquidación para pago total.
3. Si es cero, radique la solicitud: el documento llega al correo de la ficha.

## Documentos
- Ninguno, si la identidad está verificada.
- Si lo pide otra persona, **el poder o la autorización escrita**.""",
)
_ARTICLES: Final = (
    _IDENTITY,
    _CLEARANCE,
    PastArticle(
        id="renovar_credito",
        title="Renovar el crédito cada semestre",
        topics=("solicitud/renovacion",),
        review_in=9,
        body="""La renovación la hace la persona y la aprueba su universidad.

## Pasos
1. Actualizar los datos en el portal.
2. Confirmar con la universidad que registró el valor de la matrícula.
3. Esperar la aprobación: hasta entonces **no hay giro**.

## Si se le pasó la fecha
Radique la petición con el motivo. No prometa que se acepta.""",
    ),
    PastArticle(
        id="estado_de_un_giro",
        title="Por qué no ha llegado un giro",
        topics=("solicitud/desembolso",),
        owner="supervisor",
        body="""Consulte primero en qué está el giro.

- **En trámite**: diga la fecha que muestra la consulta.
- **Girado**: el banco o la universidad puede tardar unos días en registrarlo.
- **Devuelto**: pregunte por la cuenta y radique la corrección.

Nunca dé el número de cuenta completo: la persona lo dice y usted lo compara.""",
    ),
    PastArticle(
        id="medios_de_pago",
        title="Dónde y cómo pagar la cuota",
        topics=("solicitud/plan_pagos/medios_pago", "solicitud/plan_pagos"),
        owner="supervisor",
        body="""## En línea
Por el portal, con la referencia del recibo.

## En persona
En los corresponsales que dice el recibo. Lleve el recibo impreso o en el celular.

## Cuidado
Nadie cobra por ayudar a pagar. Si le pidieron dinero, radique la denuncia.""",
    ),
    PastArticle(
        id="fechas_convocatoria",
        title="Fechas de la convocatoria anterior",
        topics=("solicitud/credito_nuevo/calendario",),
        valid_for=-6,
        review_in=-8,
        body="La convocatoria cerró. Las fechas de la siguiente se publican en el portal.",
    ),
    PastArticle(
        id="certificado_renta",
        title="Certificado para la declaración de renta",
        topics=("solicitud/estado_cuenta/certificado_tributario",),
        owner=_EDITOR,
        body="Se descarga del portal desde febrero.\n\n- Falta decir qué hacer si el valor no coincide.",
        published=False,
    ),
)


class PastKnowledge:
    """The articles, act by act."""

    def __init__(self, office: PastOffice) -> None:
        self._office = office

    def acts(self) -> list[PastAct]:
        """Return the acts, with their moments."""
        writing = [
            PastAct(self._at(_FIRST_DAY - number, time(10, 30)), partial(self._write, each))
            for number, each in enumerate(_ARTICLES)
        ]
        corrected = _CLEARANCE.body.replace("llega al correo", "llega **en tres días hábiles** al correo")
        return [
            *writing,
            PastAct(self._at(9, time(11)), partial(self._correct, _CLEARANCE, corrected)),
            PastAct(self._at(6, time(15)), partial(self._read, "asesor1", _CLEARANCE, useful=True)),
            PastAct(
                self._at(4, time(9, 20)),
                partial(self._read, "asesor2", _CLEARANCE, useful=False, comment="No dice qué hacer con dos créditos."),
            ),
            PastAct(self._at(3, time(16)), partial(self._read, "asesor3", _IDENTITY, useful=True)),
        ]

    def _at(self, days: int, clock: time) -> datetime:
        return local_moment(business_day_before(self._office.today, days), clock)

    # --- one act ------------------------------------------------------------------------------------------------------

    async def _write(self, article: PastArticle) -> None:
        office = self._office
        form = fill(NewArticle, id=article.id, **self._fields(article))
        await library.create_article(office.context, office.principal(_EDITOR), form)
        if article.published:
            await self._publish(article, version=1, revision=1)

    async def _correct(self, article: PastArticle, body: str) -> None:
        office = self._office
        read = await catalog.read_article(office.context, article.id)
        form = fill(ArticleUpdate, **self._fields(article) | {"body": body}, revision=read.revision)
        await library.edit_article(office.context, office.principal("coordinador"), article.id, form)
        await self._publish(article, version=read.version + 1, revision=read.revision + 1)

    async def _publish(self, article: PastArticle, *, version: int, revision: int) -> None:
        office = self._office
        form = fill(PublicationForm, version=version, revision=revision)
        await library.publish_article(office.context, office.principal("coordinador"), article.id, form)

    async def _read(self, user: str, article: PastArticle, *, useful: bool, comment: str = "") -> None:
        office = self._office
        reader = office.principal(user)
        opened = await readings.open_article(office.context, reader, article.id, fill(ReadingForm))
        form = fill(RatingForm, useful=useful, comment=comment)
        await readings.rate_article(office.context, reader, opened.reading, form)

    def _fields(self, article: PastArticle) -> dict[str, object]:
        today = self._office.today
        return {
            "title": article.title,
            "body": article.body,
            "topics": list(article.topics),
            "owner": article.owner,
            "valid_from": business_day_before(today, _FIRST_DAY),
            "valid_until": None if article.valid_for is None else _day(today, article.valid_for),
            "review_on": _day(today, article.review_in),
        }


def _day(today: date, days: int) -> date:
    return today + timedelta(days=days)
