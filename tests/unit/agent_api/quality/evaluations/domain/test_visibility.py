"""An evaluator judges without knowing another judgement of the same item, nor whose work it is."""

import msgspec

from agent_api.quality.evaluations.domain.visibility import EvaluationReader, Sight, ViewedEvaluation, sight_of

ITEM = ("phone", "c1")
SIGNED = ViewedEvaluation(
    kind="random", channel="phone", item="c1", evaluator="clara", signed=True, pseudonymous=True, repeated=False
)
DRAFT = msgspec.structs.replace(SIGNED, signed=False)
REPEATED = msgspec.structs.replace(SIGNED, repeated=True)
CALIBRATION = msgspec.structs.replace(SIGNED, kind="calibration")
CLARA, CARLOS = EvaluationReader(user="clara", evaluates=True), EvaluationReader(user="carlos", evaluates=True)
COCO = EvaluationReader(user="coco", evaluates=False)
ALL, NOTHING = Sight(content=True, advisor=True), Sight(content=False, advisor=False)


def test_the_evaluator_learns_the_name_with_the_signature() -> None:
    """An own draft has its content and a pseudonym; without pseudonyms, the name too."""
    assert sight_of(DRAFT, CLARA) == Sight(content=True, advisor=False)
    assert sight_of(SIGNED, CLARA) == ALL
    assert sight_of(msgspec.structs.replace(DRAFT, pseudonymous=False), CLARA) == ALL


def test_others_do_not_read_a_draft() -> None:
    """The content of a draft is the evaluator's; who does not evaluate sees the name."""
    assert sight_of(DRAFT, COCO) == Sight(content=False, advisor=True)
    assert sight_of(DRAFT, CARLOS) == NOTHING


def test_a_second_evaluator_judges_first() -> None:
    """A repeated item shows no judgement to evaluators until they signed their own, or both are signed."""
    assert sight_of(SIGNED, CARLOS) == ALL
    assert not sight_of(REPEATED, CARLOS).content
    own = msgspec.structs.replace(CARLOS, signed={("random", *ITEM)})
    assert sight_of(REPEATED, own).content
    assert sight_of(REPEATED, msgspec.structs.replace(CARLOS, complete={ITEM})).content
    assert sight_of(REPEATED, COCO) == ALL


def test_a_calibration_is_blind_until_the_own_signature() -> None:
    """Each participant signs before reading the others, however many have signed."""
    assert not sight_of(CALIBRATION, msgspec.structs.replace(CARLOS, complete={ITEM})).content
    own = msgspec.structs.replace(CARLOS, signed={("calibration", *ITEM)})
    assert sight_of(CALIBRATION, own) == ALL


def test_an_own_draft_of_the_same_item_hides_everything_else_about_it() -> None:
    """A signed focused evaluation hides its judgement and the name from an evaluator of the same call."""
    judging = msgspec.structs.replace(CARLOS, drafts={ITEM})
    focused = msgspec.structs.replace(SIGNED, kind="focused")
    assert sight_of(focused, judging) == NOTHING


def test_a_planned_session_hides_every_judgement_of_its_items_until_its_results_are_open() -> None:
    """Also after the own signature, so that no correction copies another; readers who do not evaluate see all."""
    waiting = msgspec.structs.replace(CARLOS, unopened={ITEM}, signed={("calibration", *ITEM)})
    for each in (CALIBRATION, SIGNED, msgspec.structs.replace(SIGNED, kind="focused")):
        assert sight_of(each, waiting) == NOTHING
    assert sight_of(CALIBRATION, msgspec.structs.replace(CLARA, unopened={ITEM})) == ALL
    assert sight_of(CALIBRATION, COCO) == ALL
