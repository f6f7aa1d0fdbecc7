"""The knowledge base through the API: versions, what readers get, what was read for a call or a ticket, and notices."""

from datetime import timedelta
from typing import Any

import pytest

from eventlog.facts import (
    KnowledgeArticlePublished,
    KnowledgeArticleRated,
    KnowledgeArticleRead,
    KnowledgeOwnerNotified,
)
from tests.support.api.api_rig import ApiRig
from tests.support.desks.knowledge_desk import EDITOR, OWNER, READER, TOPIC, KnowledgeDesk

pytestmark = pytest.mark.integration

WRITTEN = "asesor_escrita:wilma"
COMMENT = "María Quiroga pidió otra cosa."


@pytest.fixture
def desk(rig: ApiRig) -> KnowledgeDesk:
    """Open an empty desk."""
    return KnowledgeDesk(rig)


async def test_an_edit_is_read_only_after_it_is_published(desk: KnowledgeDesk) -> None:
    """Each edit is a version with its author; readers keep the published one until the next publication."""
    id_ = await desk.publish()
    edited = await desk.act(id_, "", title="Cómo atender una queja", body="## Pasos\n1. Escuche.\n2. Pida perdón.")
    assert edited.status_code == 200, edited.text
    assert [edited.json()[name] for name in ("version", "published", "has_draft")] == [2, 1, True]
    read = (await desk.ask(READER, "GET", f"/knowledge/articles/{id_}")).json()
    assert (read["version"], read["owner_name"], "Radique" in read["body"]) == (1, "Coco", True)
    again = await desk.act(id_, "", body="## Pasos  \r\n1. Escuche.\r\n2. Pida perdón.")
    assert again.json()["version"] == 2, "the same content makes no version"
    assert (await desk.act(id_, "publication")).json()["published"] == 2
    version = (await desk.ask(EDITOR, "GET", f"/knowledge/library/{id_}/versions/2")).json()
    changed = [(each["change"], each["text"]) for each in version["difference"] if each["change"] != "same"]
    assert changed == [("removed", "2. Radique."), ("added", "2. Pida perdón.")]
    assert (version["who_name"], version["published_by_name"], version["against"]) == ("Clara", "Clara", 1)
    first = (await desk.ask(EDITOR, "GET", f"/knowledge/library/{id_}/versions/1")).json()
    assert "Radique" in first["content"]["body"]
    facts = [each.fact for each in await desk.journaled_facts("KnowledgeArticlePublished")]
    assert [each.version for each in facts if isinstance(each, KnowledgeArticlePublished)] == [1, 2]


async def test_readers_never_get_what_is_not_in_force(desk: KnowledgeDesk) -> None:
    """Drafts, articles of later days, expired and withdrawn ones are neither found nor opened."""
    day = desk.today
    draft = (await desk.write(title="Borrador")).json()["id"]
    later = await desk.publish(title="Mañana", valid_from=(day + timedelta(days=1)).isoformat())
    last = await desk.publish(title="Hasta hoy", valid_until=day.isoformat(), review_on=day.isoformat())
    gone = await desk.publish(title="Retirado")
    assert (await desk.act(gone, "withdrawal")).json()["state"] == "withdrawn"
    assert await desk.found() == [last]
    states = [(await desk.open(each)).status_code for each in (draft, later, gone, last, "ninguno")]
    assert states == [404, 404, 404, 200, 404]
    desk.rig.now += timedelta(days=1)
    assert await desk.found() == [later]
    library = (await desk.ask(EDITOR, "GET", "/knowledge/library")).json()["articles"]
    assert {each["id"]: each["state"] for each in library} == {
        draft: "draft",
        later: "published",
        last: "expired",
        gone: "withdrawn",
    }
    for state, expected in (("draft", draft), ("expired", last), ("withdrawn", gone), ("published", later)):
        page = await desk.ask(EDITOR, "GET", "/knowledge/library", params={"state": state})
        assert [each["id"] for each in page.json()["articles"]] == [expected]
    refused = await desk.act(last, "publication")
    assert (refused.status_code, refused.json()["code"]) == (409, "article_not_publishable")
    assert (await desk.act(gone, "publication")).json()["state"] == "published"


async def test_the_articles_of_the_topic_come_first(desk: KnowledgeDesk) -> None:
    """Then those that the script cites, then the best match; accents, plurals and spelling do not matter."""
    general = await desk.publish(title="Verificar la identidad", id="verificar_identidad", topics=[], body="Pregunte.")
    theme = await desk.publish(title="Zanjar una queja", topics=["queja/trato"], body="Sobre certificados.")
    other = await desk.publish(title="Certificado de renta", topics=["solicitud/estado_cuenta"], body="DIAN.")
    assert await desk.found(topic=TOPIC, line="nacional") == [theme, general, other]
    assert await desk.found(topic=TOPIC, topic_only="true") == [theme]
    assert await desk.found(words="CERTIFICADO") == [other, theme], "a word of the title weighs more"
    assert await desk.found(words="sertificádos de rentas") == [other]
    assert await desk.found(words="de la") == []
    (first, *_) = (
        await desk.ask(READER, "GET", "/knowledge/articles", params={"words": "identidad", "line": "nacional"})
    ).json()["articles"]
    assert (first["cited_by"], first["of_topic"], first["excerpt"]) == (["Guion"], False, "Pregunte.")
    missing = (await desk.ask(EDITOR, "GET", "/knowledge/library-options")).json()
    assert {"clara", "coco"} <= {each["user"] for each in missing["owners"]}
    cited = {each["article"] for each in missing["missing"]}
    assert "renovar_credito" in cited
    assert "verificar_identidad" not in cited


async def test_what_was_read_belongs_to_the_call_and_its_ticket(desk: KnowledgeDesk) -> None:
    """Each version once, with a fact; the ticket of the call shows it, too; a call of another advisor is refused."""
    id_ = await desk.publish()
    await desk.talk("c1")
    number = (await desk.file(READER, call_id="c1")).json()["number"]
    opened = [(await desk.open(id_, call_id="c1")).json() for _ in range(2)]
    assert opened[0] == opened[1]
    assert (await desk.open(id_, "asesor2", call_id="c1")).status_code == 404
    assert (await desk.open(id_, OWNER, ticket=number)).status_code == 200
    assert (await desk.open(id_, OWNER, ticket="2026-000999-9")).status_code in {400, 404}
    assert (await desk.open(id_)).status_code == 200, "outside of calls and tickets nothing is tied"
    facts = await desk.journaled_facts("KnowledgeArticleRead")
    assert [(each.actor, each.call_id, each.fact) for each in facts] == [
        ("advisor:asesor1", "c1", KnowledgeArticleRead(article=id_, version=1, ticket="")),
        ("user:coco", "", KnowledgeArticleRead(article=id_, version=1, ticket=number)),
    ]
    for user, query in ((OWNER, {"ticket": number}), (EDITOR, {"ticket": number})):
        read = (await desk.ask(user, "GET", "/knowledge/readings", params=query)).json()["readings"]
        assert {(each["reader_name"], each["version"], each["call_id"], each["ticket"]) for each in read} == {
            ("Asesor1", 1, "c1", None),
            ("Coco", 1, None, number),
        }
    of_call = [
        (await desk.ask(user, "GET", "/knowledge/readings", params={"call_id": "c1"})).status_code
        for user in (READER, EDITOR, "asesor2")
    ]
    assert of_call == [200, 200, 404]
    assert (await desk.ask(READER, "GET", "/knowledge/readings")).status_code == 400
    library = (await desk.ask(EDITOR, "GET", "/knowledge/library")).json()["articles"]
    assert [each["opened"] for each in library] == [3]


async def test_the_owner_learns_what_did_not_help(desk: KnowledgeDesk) -> None:
    """The comment is encrypted, in no fact, and beside the figures; a changed mind changes the figures."""
    id_ = await desk.publish()
    reading = (await desk.open(id_)).json()["reading"]
    path = f"/knowledge/readings/{reading}/rating"
    for _ in range(2):
        rated = await desk.ask(READER, "PUT", path, json={"useful": False, "comment": COMMENT})
        assert (rated.json()["useful"], rated.json()["comment"]) == (False, COMMENT)
    assert (await desk.ask("asesor2", "PUT", path, json={"useful": True})).status_code == 404
    article = (await desk.ask(EDITOR, "GET", f"/knowledge/library/{id_}")).json()
    assert [article[name] for name in ("opened", "useful", "not_useful")] == [1, 0, 1]
    assert [(each["reader_name"], each["useful"], each["comment"]) for each in article["comments"]] == [
        ("Asesor1", False, COMMENT)
    ]
    bell = (await desk.ask(OWNER, "GET", "/notifications")).json()["notifications"]
    assert [each["text"] for each in bell] == [f"El artículo {id_} no le sirvió a Asesor1."]
    await desk.ask(READER, "PUT", path, json={"useful": True})
    article = (await desk.ask(EDITOR, "GET", f"/knowledge/library/{id_}")).json()
    assert ([article[name] for name in ("useful", "not_useful")], article["comments"]) == ([1, 0], [])
    facts = [each.fact for each in await desk.journaled_facts("KnowledgeArticleRated")]
    assert facts == [
        KnowledgeArticleRated(article=id_, version=1, useful=False, commented=True),
        KnowledgeArticleRated(article=id_, version=1, useful=True, commented=False),
    ]


async def test_the_owner_is_notified_once_of_each_day(desk: KnowledgeDesk) -> None:
    """Before the review, before the last day, and after it; nothing of drafts and withdrawn articles."""
    day = desk.today
    days = {"review_on": (day + timedelta(days=20)).isoformat(), "valid_until": (day + timedelta(days=21)).isoformat()}
    id_ = await desk.publish(**days)
    await desk.write(title="Borrador", **days)
    withdrawn = await desk.publish(title="Retirado", **days)
    await desk.act(withdrawn, "withdrawal")
    sent = [await desk.remind(days) for days in (0, 5, 1, 12, 2, 1, 1, 300)]
    assert sent == [0, 1, 1, 2, 1, 1, 1, 0]
    bell = (await desk.ask(OWNER, "GET", "/notifications")).json()["notifications"]
    assert {(each["about"], each["number"]) for each in bell} == {("article", id_)}
    assert bell[0]["kind"] == "article_expired"
    facts = [each.fact for each in await desk.journaled_facts("KnowledgeOwnerNotified")]
    kinds = [each.kind for each in facts if isinstance(each, KnowledgeOwnerNotified)]
    assert (kinds.count("review"), kinds.count("expiring"), kinds.count("expired")) == (3, 3, 1)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"topics": ["queja", "queja/nada"]}, "topics.1"),
        ({"owner": "asesor1"}, "owner"),
        ({"valid_until": "2020-01-01"}, "valid_until"),
        ({"review_on": "2020-01-01"}, "review_on"),
    ],
)
async def test_what_does_not_fit_is_refused(desk: KnowledgeDesk, changes: dict[str, Any], field: str) -> None:
    """The problem names the field, and nothing is stored."""
    await desk.ask(READER, "GET", "/knowledge/articles")
    answer = await desk.write(**changes)
    assert (answer.status_code, [each["field"] for each in answer.json()["errors"]]) == (422, [field])
    assert await desk.rows("knowledge_article") == 0


async def test_an_article_is_published_once_and_its_id_taken_once(desk: KnowledgeDesk) -> None:
    """A published version is not published again, and another article gets another id."""
    id_ = await desk.publish()
    twice = await desk.act(id_, "publication")
    assert (twice.status_code, twice.json()["code"]) == (409, "article_not_publishable")
    taken = await desk.write(id=id_)
    assert [each["field"] for each in taken.json()["errors"]] == ["id"]
    assert (await desk.write()).json()["id"] == f"{id_}_2"


async def test_who_may_do_what(desk: KnowledgeDesk) -> None:
    """Those who lead or judge quality write; those who answer read; the oversight and an administrator do neither."""
    await desk.publish()
    users = (READER, WRITTEN, "funcionario:fede", "supervisor:sara", EDITOR, "interventoria:vera", "admin:ada")
    reading = [(await desk.ask(user, "GET", "/knowledge/articles")).status_code for user in users]
    writing = [(await desk.ask(user, "GET", "/knowledge/library")).status_code for user in users]
    assert reading == [200, 200, 200, 200, 200, 403, 403]
    assert writing == [403, 403, 403, 200, 200, 403, 403]
