"""Errors of requests about customers. Pure.

Owns the codes and the sentences, which say what to do.
"""

from agent_api.customers.domain.erasure_notice import erasure_notice
from agent_api.kit.errors import ApiError, NotFound


class CustomerUnknown(NotFound):
    """No customer has this id."""

    code = "customer_unknown"

    def __init__(self) -> None:
        super().__init__("No hay un cliente con ese identificador: búsquelo por documento, número, nombre o teléfono.")


class CustomerMerged(ApiError):
    """The record was merged into another customer's."""

    status = 409
    code = "customer_merged"

    def __init__(self, survivor: str) -> None:
        super().__init__("Ese registro se unió con el de otro cliente: siga con el que se indica en «customer».")
        self.extension = {"customer": survivor}


class CustomerDataErased(ApiError):
    """The customer's data were erased at their request; no data can be changed, merged or verified."""

    status = 409
    code = "customer_erased"

    def __init__(self, act: str) -> None:
        super().__init__(
            f"{erasure_notice(act)}: ese registro ya no tiene datos. Si la persona vuelve, regístrela de nuevo."
        )


class CustomerChanged(ApiError):
    """Another user changed the customer since it was read."""

    status = 409
    code = "customer_changed"

    def __init__(self, version: int) -> None:
        super().__init__("Otra persona cambió los datos de este cliente: vuelva a leerlos y repita su cambio.")
        self.extension = {"version": version}


class NotSeparable(ApiError):
    """A merge cannot be undone, because the origin of some data is ambiguous."""

    status = 409
    code = "not_separable"


class DocumentTaken(ApiError):
    """Another customer has that document."""

    status = 409
    code = "document_taken"

    def __init__(self) -> None:
        super().__init__("Otro cliente tiene ese documento: si son la misma persona, un coordinador puede unirlos.")


class CustomerSimilar(ApiError):
    """Customers with the same document, phone, e-mail or name exist, and the form does not say that they are others."""

    status = 409
    code = "customer_similar"

    def __init__(self, similar: list[str]) -> None:
        super().__init__(
            "Ya hay clientes que se parecen: si es uno de ellos, use el suyo; si no, confirme que es otro."
        )
        self.extension = {"similar": similar}


class DocumentNotYours(ApiError):
    """Only the back office corrects a document, with the original document."""

    status = 403
    code = "document_not_yours"

    def __init__(self) -> None:
        super().__init__("El documento no se cambia en la llamada: radique la corrección para que la haga otra área.")


class MergeOfOne(ApiError):
    """Both ids are the same record."""

    status = 409
    code = "merge_of_one"

    def __init__(self) -> None:
        super().__init__("Un cliente no se une consigo mismo: indique el otro registro en «other».")
