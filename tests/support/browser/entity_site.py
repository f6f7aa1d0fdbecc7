"""The site of the entity for complete calls: its own typology, questions and lookups, with tones as sounds."""

import shutil
from pathlib import Path

from config.settings import SAMPLE_SITE
from tests.support.browser.screens_site import SITE

OF_THE_ENTITY = ("typology", "areas", "matrix", "answers", "identity", "lookups", "mail", "access_reviews")
CUSTOMERS = """\
cliente1:
  name: Carlos Andrés Quiñones
  document: 79900102
  phones: ["+573001234567", "+576015550142"]
  birth_date: "1988-11-02"
  address: "Calle 100 # 15-30, apartamento 402"
  municipality: "11001"
  email: carlos.quinones@ejemplo.com
  credit: CR-2016-000102
  programme: Crédito de posgrado en el país
"""


def write_entity_site(folder: Path) -> Path:
    """Write the site below a folder; return its own folder."""
    site = shutil.copytree(SITE, folder / "of")
    for name in OF_THE_ENTITY:
        shutil.copy(SAMPLE_SITE / f"{name}.yaml", site)
    quality = (SAMPLE_SITE / "quality.yaml").read_text()
    (site / "quality.yaml").write_text(quality.replace("calendar: atencion", "calendar: siempre"))
    contract = site / "indicators.yaml"
    _, first, of_quality = (SAMPLE_SITE / "indicators.yaml").read_text().partition("precision_usuario_telefono:")
    _, _, of_escalation = (SAMPLE_SITE / "indicators.yaml").read_text().partition("\ntiempo_escalamiento:")
    escalation = "tiempo_escalamiento:" + of_escalation.partition("\nocupacion:")[0]
    contract.write_text(f"{contract.read_text()}\n{escalation}\n{first}{of_quality}")
    (site / "sample_customers.yaml").write_text(CUSTOMERS)
    return Path(site)
