"""Errors of requests about the knowledge base. Pure."""

from collections.abc import Sequence
from typing import Final

from agent_api.kit.errors import ApiError, NotFound
from agent_api.knowledge.domain.article import PublishFault


class ArticleUnknown(NotFound):
    """No article has this id, or readers may not see it today."""

    def __init__(self) -> None:
        super().__init__("No hay ningún artículo vigente con ese identificador.")


class VersionUnknown(NotFound):
    """An article has no such version."""

    def __init__(self) -> None:
        super().__init__("Ese artículo no tiene esa versión.")


class ReadingUnknown(NotFound):
    """The user has no such reading."""

    def __init__(self) -> None:
        super().__init__("Usted no tiene esa lectura.")


class ArticleInvalid(ApiError):
    """A field does not fit the site, or the days contradict each other."""

    status = 422
    code = "article_invalid"

    def __init__(self, faults: Sequence[tuple[str, str]]) -> None:
        super().__init__("Revise los campos que se señalan.")
        self.faults = faults


class ArticleChanged(ApiError):
    """Another person changed the article since it was read."""

    status = 409
    code = "article_changed"

    def __init__(self) -> None:
        super().__init__("Otra persona acaba de cambiar este artículo: vuelva a abrirlo antes de guardar.")


_FAULTS: Final[dict[PublishFault, str]] = {
    "not_newest": "Hay una versión más nueva: publique esa.",
    "already_published": "Esa versión ya está publicada.",
    "over": "La vigencia de esa versión ya terminó: edítela y póngale otra fecha.",
}


class PublicationRefused(ApiError):
    """The version cannot be published now."""

    status = 409
    code = "article_not_publishable"

    def __init__(self, fault: PublishFault) -> None:
        super().__init__(_FAULTS[fault])


class WithdrawalRefused(ApiError):
    """There is nothing to withdraw."""

    status = 409
    code = "article_not_withdrawable"

    def __init__(self) -> None:
        super().__init__("Este artículo no está publicado.")
