"""Operating-system errors in Spanish."""

import errno

from config.os_errors import describe_os_error


def test_known_refusals_are_spanish() -> None:
    """A common error has a Spanish text in any language of the machine."""
    assert describe_os_error(PermissionError(errno.EACCES, "Permission denied")) == "no hay permiso"
    assert describe_os_error(OSError(errno.EADDRINUSE, "Address already in use")) == "está ocupado"


def test_error_without_spanish_text_is_shown_as_system_gave_it() -> None:
    """An error without a Spanish text is shown as the system gave it."""
    assert describe_os_error(OSError(errno.EXDEV, "Invalid cross-device link")) == "Invalid cross-device link"
    assert describe_os_error(TimeoutError()) == "TimeoutError"
