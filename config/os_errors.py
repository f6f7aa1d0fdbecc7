"""Spanish texts for errors of the operating system, whose own text is in English or in the machine's language."""

import errno
from types import MappingProxyType

_SENTENCES = MappingProxyType(
    {
        errno.EACCES: "no hay permiso",
        errno.EPERM: "no hay permiso",
        errno.ENOENT: "no existe",
        errno.EEXIST: "ya existe y no es una carpeta",
        errno.ENOTDIR: "hay un archivo donde se espera una carpeta",
        errno.EISDIR: "hay una carpeta donde se espera un archivo",
        errno.EROFS: "el disco es de solo lectura",
        errno.ENOSPC: "no queda espacio en el disco",
        errno.ENAMETOOLONG: "el nombre es demasiado largo",
        errno.EADDRINUSE: "está ocupado",
        errno.EADDRNOTAVAIL: "esa dirección no es de este equipo",
    }
)


def describe_os_error(error: OSError) -> str:
    """Return the reason of an error, as the end of a Spanish sentence."""
    return _SENTENCES.get(error.errno or 0, error.strerror or type(error).__name__)
