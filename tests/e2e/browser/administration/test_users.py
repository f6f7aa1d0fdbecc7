"""User administration on the screen, with its effect on the user concerned."""

from datetime import UTC, datetime

import pyotp
import pytest
from playwright.async_api import BrowserContext, Page, expect

from eventlog.facts import (
    AnyFact,
    PasswordChanged,
    PasswordReset,
    PhonePasswordChanged,
    SecondFactorChanged,
    UserCreated,
    UserDisabled,
    UserEnabled,
)
from eventlog.journal.reader import Journal
from storage.postgres.engine import make_engine
from tests.support.browser.accessibility import Checker
from tests.support.browser.advisor_page import AdvisorPage
from tests.support.browser.page_probe import PHONE_SCREEN, REDUCED_MOTION, PageProbe, overflows_horizontally
from tests.support.browser.user_admin import terminal
from tests.support.whole_system.system import CAMPAIGN, DEMO_PASSWORD, System, wait_until

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(300),
]
OWN_PASSWORD, ANOTHER = "sabana y colibri", "paramo y mochila"


async def journaled(system: System, *expected: AnyFact) -> None:
    """Wait until the journal holds these facts, each with the administrator or its user as actor."""
    engine = make_engine(system.addresses()["database_url"])

    async def are_there() -> bool:
        facts = [each.fact async for each in Journal(engine, CAMPAIGN).envelopes()]
        return all(fact in facts for fact in expected)

    try:
        await wait_until(are_there, 20.0)
    finally:
        await engine.dispose()


async def enter(context: BrowserContext, user: str, password: str) -> Page:
    """Fill in user and password on the sign-in screen."""
    page = await context.new_page()
    await page.goto("/")
    await page.get_by_label("Usuario").fill(user)
    await page.get_by_label("Contraseña", exact=True).fill(password)
    await page.keyboard.press("Enter")
    return page


async def change_password(page: Page, current: str, new: str) -> None:
    """Change a temporary password to the user's own."""
    await expect(page.get_by_role("heading", name="Cambie su contraseña")).to_be_visible()
    await page.get_by_label("Contraseña temporal").fill(current)
    await page.get_by_label("Contraseña nueva").fill(new)
    await page.get_by_label("Repita la nueva").fill(new)
    await page.keyboard.press("Enter")


async def act(page: Page, name: str, item: str) -> None:
    """Choose an action in a user's row."""
    await page.get_by_role("button", name=f"Acciones de {name}").click()
    await page.get_by_role("menuitem", name=item).click()


async def shown_secret(page: Page) -> str:
    """Read the secret that the dialog shows once, and close the dialog."""
    dialog = page.get_by_role("dialog")
    secret = await dialog.locator("code").inner_text()
    await dialog.get_by_role("button", name="Cerrar").last.click()
    await expect(dialog).to_be_hidden()
    return secret


async def prove(page: Page) -> None:
    """Fill in the administrator's own password, which is required again before rights are given."""
    await page.get_by_role("dialog").get_by_label("Su contraseña", exact=True).fill(DEMO_PASSWORD)


async def create(page: Page, user: str, name: str, *roles: str) -> str:
    """Create a user on the screen and return the temporary password."""
    await page.get_by_role("button", name="Crear un usuario").click()
    await page.get_by_label("Usuario", exact=True).fill(user)
    await page.get_by_label("Nombre y apellidos").fill(name)
    for role in roles:
        await page.get_by_role("checkbox", name=role, exact=True).check()
    await prove(page)
    await page.get_by_role("button", name="Crear", exact=True).click()
    await expect(page.get_by_text(f"Se creó el usuario {user}, de {name}.").first).to_be_attached()
    return await shown_secret(page)


async def test_a_new_user_enters_changes_the_password_and_works(probe: PageProbe, system: System) -> None:
    """The screen explains an invalid user; a valid one signs in with the temporary password, changes it and works."""
    admin = (await AdvisorPage.sign_in(await probe.open_context(), "admin", "/usuarios")).page
    await admin.get_by_role("button", name="Crear un usuario").click()
    await admin.get_by_label("Usuario", exact=True).fill("Prueba UX")
    await admin.get_by_role("button", name="Crear", exact=True).click()
    for words in ("empieza por una letra", "Escriba el nombre de la persona.", "Elija al menos un rol."):
        await expect(admin.get_by_text(words)).to_be_visible()
    await admin.keyboard.press("Escape")
    temporary = await create(admin, "luz.prueba", "Luz Marina Beltrán", "Supervisor")
    await expect(admin.get_by_role("row", name="luz.prueba")).to_contain_text("Contraseña temporal")
    page = await enter(await probe.open_context(), "luz.prueba", temporary)
    probe.expect_status(409, "/api/v1/me/password")
    await change_password(page, temporary, temporary)
    await expect(page.get_by_text("Escoja una contraseña distinta de la actual.")).to_be_visible()
    await change_password(page, temporary, OWN_PASSWORD)
    await expect(page.get_by_role("heading", name="Tablero")).to_be_visible()
    await admin.reload()
    row = admin.get_by_role("row", name="luz.prueba")
    await expect(row).not_to_contain_text("Contraseña temporal")
    await expect(row).to_contain_text(":")  # the time of the last sign-in
    await journaled(system, UserCreated(user="luz.prueba"), PasswordChanged(user="luz.prueba"))


async def test_an_administrator_resets_disables_and_enables(probe: PageProbe, system: System) -> None:
    """Each action needs a confirmation, takes effect at the next sign-in, and is a fact."""
    probe.expects_session_end = True
    admin = (await AdvisorPage.sign_in(await probe.open_context(), "admin", "/usuarios")).page
    name = "Rosa Elvira Pineda"
    first = await create(admin, "rosa.prueba", name, "Asesor")
    page = await enter(await probe.open_context(), "rosa.prueba", first)
    await change_password(page, first, OWN_PASSWORD)
    await expect(page.get_by_role("link", name=f"Su cuenta: {name}")).to_be_visible()

    await act(admin, name, "Dar una contraseña temporal")
    await admin.get_by_role("button", name="Dar la contraseña").click()
    await expect(admin.get_by_role("dialog")).to_contain_text("No se vuelve a mostrar")
    temporary = await shown_secret(admin)
    await expect(
        admin.get_by_text(f"{name} tiene una contraseña temporal. La cambiará al entrar.").first
    ).to_be_visible()
    await expect(page.get_by_role("heading", name="Ingresar")).to_be_visible()  # the session ended
    await change_password(await enter(await probe.open_context(), "rosa.prueba", temporary), temporary, ANOTHER)

    await act(admin, name, "Generar clave del teléfono")
    await admin.get_by_role("button", name="Generar clave").click()
    await expect(admin.get_by_role("dialog")).to_contain_text("Servidor")
    assert len(await shown_secret(admin)) == 16

    await act(admin, name, "Inhabilitar")
    await admin.get_by_role("button", name="Inhabilitar", exact=True).click()
    await expect(admin.get_by_role("row", name="rosa.prueba")).to_contain_text("Inhabilitado")
    probe.expect_status(401, "/api/v1/session")
    refused = await enter(await probe.open_context(), "rosa.prueba", ANOTHER)
    await expect(refused.get_by_role("alert")).to_contain_text("El usuario o la contraseña no son correctos.")
    await act(admin, name, "Habilitar")
    await admin.get_by_role("button", name="Habilitar", exact=True).click()
    await expect(admin.get_by_text(f"{name} puede entrar otra vez.").first).to_be_visible()
    again = await enter(await probe.open_context(), "rosa.prueba", ANOTHER)
    await expect(again.get_by_role("link", name=f"Su cuenta: {name}")).to_be_visible()
    kinds = (PasswordReset, PhonePasswordChanged, UserDisabled, UserEnabled)
    await journaled(system, *(kind(user="rosa.prueba") for kind in kinds))


async def test_a_lost_second_factor_is_retired_on_the_screen(probe: PageProbe, system: System) -> None:
    """After an administrator resets a lost second factor, its owner signs in with the password alone."""
    probe.expects_session_end = True
    admin = (await AdvisorPage.sign_in(await probe.open_context(), "admin", "/usuarios")).page
    name = "Tulio Prueba Mejía"
    first = await create(admin, "tulio.prueba", name, "Calidad")
    page = await enter(await probe.open_context(), "tulio.prueba", first)
    await change_password(page, first, OWN_PASSWORD)
    await expect(page.get_by_role("heading", name="Tablero")).to_be_visible()
    await page.goto("/cuenta")
    await page.get_by_role("button", name="Activar el segundo factor").click()
    probe.expect_status(403, "/api/v1/me/second-factor")
    await page.get_by_label("Código de activación").fill("aaaa-aaaa-aaaa")
    await page.get_by_role("button", name="Continuar").click()
    await expect(page.get_by_text("El código de activación no sirve o ya venció")).to_be_visible()
    await act(admin, name, "Dar un código para el segundo factor")
    await prove(admin)
    await admin.get_by_role("button", name="Dar el código").click()
    await page.get_by_label("Código de activación").fill(await shown_secret(admin))
    await page.get_by_role("button", name="Continuar").click()
    secret = (await page.locator("ol code").inner_text()).replace(" ", "")
    await page.get_by_label("Código de verificación").fill(pyotp.TOTP(secret).now())
    await page.get_by_role("button", name="Activar", exact=True).click()
    await expect(page.get_by_text("Activo: al ingresar se le pide un código de su celular.")).to_be_visible()
    await admin.reload()
    await act(admin, name, "Retirar el segundo factor")
    await admin.get_by_role("button", name="Retirar", exact=True).click()
    await expect(admin.get_by_text(f"{name} ya no tiene segundo factor.").first).to_be_visible()
    again = await enter(await probe.open_context(), "tulio.prueba", OWN_PASSWORD)
    await expect(again.get_by_role("heading", name="Tablero")).to_be_visible()
    await journaled(system, *(SecondFactorChanged(user="tulio.prueba", active=each) for each in (True, False)))


async def test_an_administrator_is_made_by_two_persons(probe: PageProbe, system: System) -> None:
    """An administrator's role needs a request and the approval of another user; one's own request can be withdrawn."""
    admin = (await AdvisorPage.sign_in(await probe.open_context(), "admin", "/usuarios")).page
    first, name = await create(admin, "alba.prueba", "Alba Prueba Nieto", "Calidad", "Administrador"), "alba.prueba"
    row = admin.get_by_role("row", name=name)
    await expect(row).to_contain_text("Calidad")
    await expect(row).not_to_contain_text("Administrador")
    waiting = admin.get_by_role("region", name="Por aprobar")
    await expect(waiting).to_contain_text(f"Dar a {name}: Administrador")
    await expect(waiting).to_contain_text("Lo aprueba otra persona.")
    async with terminal(system) as (granting, _):
        (request,) = [each.id for each in await granting.list_pending() if each.user == name]
        await granting.approve(request)
    await admin.reload()
    await expect(row).to_contain_text("Administrador")
    page = await enter(await probe.open_context(**PHONE_SCREEN), name, first)
    await change_password(page, first, OWN_PASSWORD)
    await create(admin, "beto.prueba", "Beto Prueba Gil", "Administrador")
    await page.goto("/usuarios")
    await expect(page.get_by_role("region", name="Por aprobar")).to_contain_text("Dar a beto.prueba: Administrador")
    assert not await overflows_horizontally(page)
    await page.get_by_role("button", name="Aprobar: Dar a beto.prueba").click()
    probe.expect_status(403, "/approve")
    await page.get_by_label("Su contraseña", exact=True).fill("no es la clave")
    await page.get_by_role("button", name="Aprobar", exact=True).click()
    await expect(page.get_by_text("Esa no es su contraseña.")).to_be_visible()
    await page.get_by_label("Su contraseña", exact=True).fill(OWN_PASSWORD)
    await page.get_by_role("button", name="Aprobar", exact=True).click()
    await expect(page.get_by_role("row", name="beto.prueba")).to_contain_text("Administrador")
    await create(admin, "ciro.prueba", "Ciro Prueba Paz", "Administrador")
    await admin.get_by_role("button", name="Retirar: Dar a ciro.prueba").click()
    await prove(admin)
    await admin.get_by_role("button", name="Retirar", exact=True).click()
    await expect(waiting).to_be_hidden()
    async with terminal(system) as (_, staff):  # other tests use the only administrator
        for each in ("alba.prueba", "beto.prueba"):
            await staff.disable(each, datetime.now(UTC))


async def test_token_is_shown_once_listed_with_its_owner_and_last_use(probe: PageProbe, axe: str) -> None:
    """A token is shown once, listed with its owner and last use, and revoked on the screen, which fits 390 pixels."""
    context = await probe.open_context(**REDUCED_MOTION)
    admin = (await AdvisorPage.sign_in(context, "admin", "/usuarios")).page
    await admin.get_by_role("button", name="Expedir un token").click()
    await admin.get_by_label("Sistema que lo usa").fill("tablero de prueba")
    await admin.get_by_role("checkbox", name="service_level.read").check()
    await expect(admin.get_by_role("checkbox", name="users.manage")).to_have_count(0)
    await prove(admin)
    violations = await Checker(axe).violations(admin)
    await admin.get_by_role("button", name="Expedir", exact=True).click()
    await expect(admin.get_by_role("heading", name="Token para tablero de prueba")).to_be_visible()
    secret = await shown_secret(admin)
    row = admin.get_by_role("row", name="tablero de prueba")
    await expect(row).to_contain_text("nunca")
    used = await context.request.get("/api/v1/service-level", headers={"Authorization": f"Bearer {secret}"})
    assert used.ok, await used.text()
    await admin.reload()
    await expect(row).not_to_contain_text("nunca")
    small = (await AdvisorPage.sign_in(await probe.open_context(**PHONE_SCREEN), "admin", "/usuarios")).page
    await expect(small.get_by_text("tablero de prueba")).to_be_visible()
    assert not await overflows_horizontally(small)
    await admin.get_by_role("button", name="Revocar el token tablero de prueba").click()
    await admin.get_by_role("button", name="Revocar", exact=True).click()
    await expect(row).to_have_count(0)
    assert not violations


async def test_sign_in_dialogs_meet_wcag(probe: PageProbe, axe: str) -> None:
    """Each dialog and the change of password meet WCAG, show their buttons at 768 pixels, and fit 390 pixels."""
    checker, violations = Checker(axe), {}
    context = await probe.open_context(**REDUCED_MOTION)
    admin = (await AdvisorPage.sign_in(context, "admin", "/usuarios")).page
    temporary = await create(admin, "nubia.prueba", "Nubia Prueba Ríos", "Asesor")
    seatless = "Sin puesto: no atiende ninguna cola"
    await expect(admin.get_by_role("row", name="nubia.prueba")).to_contain_text(seatless)
    await expect(admin.get_by_role("row", name="asesor1")).to_contain_text("Crédito")
    await expect(admin.get_by_text("se las asigna en «Puestos y colas»").first).to_be_attached()
    await admin.get_by_role("button", name="Crear un usuario").click()
    for role in ("Asesor", "Supervisor", "Coordinador", "Calidad"):
        await admin.get_by_role("checkbox", name=role, exact=True).check()
    await expect(admin.get_by_role("button", name="Crear", exact=True)).to_be_in_viewport(ratio=1)
    await admin.get_by_role("button", name="Crear", exact=True).click()
    violations["new, with complaints"] = await checker.violations(admin)
    await admin.keyboard.press("Escape")
    await admin.get_by_role("button", name="Acciones de Nubia").click()
    await expect(admin.get_by_role("menuitem", name="Cambiar los roles")).to_be_visible()
    violations["menu"] = await checker.violations(admin)
    await admin.get_by_role("menuitem", name="Dar una contraseña temporal").click()
    violations["temporary password"] = await checker.violations(admin)
    await admin.get_by_role("button", name="Dar la contraseña").click()
    await expect(admin.get_by_role("dialog").locator("code")).to_be_visible()
    violations["shown once"] = await checker.violations(admin)
    temporary = await shown_secret(admin)
    phone = await probe.open_context(**PHONE_SCREEN)
    due = await enter(phone, "nubia.prueba", temporary)
    await expect(due.get_by_role("heading", name="Cambie su contraseña")).to_be_visible()
    violations["due"] = await checker.violations(due)
    assert not await overflows_horizontally(due)
    small = (await AdvisorPage.sign_in(await probe.open_context(**PHONE_SCREEN), "admin", "/usuarios")).page
    await expect(small.get_by_role("row").nth(1)).to_be_visible()
    assert not await overflows_horizontally(small)
    assert not any(violations.values()), violations
