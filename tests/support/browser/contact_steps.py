"""An advisor's steps beside the call and in the inbox, by keyboard: verify, change, consult, file, take, answer.

Owns the places of these things on the screens. The tests own the assertions.
"""

import re
from typing import Final

from playwright.async_api import Locator, Page, expect

from tests.support.browser.advisor_page import AdvisorPage, type_text
from tests.support.browser.call_rig import CallRig
from tests.support.browser.keyboard import choose_menu_item

DOCUMENT = "79900102"
ANSWERS = {
    "documento de identidad": "79.900.102",
    "fecha de nacimiento": "2 de noviembre de 1988",
    "dirección tiene": "calle 100 15 30 apartamento 402",
    "municipio": "Bogota",
    "teléfono": "601 555 0142",
    "correo": "carlos.quinones@ejemplo.com",
    "créditos": "CR-2016-000102",
}
"""The customer's spoken answer to each question, by words of the question; not as the record has it."""
WRONG_ANSWER = "no sabe"


async def answer_known_caller(desk: AdvisorPage, rig: CallRig) -> str:
    """Answer a known customer's call and return its id."""
    await desk.become_available()
    await rig.caller("1")
    await desk.expect_ringing()
    await desk.expect_talking()
    return await desk.latest_call()


async def verify(desk: AdvisorPage) -> None:
    """Find the calling customer and verify their identity."""
    await find_customer(desk, DOCUMENT)
    await answer_questions(desk, rightly=True)
    await desk.expect_text("Identidad verificada")


async def verify_suggested(desk: AdvisorPage) -> None:
    """Ask the questions of the customer whom the number suggests, by shortcut and without a search."""
    await expect(desk.page.get_by_role("button", name="Verificar a C*** A*** Q***")).to_be_enabled()
    await desk.press("Alt+w")
    await answer_questions(desk, rightly=True)
    await desk.expect_text("Identidad verificada")


async def run_all_lookups(desk: AdvisorPage, systems: int) -> None:
    """Ask all systems at once, and wait until each has answered."""
    await desk.press("Alt+k")
    everything = desk.page.get_by_role("button", name="Consultar todo", exact=True)
    await expect(everything).to_be_enabled()
    await everything.focus()
    await desk.press("Enter")
    await expect(desk.page.get_by_text(f"Respondieron {systems} de {systems}.")).to_be_visible()


async def find_customer(desk: AdvisorPage, words: str) -> None:
    """Search by shortcut and choose the only customer found."""
    await desk.press("Alt+i")
    field = desk.page.get_by_label("Buscar al cliente")
    await expect(field).to_be_focused()
    await field.fill("")
    await desk.type(words)
    await desk.press("Enter")
    await expect(desk.page.get_by_role("list", name="Clientes hallados").get_by_role("button").first).to_be_focused()
    await desk.press("Enter")


async def answer_questions(desk: AdvisorPage, *, rightly: bool) -> None:
    """Type the caller's answers; Enter goes to the next question, and sends after the last."""
    await desk.expect_text("Pregunte y escriba lo que le digan")
    fields = desk.page.locator("input[id^=pregunta-]")
    for number in range(await fields.count()):
        field = fields.nth(number)
        await expect(field).to_be_focused()
        label = await desk.page.locator(f"label[for='{await field.get_attribute('id')}']").inner_text()
        answer = next(each for words, each in ANSWERS.items() if words in label)
        await desk.type(answer if rightly else WRONG_ANSWER)
        await desk.press("Enter")


async def change_contact_data(desk: AdvisorPage, email: str, typed: str, city: str) -> None:
    """Change the e-mail and the postal address beside the call; choose the municipality by part of its name."""
    await desk.press("Alt+i")
    await expect(desk.page.get_by_role("button", name="Actualizar datos")).to_be_focused()
    await desk.press("Enter")
    await expect(desk.page.get_by_label("Teléfono", exact=True)).to_be_focused()
    await _write(desk, desk.page.get_by_role("textbox", name="Correo", exact=True), email)
    municipality = desk.page.get_by_role("combobox", name="Municipio")
    await _write(desk, municipality, typed)
    await expect(desk.page.locator("[data-combobox-selected]")).to_contain_text(city)
    await desk.press("Enter")
    await expect(municipality).to_have_value(city)
    await desk.type("x")
    await expect(municipality).to_have_attribute("aria-expanded", "true")
    await desk.press("Escape")
    await expect(municipality).to_have_attribute("aria-expanded", "false")  # escape closed the list, not the form
    await desk.press("Enter")
    await expect(desk.page.locator("dd", has_text=email)).to_be_visible()
    await expect(desk.page.locator("dd", has_text=city)).to_be_visible()
    await expect(desk.page.get_by_role("button", name="Actualizar datos")).to_be_focused()


async def _write(desk: AdvisorPage, field: Locator, text: str) -> None:
    """Tab to a field and replace its content."""
    while not await field.evaluate("(field) => field === document.activeElement"):
        await desk.press("Tab")
    await desk.press("Control+a")
    await desk.type(text)


async def run_lookup(desk: AdvisorPage, name: str) -> None:
    """Consult another system about the verified customer."""
    await desk.press("Alt+k")
    first_lookup = desk.page.get_by_role("tabpanel").get_by_role("button").first
    await expect(first_lookup).to_be_focused()  # wait before the focus moves elsewhere
    button = desk.page.get_by_role("button", name=f"Consultar {name}", exact=True)
    await expect(button).to_be_enabled()
    await button.focus()
    await desk.press("Enter")
    await expect(desk.page.locator("[data-result]").first).to_be_visible()
    await expect(desk.page.locator(":focus")).to_have_count(1)  # the next Tab starts from here


async def choose_subtheme(desk: AdvisorPage, words: str, leaf: str) -> None:
    """Type part of a sub-theme and choose the match."""
    await desk.press("Alt+t")
    await expect(desk.page.locator("#texto")).to_be_focused()
    await desk.press("Shift+Tab")
    await expect(desk.page.locator("#tipificacion")).to_be_focused()
    await desk.type(words)
    await expect(desk.page.locator("[data-combobox-selected]")).to_contain_text(leaf)
    await desk.press("Enter")


async def open_ticket(page: Page, number: str) -> None:
    """Open a ticket from the inbox."""
    link = page.get_by_role("link", name=number)
    await link.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name=number)).to_be_focused()


async def release_identity_check(page: Page, document: str) -> None:
    """Release a customer's identity check as a supervisor; the customer appears as initials."""
    await page.get_by_role("button", name="Liberar a un cliente").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Buscar al cliente")).to_be_focused()
    await page.keyboard.type(document)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("list", name="Clientes hallados").get_by_role("button")).to_be_focused()
    assert document not in await page.get_by_role("dialog").inner_text()
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Razón")).to_be_focused()
    await page.keyboard.type("Mostró su cédula por videollamada.")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_role("dialog")).to_contain_text("Ya se le pueden hacer las preguntas otra vez")


async def run_ticket_lookup(page: Page, name: str) -> None:
    """Consult a system without a call; the history has the earlier lookup of the call, and then this one."""
    consults = page.get_by_role("region", name="Consultas")
    made = consults.get_by_role("listitem").filter(has_text=f"{name}: se mostró lo que había")
    await expect(made).to_have_count(1)
    await consults.get_by_text("Consultar otros sistemas").click()
    await consults.get_by_role("button", name=f"Consultar {name}", exact=True).click()
    await expect(page.get_by_role("group", name="Lo que respondió C&CTEX").locator("dd").first).to_be_visible()
    await expect(made).to_have_count(2)


STEP_MENU: Final = re.compile(r"^(Más a|A)cciones")
"""The name of the menu of steps, beside an action and without one."""


def step_group(page: Page) -> Locator:
    """Return the group of the offered steps."""
    return page.get_by_role("group", name="Acciones")


async def choose_step(page: Page, name: str) -> None:
    """Choose an offered step: the button of the ticket's one action, or an item of the menu beside it."""
    group = step_group(page)
    await expect(group).to_be_visible()
    step = group.get_by_role("button", name=name, exact=True)
    if not await step.count():
        await group.get_by_role("button", name=STEP_MENU).focus()
        await page.keyboard.press("Enter")
        return await choose_menu_item(page, name)
    await step.focus()
    await page.keyboard.press("Enter")


async def open_review(page: Page, action: str) -> Locator:
    """Open the area's answer beside the petition by an action of the page; return the dialog with both."""
    await choose_step(page, action)
    dialog = page.get_by_role("dialog", name="Revisar la respuesta")
    await expect(dialog.get_by_role("region", name="Lo que se pidió")).to_be_visible()
    return dialog


async def take_step(page: Page, name: str, text: str = "") -> None:
    """Choose a step, fill in its text and confirm it."""
    await choose_step(page, name)
    form = page.get_by_role("form", name=name)
    await expect(form).to_be_visible()
    if text:
        await type_text(page, text)
    await page.keyboard.press("Control+Enter")
    await expect(form).to_be_hidden()
