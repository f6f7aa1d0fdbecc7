"""Voice message and survey settings of a site, and their errors."""

from config.site.loader import site_from_json, site_to_json
from tests.support.site_folders import FILES, errors_of, sample_site, with_edit


def without(file: str) -> dict[str, bytes]:
    return {name: content for name, content in FILES.items() if name != file}


def test_both_are_optional() -> None:
    """Without their files a site has no voice messages and no survey."""
    for file in ("voice_messages.yaml", "survey.yaml"):
        assert errors_of({**without(file), "lines.yaml": b"[\n"})[0].startswith("lines.yaml:")
    site = sample_site()
    assert site.voice_messages is not None
    assert site.survey is not None


def test_messages_need_a_rule_of_how_long_they_are_kept() -> None:
    """Voice messages need the retention rule of recordings.yaml; its absence is reported where messages are enabled."""
    [error] = errors_of(without("recordings.yaml"))
    assert error.startswith("voice_messages.yaml:")
    assert "falta recordings.yaml" in error


def test_their_lines_and_prompts_must_be_there() -> None:
    """Each unknown line or prompt is reported with its line in the file."""
    for file, old, new, message in (
        ("voice_messages.yaml", "quejas]", "reclamos]", "«reclamos» no está en lines.yaml"),
        ("voice_messages.yaml", "prompt: deje_mensaje", "prompt: deje", "«deje» no está en prompts.yaml"),
        ("voice_messages.yaml", "least_s: 2", "least_s: 1", "use de 2 a 10"),
        ("survey.yaml", "lines: [nacional]", "lines: [local]", "«local» no está en lines.yaml"),
        ("survey.yaml", "prompt: encuesta_trato", "prompt: trato", "«trato» no está en prompts.yaml"),
        ("survey.yaml", "question: solucion", "question: trato", "está dos veces"),
        ("survey.yaml", '{1: Sí, 2: "No"}', "{}", "la pregunta no tiene respuestas"),
        ("survey.yaml", "attempts: 2", "attempts: 9", "use de 1 a 3"),
        ("survey.yaml", "attempts: 2", "begins: luego", "«luego» no se admite; hay: hang_up, transfer"),
    ):
        [error] = errors_of(with_edit(file, old, new))
        assert error.startswith(f"{file}:"), error
        assert message in error, error


def test_a_survey_asks_something() -> None:
    """A survey file without a question is an error."""
    head, _, _ = FILES["survey.yaml"].decode().partition("questions:")
    [error] = errors_of({**FILES, "survey.yaml": f"{head}questions: []\n".encode()})
    assert "no hay ninguna pregunta" in error


def test_questions_keep_their_order_however_a_site_is_stored() -> None:
    """A stored version keeps the order of the questions in the file, regardless of their names."""
    site = sample_site()
    assert site.survey is not None
    order = [each.question for each in site.survey.questions]
    assert order != sorted(order)
    stored = site_from_json(site_to_json(site)).survey
    assert stored is not None
    assert [each.question for each in stored.questions] == order
