"""The legal regimes of terms as data, and the errors of an inconsistent file."""

from datetime import date, timedelta

import pytest

from config.errors import ConfigError
from config.law.loader import REGIMES_FILE, LawInvalid, load_law, read_law
from config.law.regimes import LEGAL_KINDS, NoRegimeInForce

LAW = load_law()
PETITIONS = ("general", "information", "consulta")
TABLE = [
    ("1984-03-01", "2012-07-01", (15, 10, 30), "Decreto 01 de 1984", ("verified", "unverified", "unverified")),
    ("2012-07-02", "2014-12-31", (15, 10, 30), "Ley 1437 de 2011", ("unverified", "unverified", "unverified")),
    ("2015-01-01", "2015-06-29", (15, 10, 30), "Decreto 01 de 1984", ("verified", "unverified", "unverified")),
    ("2015-06-30", "2020-03-27", (15, 10, 30), "Ley 1755 de 2015", ("verified",) * 3),
    ("2020-03-28", "2022-05-17", (30, 20, 35), "Decreto Legislativo 491 de 2020", ("verified",) * 3),
    ("2022-05-18", "2026-11-25", (15, 10, 30), "Ley 2207 de 2022", ("verified",) * 3),
]
ALONE = """
uno:
  name: Ley uno
  begins: 2000-01-01
  terms:
    general: {days: 15, basis: Artículo 1, standing: verified}
"""


def complaints_of(text: str) -> list[str]:
    with pytest.raises(LawInvalid) as caught:
        read_law(text.encode())
    assert isinstance(caught.value, ConfigError)
    return [str(each) for each in caught.value.complaints]


@pytest.mark.parametrize(("begins", "ends", "days", "basis", "standings"), TABLE)
def test_each_regime_holds_from_its_first_day_to_its_last(
    begins: str, ends: str, days: tuple[int, ...], basis: str, standings: tuple[str, ...]
) -> None:
    """On both sides of each boundary the days, the basis and their certainty are those of the law then in force."""
    for day in (date.fromisoformat(begins), date.fromisoformat(ends)):
        for kind, length, standing in zip(PETITIONS, days, standings, strict=True):
            rule = LAW.answer_regime(kind, day).terms[kind]  # type: ignore[arg-type]
            assert (rule.days, rule.standing) == (length, standing)
            assert basis in rule.basis


def test_a_boundary_has_two_sides() -> None:
    """A receipt on the day before a regime begins has the previous regime; before the first there is none."""
    for regime in LAW.regimes:
        for kind in set(regime.terms) & set(PETITIONS):
            if regime.id != "cca":
                assert LAW.answer_regime(kind, regime.begins - timedelta(days=1)) != regime
    with pytest.raises(NoRegimeInForce, match=r"empiezan el 1984-03-01\.$"):
        LAW.answer_regime("general", date(1984, 2, 29))


def test_every_kind_has_a_term_today() -> None:
    """Every kind of petition has a term and its legal source."""
    for kind in LEGAL_KINDS:
        rule = LAW.answer_regime(kind, date(2026, 11, 25)).terms[kind]
        assert rule.days
        assert rule.basis


def test_congress_and_ombudsman_are_unverified_with_note() -> None:
    """Congress and Ombudsman are unverified with a note; authorities and credit bureaus have secondary sources."""
    today = date(2026, 11, 25)
    congress = LAW.answer_regime("congress_or_ombudsman", today).terms["congress_or_ombudsman"]
    assert (congress.days, congress.standing) == (5, "unverified")
    assert congress.note
    between = LAW.answer_regime("between_authorities", today).terms["between_authorities"]
    assert (between.days, between.standing) == (10, "secondary")
    bureau = LAW.answer_regime("credit_bureau_claim", today).terms["credit_bureau_claim"]
    assert (bureau.days, bureau.standing) == (15, "secondary")


def test_only_the_emergency_reaches_back() -> None:
    """Decreto 491 also applies to petitions pending when it began; later regimes do not reach back."""
    assert [each.id for each in LAW.regimes if each.in_course] == ["decreto_491"]
    assert [each.id for each in LAW.later_regimes("general", date(2020, 3, 27))] == ["decreto_491"]
    assert list(LAW.later_regimes("general", date(2020, 3, 28))) == []
    assert list(LAW.later_regimes("habeas_data_claim", date(2020, 3, 1))) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{days: 15,", "{days: 15, months: 1,", "regimes.yaml:6: debe durar días o meses"),
        ("{days: 15,", "{", "regimes.yaml:6: debe durar días o meses"),
        ("{days: 15,", "{months: 1,", "regimes.yaml:6: el término de respuesta va en días hábiles"),
        ("{days: 15,", "{days: 0,", "regimes.yaml:6: 0 está fuera de lo razonable"),
        ("verified", "unverified", "regimes.yaml:6: un valor sin verificar lleva una «note»"),
        ("verified", "seguro", "regimes.yaml:6: «seguro» no se admite"),
        ("general", "generica", "regimes.yaml:6: «generica» no se admite; ¿quiso decir «general»?"),
        ("2000-01-01", "1800-01-01", "regimes.yaml:4: el año 1800 está fuera de lo razonable; use de 1900 a 2100"),
        ("begins: 2000-01-01", "begins: 2000-01-01\n  ends: 1999-01-01", "regimes.yaml:5: termina antes de empezar"),
        ("name: Ley uno", "nombre: Ley uno", "regimes.yaml:3: campo desconocido «nombre»"),
        ("uno:", "[", "regimes.yaml:2: "),
    ],
)
def test_error_in_law_file_is_reported_with_its_line_and_correction(old: str, new: str, message: str) -> None:
    """An error in the law file is reported with its line and the correction."""
    assert any(each.startswith(message) for each in complaints_of(ALONE.replace(old, new, 1)))


@pytest.mark.parametrize(("begins", "fits"), [("2010-01-01", True), ("2009-12-31", False), ("2010-01-02", False)])
def test_regimes_follow_on_one_another(begins: str, fits: bool) -> None:
    """Every day of receipt has exactly one regime, without overlaps or gaps."""
    first = ALONE.replace("2000-01-01", "2000-01-01\n  ends: 2009-12-31")
    second = ALONE.replace("uno:", "dos:").replace("2000-01-01", begins)
    if fits:
        assert len(read_law((first + second).encode()).regimes) == 2
    else:
        assert complaints_of(first + second)[0].startswith("regimes.yaml:13: «general» no empalma con el de «uno»")


def test_all_complaints_come_at_once() -> None:
    """Two errors give two complaints in one run."""
    assert len(complaints_of(ALONE.replace("2000-01-01", "ayer").replace("days: 15", "days: quince"))) == 2


def test_a_law_without_a_kind_says_so() -> None:
    """A day after the last law ends is reported as a gap in the data."""
    law = read_law(ALONE.replace("2000-01-01", "2000-01-01\n  ends: 2009-12-31").encode())
    with pytest.raises(NoRegimeInForce, match=r"agréguelos en config/law/regimes\.yaml"):
        law.answer_regime("general", date(2010, 1, 1))
    with pytest.raises(NoRegimeInForce, match="agréguelos"):
        law.clock_regime("transfer", date(2005, 1, 1))


def test_the_file_is_the_one_that_ships() -> None:
    """The law is a separate file, independent of any site."""
    assert read_law(REGIMES_FILE.read_bytes()) == LAW
