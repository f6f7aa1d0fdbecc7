"""Mail settings of a site, and their errors."""

import pytest

from config.site.loader import site_from_json, site_to_json
from config.site.mail import Mail
from tests.support.site_folders import FILES, errors_of, sample_site, with_edit


def test_the_sample_site_writes_and_another_need_not() -> None:
    """A site without mail.yaml sends no mail; with it, the stored version has it."""
    site = sample_site()
    assert isinstance(site.mail, Mail)
    assert site_from_json(site_to_json(site)).mail == site.mail
    without = {name: content for name, content in FILES.items() if name != "mail.yaml"}
    assert errors_of({**without, "lines.yaml": b"[\n"})[0].startswith("lines.yaml:")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("sender: no-responda@entidad.example", "sender: no-responda", "escriba una dirección de correo"),
        ("reply_to: atencion@entidad.example", "reply_to: aten ción@x.co", "escriba una dirección de correo"),
        ("give_up_hours: 96", "give_up_hours: 0", "use de 1 a 240"),
        ("undo_seconds: 10", "undo_seconds: 31", "use de 0 a 30"),
        ("most_files: 10", "most_files: 0", "use de 1 a 100"),
        ("most_mib: 20", "most_mib: 0", "use de 1 a 150"),
        ("uncertain: again", "uncertain: luego", "«luego» no se admite; hay: again, hold"),
        ("city:", "ciudad:", "ciudad"),
    ],
)
def test_invalid_value_is_refused_with_its_line(old: str, new: str, message: str) -> None:
    """Each error has the file and the correction."""
    [error] = errors_of(with_edit("mail.yaml", old, new))
    assert error.startswith("mail.yaml:")
    assert message in error
