"""A CSV file of staff: checked first, applied as a whole or not at all."""

import pytest
from sqlalchemy import func, select

from eventlog.facts import StaffCorrected, StaffEntered, StaffImported, StaffLeft
from storage.postgres.engine import unit_of_work
from storage.tables import staff_member
from tests.support.desks.staff_desk import ADMIN, ADVISOR, LEAD, QUALITY, StaffDesk

pytestmark = pytest.mark.integration
HEADING = "usuario;nombre;documento;empleador;cargo;linea;canal;coordinador;ingreso;salida;motivo"


def lines(*rows: str) -> str:
    """Return a file with the heading of all columns."""
    return "\n".join((HEADING, *rows))


async def people(desk: StaffDesk) -> int:
    """Return how many people the register has."""
    async with unit_of_work(desk.rig.engine) as connection:
        return int(await connection.scalar(select(func.count()).select_from(staff_member)) or 0)


async def test_a_file_is_checked_before_it_is_applied(desk: StaffDesk) -> None:
    """A check changes nothing and says what each row would do; the same file again changes nothing."""
    text = lines(
        "eva;Eva Díaz;52.111.222;Contacto S. A.;Asesora;Línea Bogotá;Teléfono;coco;2026-02-01;;Contrato 4",
        f"{ADVISOR};Ana Rojas;;Contacto S. A.;Asesora;bogota;phone;eva;01/03/2026;;",
    )
    checked = await desk.import_file(text, apply=False)
    assert (checked["applied"], checked["entered"], checked["faults"], await people(desk)) == (False, 2, [], 0)
    assert [(each["line"], each["user"], each["effect"]) for each in checked["effects"]] == [
        (2, "eva", "entered"),
        (3, ADVISOR, "entered"),
    ]
    done = await desk.import_file(text)
    assert (done["applied"], done["entered"], await people(desk)) == (True, 2, 2)
    eva = await desk.read("eva")
    assert (eva["document"], eva["line"], eva["coordinator"], eva["account"]) == ("52111222", "bogota", "coco", "none")
    assert await desk.roles() == ["asesor"]
    again = await desk.import_file(text)
    assert (again["applied"], again["unchanged"], again["effects"]) == (True, 2, [])
    summary, *entered = await desk.facts()
    assert isinstance(summary, StaffImported)
    assert (summary.entered, summary.unchanged) == (2, 0)
    assert [each.user for each in entered if isinstance(each, StaffEntered)] == ["eva", ADVISOR]


async def test_one_bad_row_refuses_the_whole_file(desk: StaffDesk) -> None:
    """Each bad row is named with its line, its column and the reason."""
    text = lines(
        "eva;Eva Díaz;;;;;;;2026-02-01;;",
        "Eva;Eva Díaz;;;;;;;2026-02-01;;",
        "leo;;;;;;;;2026-02-01;;",
        "mia;Mía Ruiz;;;;luna;fax;;ayer;;",
        'nia;"Nía\nRuiz";;;;;;nadie;2026-02-01;2026-01-01;',
        "ola;Ola Ruiz;1;;;;;;2026-02-01;;",
        "pia;Pía Ruiz;1;;;;;;2026-02-01;;",
        "eva;Eva Díaz;;;;;;;2026-02-01;;",
        "uno;de menos",
    )
    refused = await desk.import_file(text)
    assert (refused["applied"], refused["refused"], await people(desk)) == (False, 7, 0)
    assert [(each["line"], each["column"]) for each in refused["faults"]] == [
        (3, "usuario"),
        (4, "nombre"),
        (5, "canal"),
        (5, "ingreso"),
        (5, "linea"),
        (6, "salida"),
        (9, "documento"),
        (10, "usuario"),
        (11, ""),
    ]
    unknown = await desk.import_file(lines("eva;Eva Díaz;;;;;;nadie;2026-02-01;;", "eli;Eli Paz;;;;;;;;;"))
    assert [(each["line"], each["column"]) for each in unknown["faults"]] == [(2, "coordinador"), (3, "ingreso")]
    heading = await desk.import_file("usuario,nombre\neva,Eva")
    assert heading["faults"] == [
        {
            "line": 1,
            "column": "",
            "reason": "Al encabezado le falta «ingreso»: necesita usuario, nombre, ingreso.",
        }
    ]


async def test_a_file_corrects_ends_and_returns_people(desk: StaffDesk) -> None:
    """A column that the file does not have keeps what was known; an exit in the past ends rights at once."""
    await desk.enter(document="52111222", coordinator=LEAD)
    corrected = await desk.import_file(f"usuario,nombre,ingreso,cargo\n{ADVISOR},Ana Rojas,,Líder")
    person = await desk.read()
    assert (corrected["corrected"], person["position"], person["document"]) == (1, "Líder", "52111222")
    assert (person["coordinator"], person["line"]) == (LEAD, "bogota")
    moved = await desk.import_file(f"usuario,nombre,ingreso\n{ADVISOR},Ana Rojas,{desk.day(-5)}")
    assert [each["column"] for each in moved["faults"]] == ["ingreso"]
    left = await desk.import_file(f"usuario,nombre,ingreso,salida,motivo\n{ADVISOR},Ana Rojas,,{desk.day(-1)},Renunció")
    assert (left["applied"], left["left"], await desk.status()) == (True, 1, 401)
    assert (await desk.read())["history"][0]["end_reason"] == "Renunció"
    facts = await desk.facts()
    assert StaffCorrected(user=ADVISOR, fields="position") in facts
    assert facts[-1] == StaffLeft(user=ADVISOR, period=1, last_day=desk.day(-1), campaign="")
    stale = await desk.import_file(f"usuario,nombre,ingreso\n{ADVISOR},Ana Rojas,{desk.day(-10)}")
    assert [each["column"] for each in stale["faults"]] == ["ingreso"]
    back = await desk.import_file(f"usuario,nombre,ingreso\n{ADVISOR},Ana Rojas,{desk.day(0)}")
    assert (back["entered"], (await desk.read())["standing"], await desk.roles()) == (1, "present", [])


async def test_a_file_takes_nobody_s_own_rights(desk: StaffDesk) -> None:
    """The administrator's own exit is refused, as is a file of a user who only reads."""
    await desk.enter(ADMIN)
    own = await desk.import_file(f"usuario,nombre,ingreso,salida\n{ADMIN},Jefa Rojas,,{desk.day(0)}")
    assert (own["applied"], own["faults"][0]["column"]) == (False, "salida")
    form = {"content": lines("eva;Eva Díaz;;;;;;;2026-02-01;;"), "apply": True}
    assert (await desk.ask(QUALITY, "POST", "/staff-imports", json=form)).status_code == 403


async def test_documents_may_be_exchanged_in_one_file(desk: StaffDesk) -> None:
    """Two people whose documents were swapped are put right; the document of a third person is refused."""
    file = "usuario,nombre,ingreso,documento\neva,Eva Díaz,2026-02-01,{}\nleo,Leo Paz,2026-02-01,{}"
    await desk.import_file(file.format("111", "222"))
    swapped = await desk.import_file(file.format("222", "111"))
    assert (swapped["applied"], swapped["corrected"]) == (True, 2)
    taken = await desk.import_file("usuario,nombre,ingreso,documento\nmia,Mía Ruiz,2026-02-01,111")
    assert [each["column"] for each in taken["faults"]] == ["documento"]
