"""Previews of answers and mails of a draft, by the renderers of the sending."""

import base64
from typing import Any

import pytest
import pytest_asyncio

from tests.support.api.api_rig import ApiRig
from tests.support.desks.site_desk import SARA, VERA, SiteDesk, changed

pytestmark = pytest.mark.integration
TEMPLATE = ("answers", "templates", "orientacion_credito")
PARAGRAPHS = (*TEMPLATE, "paragraphs")


@pytest_asyncio.fixture
async def desk(rig: ApiRig) -> SiteDesk:
    """Publish the sample site."""
    desk = SiteDesk(rig)
    await desk.begin()
    return desk


async def preview(desk: SiteDesk, draft: str, user: str = SARA, **query: str) -> dict[str, Any]:
    """Return the preview of a text of a draft."""
    response = await desk.ask(user, "GET", f"/site/drafts/{draft}/preview", params=query)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


async def test_an_answer_has_the_words_and_the_look_of_the_draft(desk: SiteDesk) -> None:
    """Blanks have invented data, and those that a person fills their description; the band is the draft's."""
    opened = await desk.open()
    draft, document = opened["id"], opened["document"]
    words = ["Su {{ tema }} del {{ fecha_radicacion }}: faltan {{ requisitos }}."]
    await desk.saved(
        SARA,
        draft,
        changed(PARAGRAPHS, document["answers"]["templates"]["orientacion_credito"]["paragraphs"], words),
        changed(("mail", "sender_name"), document["mail"]["sender_name"], "Entidad de Prueba"),
        changed(("branding", "band"), document["branding"].get("band"), "#123456"),
    )
    shown = await preview(desk, draft, VERA, text="answer", template="orientacion_credito")
    assert shown["complaints"] == []
    mail = shown["preview"]
    assert (mail["channel"], mail["unfilled"], mail["pages"]) == ("email", [], [])
    assert mail["sender"].startswith("Entidad de Prueba <")
    assert "faltan «Requisitos o pasos»." in mail["text"]
    assert "{{" not in mail["text"]
    assert "background:#123456" in mail["html"]


async def test_a_letter_is_pictures_of_its_pages(desk: SiteDesk) -> None:
    """The same template on paper."""
    draft = (await desk.open())["id"]
    query = {"text": "answer", "template": "orientacion_credito", "channel": "letter"}
    letter = (await preview(desk, draft, **query))["preview"]
    assert (letter["channel"], letter["html"]) == ("letter", None)
    assert all(base64.b64decode(page).startswith(b"\x89PNG") for page in letter["pages"])
    assert letter["pages"]


async def test_the_receipt_says_how_to_follow_a_petition(desk: SiteDesk) -> None:
    """The mail that each petitioner gets has the draft's paragraph and signature."""
    opened = await desk.open()
    now = opened["document"]["mail"]["follow_up"]
    await desk.saved(SARA, opened["id"], changed(("mail", "follow_up"), now, "Pregunte en la ventanilla 4."))
    mail = (await preview(desk, opened["id"], text="receipt"))["preview"]
    assert "Pregunte en la ventanilla 4." in mail["text"]
    assert opened["document"]["mail"]["signature"][-1] in mail["text"]


async def test_a_broken_template_says_why_and_other_errors_do_not_hide_it(desk: SiteDesk) -> None:
    """The complaint is about the field; a line without a menu is not in the way."""
    opened = await desk.open()
    draft = opened["id"]
    await desk.saved(SARA, draft, changed(("lines", "bogota", "menu"), "bogota", "ninguno"))
    query = {"text": "answer", "template": "orientacion_credito"}
    assert (await preview(desk, draft, **query))["preview"]
    written = opened["document"]["answers"]["templates"]["orientacion_credito"]["paragraphs"]
    await desk.saved(SARA, draft, changed(PARAGRAPHS, written, ["Su crédito {{ numero"]))
    shown = await preview(desk, draft, **query)
    assert shown["preview"] is None
    [complaint] = shown["complaints"]
    assert complaint["path"] == list(PARAGRAPHS)
    assert "{{ nombre }}" in complaint["text"]
    missing = await preview(desk, draft, text="answer", template="ninguna")
    assert (missing["preview"], missing["complaints"][0]["path"][-1]) == (None, "ninguna")


async def test_a_complaint_names_a_section_as_the_screen_does(desk: SiteDesk) -> None:
    """It says which section it names, so that a screen leads there."""
    draft = (await desk.open())["id"]
    saved = await desk.saved(SARA, draft, changed(("queues", "pagos", "wait_prompt"), "espera", "nada"))
    [complaint] = [each for each in saved["complaints"] if each["path"][0] == "queues"]
    assert complaint["section"] == "prompts"
    assert complaint["text"].startswith("«nada» no está en Mensajes; ")
