"""Input and output of `atencion term`."""

import json
import re
from datetime import UTC, datetime

import pytest

from agent_api.terms.schemas import Terms
from atencion.cli.app import run_cli
from atencion.commands.terms import run_term, term_text
from config.law.regimes import LEGAL_KINDS
from config.settings import load_settings

NOW = datetime(2026, 7, 30, 15, tzinfo=UTC)


def terms(received: str, kind: str = "general", answered: str | None = None, at: str | None = None) -> Terms:
    return run_term(load_settings(), received, kind, at=at, answered=answered, now=NOW)


def lines_of(result: Terms) -> list[str]:
    return re.sub(r"\x1b\[[0-9;]*m", "", term_text(result)).splitlines()


def test_the_last_day_its_basis_and_the_count(capsys: pytest.CaptureFixture[str]) -> None:
    """The output has the last day in words, the articles, their certainty, and each day's number or exclusion."""
    assert run_cli(["term", "2026-07-10", "general", "--at", "17:45"]) == 0
    output = capsys.readouterr().out
    assert output.startswith(
        "Petición general, queja o reclamo\nRecibida el viernes 10 de julio de 2026, a las 17:45.\n"
    )
    assert "Último día  martes 4 de agosto de 2026\n" in output
    assert "Término     15 días hábiles, desde el día siguiente al recibo\n" in output
    assert "Ley 1437 de 2011, artículo 14 (Ley 1755 de 2015, artículo 1); Ley" in output
    assert "[V] verificado" in output
    assert "    lunes     13    · festivo: Día de Nuestra Señora del Rosario de Chiquinquirá\n" in output
    assert "    martes    14    1\n" in output
    assert "  agosto de 2026\n    sábado     1    · fin de semana\n" in output
    assert "    martes     4   15\n" in output


def test_without_a_kind_it_is_a_general_petition(capsys: pytest.CaptureFixture[str]) -> None:
    """A petition is of the general kind if no kind is typed."""
    assert run_cli(["term", "2026-07-10"]) == 0
    assert capsys.readouterr().out.startswith("Petición general")


def test_how_it_stands() -> None:
    """The output has the light of today, or of the day of the answer, in words."""
    lights = {
        None: "Semáforo ● amarillo: al jueves 30 de julio de 2026 quedan 3 días hábiles Prórroga",
        "2026-08-03": "Semáforo ● rojo: al lunes 3 de agosto de 2026 queda 1 día hábil Prórroga",
        "2026-08-04": "Semáforo ● rojo: al martes 4 de agosto de 2026 no queda ningún día hábil más",
        "2026-08-05": "Semáforo ● vencido: al miércoles 5 de agosto de 2026, 1 día hábil después del último",
    }
    for answered, expected in lights.items():
        assert expected in " ".join(" ".join(lines_of(terms("2026-07-10", answered=answered))).split())


def test_output_has_both_terms_and_says_what_each_assumes() -> None:
    """For a petition that was pending when the decree began, the output has both terms and says what each assumes."""
    text = "\n".join(lines_of(terms("2020-03-27")))
    assert "Último día  miércoles 13 de mayo de 2020" in text
    assert "En curso    Supone que seguía sin respuesta el sábado 28 de marzo de 2020." in text
    assert "Si no, eran 15 días hábiles: hasta el martes 21 de abril de 2020." in text
    assert "En curso" not in "\n".join(lines_of(terms("2020-03-27", answered="2020-03-27")))


def test_received_on_a_sunday_says_how_it_counts() -> None:
    """A receipt on a non-business day has a note that it counts; without an hour there is no note."""
    heading = lines_of(terms("2026-07-12"))[1:3]
    assert heading == [
        "Recibida el domingo 12 de julio de 2026.",
        "Ese día no es hábil (domingo); se cuenta igual, desde el siguiente.",
    ]


def test_unverified_value_is_marked_with_its_note() -> None:
    """An unverified value is marked, with its note."""
    text = " ".join(" ".join(lines_of(terms("2026-07-10", "congress_or_ombudsman"))).split())
    assert "[M] sin verificar" in text
    assert "sin leer aún la fuente" in text


@pytest.mark.parametrize("columns", ["20", "80", "300"])
@pytest.mark.parametrize("kind", LEGAL_KINDS)
def test_every_kind_fits_the_terminal(kind: str, columns: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No line is wider than the terminal or than the reading width."""
    monkeypatch.setenv("COLUMNS", columns)
    longest_holiday = 80  # is one line, however narrow the terminal
    widest = max(longest_holiday, min(int(columns), 100))
    assert max(len(line) for line in lines_of(terms("2026-07-10", kind))) <= widest


def test_for_programs_it_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    """The JSON output is the same as the API's, and nothing else is printed."""
    assert run_cli(["term", "2026-06-25", "information", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["last_day"], answer["days"], answer["in_words"]) == ("2026-07-10", 10, "viernes 10 de julio de 2026")
    assert [each["number"] for each in answer["counted"] if each["number"]] == list(range(1, 11))
    assert {each["clock"]: each["last_day"] for each in answer["others"]}["silence_copies"] == "2026-07-16"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["2026-13-01"], "«2026-13-01» no es una fecha: escríbala así: 2026-07-10."),
        (["10/07/2026"], "«10/07/2026» no es una fecha: escríbala así: 2026-07-10."),
        (["2026-07-10", "--at", "25:00"], "«25:00» no es una hora: escríbala así: 17:45."),
        (["2026-07-10", "--answered", "ayer"], "«ayer» no es una fecha: escríbala así: 2026-07-10."),
        (
            ["2026-07-10", "--answered", "2026-07-09"],
            "La respuesta no puede ser anterior al recibo: revise las dos fechas.",
        ),
        (
            ["2026-07-10", "queja"],
            f"No existe la clase de petición «queja»: escoja entre {', '.join(LEGAL_KINDS)}.",
        ),
        (["1984-02-29"], "No hay datos de la ley para lo recibido el 1984-02-29: empiezan el 1984-03-01."),
        (["2100-01-01"], "Los términos se cuentan desde 1984 y hasta 2099: revise el año."),
    ],
)
def test_invalid_argument_gives_one_sentence_exit_code_1_and_no_output(
    words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """An invalid argument gives one sentence, exit code 1 and no output."""
    assert run_cli(["term", *words]) == 1
    captured = capsys.readouterr()
    assert (captured.out, captured.err.strip()) == ("", message)
