"""Errors of links between tickets, and of joint answers. Pure.

Owns their codes and their sentences, which tell the user what to do.
"""

from agent_api.kit.errors import ApiError


class LinkNotPossible(ApiError):
    """The two tickets cannot be linked."""

    status = 409
    code = "link_not_possible"


class LinkUnknown(ApiError):
    """The two tickets are not linked."""

    status = 404
    code = "link_unknown"

    def __init__(self, other: str) -> None:
        super().__init__(f"Este ticket no está vinculado con el {other}.")


class JointAnswerNotPossible(ApiError):
    """One of the tickets cannot get the same answer; nothing was sent."""

    status = 409
    code = "joint_answer_not_possible"

    def __init__(self, number: str, reason: str) -> None:
        super().__init__(f"No se envió ninguna respuesta: el ticket {number} no admite la respuesta conjunta. {reason}")
        self.extension = {"number": number}
