"""The requests of a node's health check, and the parsing of its responses."""

import asyncio
from pathlib import Path

import pytest

from telephony.asterisk.ari.events import Response
from telephony.asterisk.ari.rest import AriRequest
from telephony.asterisk.node.health import LEGS_PER_PROBE, HealthProbe, read_leg_media
from telephony.metrics.meter import LegMediaStats


class Node:
    """A node that answers all requests and stores them."""

    def __init__(self, calls: int) -> None:
        self.legs = {f"n-1.{call}": ("caller", "advisor-1") for call in range(calls)}
        self.link = self
        self.is_up, self.asked = True, list[str]()

    def request(self, request: AriRequest) -> asyncio.Future[Response]:
        """Answer at once."""
        self.asked.append(request.path)
        answer: asyncio.Future[Response] = asyncio.get_running_loop().create_future()
        answer.set_result(Response(request_id="1", status_code=200, message_body='{"rxcount": 50, "rxploss": 1}'))
        return answer


async def test_many_calls_cost_the_link_no_more_than_few() -> None:
    """Each check reads a limited number of legs in rotation."""
    node = Node(calls=20)
    health_probe = HealthProbe(node)  # type: ignore[arg-type]
    probed_legs = [frozenset(media.leg for media in (await health_probe()).media) for _ in range(4)]
    assert [len(legs) for legs in probed_legs] == [LEGS_PER_PROBE, LEGS_PER_PROBE, 8, LEGS_PER_PROBE]
    assert len(probed_legs[0] | probed_legs[1] | probed_legs[2]) == 40
    assert probed_legs[3] == probed_legs[0]
    assert node.asked.count("asterisk/ping") == 4


async def test_free_space_is_reported_also_while_node_is_away(tmp_path: Path) -> None:
    """Free space is reported also while the node is away, unless nothing is recorded or the folder is missing."""
    node = Node(calls=1)
    rooms = [await HealthProbe(node, intake)() for intake in (tmp_path, tmp_path / "none", None)]  # type: ignore[arg-type]
    assert [result.recording_space is not None and result.recording_space.size > 0 for result in rooms] == [
        True,
        False,
        False,
    ]
    assert all(result.up for result in rooms)
    node.is_up = False
    away = await HealthProbe(node, tmp_path)()  # type: ignore[arg-type]
    assert not away.up
    assert away.recording_space is not None


@pytest.mark.parametrize(
    ("status", "body", "media"),
    [
        (
            200,
            '{"rxcount": 9, "rxploss": 2, "rxjitter": 0.25}',
            LegMediaStats(leg="c", received=9, lost=2, jitter_s=0.25),
        ),
        (200, '{"rxcount": 9, "rxploss": -3}', LegMediaStats(leg="c", received=9, lost=0)),
        (404, "", None),
        (200, "what?", None),
    ],
)
def test_an_answer_is_read_or_it_is_none(status: int, body: str, media: LegMediaStats | None) -> None:
    """A ringing channel has no voice data, and duplicate packets give no negative loss."""
    assert read_leg_media("c", Response(request_id="1", status_code=status, message_body=body)) == media
