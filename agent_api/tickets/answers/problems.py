"""Errors of the files of an answer. Pure.

Owns their codes and their sentences, which tell the user what to do.
"""

from agent_api.kit.errors import ApiError

_MB = 1_000_000


class AnswerNeedsAttachment(ApiError):
    """The answer promises a document, but has no file."""

    status = 409
    code = "answer_needs_attachment"

    def __init__(self, promise: str) -> None:
        super().__init__(
            f"La respuesta promete un documento («{promise}»): elija el archivo que va con ella, o quite esa promesa."
        )


class AnswerNotSent(ApiError):
    """An answer given during the call is not sent, so it cannot have a file."""

    status = 409
    code = "answer_not_sent"

    def __init__(self, promise: str = "") -> None:
        promise_text = f", y esta promete un documento («{promise}»)" if promise else ""
        super().__init__(
            f"Con lo que se responde en la llamada no va ningún archivo{promise_text}: escale la petición."
        )


class AnswerAttachmentUnknown(ApiError):
    """The ticket has no such file."""

    status = 400
    code = "answer_attachment_unknown"

    def __init__(self) -> None:
        super().__init__("Uno de los archivos elegidos no es de este ticket: adjúntelo primero.")


class AnswerAttachmentWithheld(ApiError):
    """The antivirus withheld a chosen file."""

    status = 409
    code = "answer_attachment_withheld"

    def __init__(self, name: str) -> None:
        super().__init__(f"El antivirus retuvo «{name}»: no puede ir con la respuesta. Quítelo o adjunte otra copia.")


class AnswerAttachmentWaits(ApiError):
    """The antivirus has not scanned a chosen file yet."""

    status = 409
    code = "answer_attachment_not_examined"
    retryable = True

    def __init__(self, name: str) -> None:
        super().__init__(f"El antivirus aún no ha examinado «{name}»: envíe la respuesta cuando lo haga, o sin él.")


class AnswerAttachmentsTooMany(ApiError):
    """The answer has more files than the site allows."""

    status = 409
    code = "answer_attachments_too_many"

    def __init__(self, limit: int) -> None:
        super().__init__(f"Con una respuesta van a lo sumo {limit} archivos: quite algunos o reúnalos en uno solo.")
        self.extension = {"most_files": limit}


class AnswerAttachmentsTooLarge(ApiError):
    """The files are larger than one message of the mail server can be."""

    status = 409
    code = "answer_attachments_too_large"

    def __init__(self, size: int, limit: int) -> None:
        size_mb, limit_mb = (f"{each / _MB:.1f}".replace(".", ",") for each in (size, limit))
        super().__init__(f"Los archivos pesan {size_mb} MB y por correo caben {limit_mb} MB: quite alguno o redúzcalo.")
        self.extension = {"bytes": size, "most_bytes": limit}


class AnswerNotOpened(ApiError):
    """The answer of an area is to be accepted, but the user has not opened it."""

    status = 409
    code = "answer_not_opened"

    def __init__(self) -> None:
        super().__init__(
            "Abra primero la respuesta del área, junto a lo que se pidió: lo que no se ha leído no se acepta."
        )
