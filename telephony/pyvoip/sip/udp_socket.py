"""The UDP socket of SIP, bound or with a clear error message."""

import errno
import socket

from telephony.port import TelephonyError

_RECEIVE_BUFFER = 1 << 20


def bind_udp(bind: str, port: int) -> socket.socket:
    """Return a bound, non-blocking socket; port 0 takes a free one.

    Raises:
        TelephonyError: the address cannot be bound.
    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
        listening.setblocking(False)
        listening.bind((bind, port))
    except OSError as error:
        listening.close()
        raise TelephonyError(_complaint(bind, port, error)) from error
    return listening


def _complaint(bind: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"El puerto {port}/UDP de {bind} ya está en uso: cierre el programa que lo ocupa o elija otro puerto SIP."
        )
    if error.errno == errno.EACCES:
        return f"No hay permiso para abrir el puerto {port}/UDP de {bind}: elija un puerto SIP desde el 1024."
    return f"No se puede abrir el puerto {port}/UDP en {bind}: esa dirección no es de este equipo."
