"""The content that a draft may have, and that a signature needs."""

from agent_api.quality.evaluations.domain.content import (
    EvaluationTexts,
    EvidenceBounds,
    EvidenceNote,
    find_faults,
    find_unanswered,
    paragraphs_of,
)
from tests.support.desks.evaluation_desk import form_of_calls
from tests.support.site_folders import sample_site

FORM = form_of_calls(sample_site())
BOUNDS = EvidenceBounds(seconds={"g1": 95, "g2": None}, paragraphs=3)
NOT_APPLICABLE = next(each.criterion for each in FORM.criteria if each.not_applicable)
ALWAYS = next(each.criterion for each in FORM.criteria if not each.not_applicable)


def faults_of(*notes: EvidenceNote) -> list[str]:
    """Return the fields of the faults of notes."""
    return [each.field for each in find_faults(FORM, {}, EvaluationTexts(notes=notes), BOUNDS)]


def test_not_applicable_is_an_answer_only_where_the_form_allows_it() -> None:
    """Each fault names its field."""
    assert find_faults(FORM, {NOT_APPLICABLE: "not_applicable", ALWAYS: "fails"}, EvaluationTexts(), BOUNDS) == []
    faults = find_faults(FORM, {ALWAYS: "not_applicable", "otro": "meets"}, EvaluationTexts(), BOUNDS)
    assert [each.field for each in faults] == [f"answers.{ALWAYS}", "answers.otro"]
    assert all(each.detail.endswith(".") for each in faults)


def test_notes_lie_within_the_evidence() -> None:
    """A second lies within its recording, unless the length is unknown, and a paragraph within the answer."""
    inside = [
        EvidenceNote(text="a"),
        EvidenceNote(text="b", recording="g1", second=95),
        EvidenceNote(text="c", recording="g2", second=9000),
        EvidenceNote(text="d", paragraph=3, criterion=ALWAYS),
    ]
    assert faults_of(*inside) == []
    outside = [
        EvidenceNote(text="a", recording="g1", second=96),
        EvidenceNote(text="b", recording="g3", second=1),
        EvidenceNote(text="c", second=1),
        EvidenceNote(text="d", paragraph=4),
        EvidenceNote(text="e", criterion="otro"),
    ]
    fields = ["notes.0.second", "notes.1.recording", "notes.2.recording", "notes.3.paragraph", "notes.4.criterion"]
    assert faults_of(*outside) == fields


def test_each_criterion_without_an_answer_is_named() -> None:
    """The faults are in the order of the form, and none is left when all are answered."""
    answers = {each.criterion: "meets" for each in FORM.criteria}
    assert find_unanswered(FORM, answers) == []
    del answers[ALWAYS], answers[NOT_APPLICABLE]
    order = [each.criterion for each in FORM.criteria if each.criterion in (ALWAYS, NOT_APPLICABLE)]
    assert [each.field for each in find_unanswered(FORM, answers)] == [f"answers.{each}" for each in order]


def test_paragraphs_are_the_lines_that_are_not_blank() -> None:
    """Blank lines between paragraphs do not count."""
    assert paragraphs_of("Señora Ana:\n\n  Le respondemos. \n\nAtentamente,\n") == [
        "Señora Ana:",
        "Le respondemos.",
        "Atentamente,",
    ]
