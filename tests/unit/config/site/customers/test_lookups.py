"""Any error in lookups.yaml refuses the whole file, with file and line."""

from pathlib import Path

import pytest

from config.lookup_environment import LookupEnvironment
from config.site.customers.lookups import find_query_data
from config.site.loader import read_site, site_from_json, site_to_json
from tests.support.site_folders import FILES, errors_of, line_number, read_sample_file, with_edit

FILE = "lookups.yaml"


def test_the_sample_has_a_lookup_of_each_kind() -> None:
    """Each lookup of the sample uses its own key."""
    lookups = read_site(FILES, read_sample_file).lookups
    assert lookups is not None
    kinds = {lookups.connectors[each.connector].kind for each in lookups.lookups.values()}
    assert kinds == {"sql", "fixed_width", "http"}
    assert {each.key for each in lookups.lookups.values()} == {"document", "credit", "third_party"}
    assert all(each.key in find_query_data(each) for each in lookups.lookups.values())


def test_a_stored_version_keeps_its_lookups() -> None:
    """A version stored before lookups existed has none."""
    site = read_site(FILES, read_sample_file)
    assert site_from_json(site_to_json(site)) == site
    without = {name: content for name, content in FILES.items() if name != FILE}
    assert read_site(without, read_sample_file).lookups is None


@pytest.mark.parametrize(
    ("old", "new", "marker", "message"),
    [
        ("connector: cctex", "connector: cctx", "connector: cctx", "¿quiso decir «cctex»?"),
        ("roles: [asesor, asesor_escrita, funcionario]", "roles: []", "roles: []", "nadie la puede hacer"),
        ("roles: [asesor, asesor_escrita, funcionario]", "roles: [asesora]", "asesora", "«asesora» no se admite"),
        ("      SELECT numero, programa", "      DELETE numero", "query: |", "SELECT o WITH"),
        ("ORDER BY numero", "ORDER BY numero; COMMIT", "query: |", "una sola consulta"),
        ("= :document_type AND", "= :tipo AND", "query: |", "«tipo» no es un dato de la clave «document»"),
        ("AND documento = :document", "", "query: |", "mostraría lo de cualquiera"),
        ("entry: numero, label: Crédito", "entry: /numero, label: Crédito", "/numero", "no es una columna"),
        ("    owner: documento\n", "", "detalle_credito:", "«owner»"),
        ("record_bytes: 110", "record_bytes: 111", "record_bytes: 111", "mide 110 bytes, no 111"),
        ("OCCURS 3 TIMES", "REDEFINES AJUSTE", "layout: |", "REDEFINES"),
        ("[TIPO-DOC, NUM-DOC]", "[TIPO-DOC, NUMERO]", "sorted_by", "«NUMERO» no está en el registro"),
        ("document: NUM-DOC", "document: NUMDOC", "match:", "¿quiso decir «NUM-DOC»?"),
        ("entry: AJUSTE", "entry: AJUSTES", "AJUSTES", "¿quiso decir «AJUSTE»?"),
        ("cctex: {name: C&CTEX, kind: sql}", "cctex: {name: C&CTEX, kind: fixed_width}", "cctex:", "falta «extract»"),
        ("{third_party}/giros", "{nit}/giros", "path:", "«nit» no es un dato"),
        ("path: /terceros", "path: terceros", "path:", "escriba una ruta como /terceros"),
        ("entry: /fecha", "entry: fecha", "{entry: fecha, label: Fecha, kind: date}", "no es una ruta JSON"),
        (
            "    rows_at: /giros",
            "    match: {third_party: TIPO}",
            "match: {third",
            "es solo de conectores «fixed_width»",
        ),
        ("headers: {Authorization: apo", "headers: {A b: apo", "headers:", "use letras, cifras y «-»"),
        ("    rows: 50", "    rows: 0", "rows: 0", "fuera de lo razonable"),
        ("    rows: 50", "    limit_s: 3", "limit_s: 3", "fuera de lo razonable"),
    ],
)
def test_each_error_has_its_line(old: str, new: str, marker: str, message: str) -> None:
    """Each error also says how to correct it."""
    files = with_edit(FILE, old, new)
    errors = [each for each in errors_of(files) if message in each]
    assert errors
    assert errors[0].startswith(f"{FILE}:{line_number(files, FILE, marker)}:")


def test_all_errors_are_reported_at_once() -> None:
    """All errors are reported in one run."""
    files = with_edit(FILE, "record_bytes: 110", "record_bytes: 111")
    files[FILE] = (
        files[FILE].replace(b"{third_party}/giros", b"{nit}/giros").replace(b"connector: cctex", b"connector: x")
    )
    text = "\n".join(errors_of(files))
    assert all(each in text for each in ("mide 110 bytes", "«nit»", "«x» no está"))


def test_addresses_come_from_the_environment_or_a_file_of_secrets(tmp_path: Path) -> None:
    """The environment has precedence over the secrets file; a missing value is None, and printing shows no value."""
    folder = tmp_path
    (folder / "cobol").write_text("/datos/cartera.dat\n")
    addresses = LookupEnvironment(folder, {"ATENCION_LOOKUP_CCTEX": "postgresql://u:clave@h/d"})
    assert addresses.get("cctex") == "postgresql://u:clave@h/d"
    assert addresses.get("cobol") == "/datos/cartera.dat"
    assert addresses.get("apoteosys") is None
    assert "clave" not in repr(addresses)
