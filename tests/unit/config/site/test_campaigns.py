"""The other campaigns of a site: names, queues that accept its calls, and errors."""

import pytest

from config.site.campaigns import OtherCampaign
from config.site.loader import read_site, site_from_json, site_to_json
from tests.support.site_folders import FILES, errors_of, read_sample_file

CALI = b"""
cali:
  name: Regional Cali
  line: atencion
  queues:
    pagos: Pagos
    credito: Cr\xc3\xa9dito
norte: {name: Regional Norte}
"""


def test_a_site_names_the_campaigns_that_calls_go_to_or_come_from() -> None:
    """A campaign has queues or only a name; a site without the file has none, and a stored version keeps them."""
    site = read_site({**FILES, "campaigns.yaml": CALI}, read_sample_file)
    assert site.campaigns == {
        "cali": OtherCampaign(
            id="cali", name="Regional Cali", line="atencion", queues={"pagos": "Pagos", "credito": "Crédito"}
        ),
        "norte": OtherCampaign(id="norte", name="Regional Norte"),
    }
    assert read_site(FILES, read_sample_file).campaigns == {}
    assert site_from_json(site_to_json(site)) == site


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        ("cali:\n  name: Cali\n  queues: {pagos: Pagos}\n", 1, "falta «line»"),
        ("otra: {name: Otra}\nicetex:\n  name: La misma\n", 2, "es la campaña de este mismo sitio"),
        ("cali:\n  line: atencion\n", 1, "falta el campo «name»"),
        ("cali:\n  name: Cali\n  line: atencion\n  queues: {Pagos: Pagos}\n", 4, "«Pagos» no sirve"),
        ("cali:\n  name: Cali\n  line: atencion\n  queues: {pagos: ''}\n", 4, "el texto está vacío"),
        ("cali:\n  nombre: Cali\n", 2, "campo desconocido «nombre»"),
    ],
)
def test_campaign_errors_are_reported_with_line(content: str, line: int, message: str) -> None:
    """Errors are reported as in every other site file."""
    errors = errors_of({**FILES, "campaigns.yaml": content.encode()})
    assert any(each.startswith(f"campaigns.yaml:{line}:") and message in each for each in errors), errors
