"""UDP sockets whose system calls keep the interpreter lock.

Owns the three system calls of the media path. ``socket.sendto`` releases the lock for each packet; if another thread
has work, each packet then waits a whole switch interval to get it back, and 300 calls fall behind (measured: seconds
late within seconds). These calls never block (MSG_DONTWAIT) and take microseconds, so they keep the lock. Linux only,
like its address layout.
"""

import ctypes
import platform
import select
import socket
from collections.abc import Iterator

from telephony.pyvoip.media.addresses import pack_address

_libc = ctypes.PyDLL(None)
_sendto = _libc.sendto
_sendto.restype = ctypes.c_ssize_t
_sendto.argtypes = (
    ctypes.c_int,
    ctypes.c_char_p,
    ctypes.c_size_t,
    ctypes.c_int,
    ctypes.c_char_p,
    ctypes.c_uint,
)
_recvfrom = _libc.recvfrom
_recvfrom.restype = ctypes.c_ssize_t
_recvfrom.argtypes = (
    ctypes.c_int,
    ctypes.c_void_p,
    ctypes.c_size_t,
    ctypes.c_int,
    ctypes.c_void_p,
    ctypes.c_void_p,
)
_epoll_wait = _libc.epoll_wait
_epoll_wait.restype = ctypes.c_int
_epoll_wait.argtypes = (ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_int)
_FLAGS = socket.MSG_DONTWAIT
_BUFFER_BYTES = 65536  # of the kernel, per leg: 0.3 s of voice at most, also in a flood
_ADDRESS_BYTES = 16


_MAX_READY = 512


class _Event(ctypes.Structure):
    """``struct epoll_event``, which is packed on x86-64 only."""

    if platform.machine() == "x86_64":
        _pack_ = 1
        _layout_ = "ms"
    _fields_ = (("events", ctypes.c_uint32), ("fd", ctypes.c_int), ("rest", ctypes.c_uint32))


class EpollSet:
    """The set of watched sockets."""

    def __init__(self) -> None:
        self._epoll = select.epoll()
        self._fd = self._epoll.fileno()
        self._events = (_Event * _MAX_READY)()
        self._events_address = ctypes.addressof(self._events)

    def watch(self, fd: int) -> None:
        """Begin to watch a socket."""
        self._epoll.register(fd, select.EPOLLIN)

    def unwatch(self, fd: int) -> None:
        """Watch it no longer."""
        self._epoll.unregister(fd)

    def readable(self) -> Iterator[int]:
        """Yield the sockets that can be read now; those beyond the limit follow at the next call."""
        events = self._events
        for index in range(_epoll_wait(self._fd, self._events_address, _MAX_READY, 0)):
            yield events[index].fd

    def close(self) -> None:
        """Close the set."""
        self._epoll.close()


class ReceiveBuffer:
    """The receive buffer of all sockets of a thread: the last datagram and its sender."""

    def __init__(self) -> None:
        self._data = bytearray(2048)
        self._sender = bytearray(_ADDRESS_BYTES)
        self._length = ctypes.c_uint(_ADDRESS_BYTES)
        self._data_c = (ctypes.c_char * 2048).from_buffer(self._data)
        self._sender_c = (ctypes.c_char * _ADDRESS_BYTES).from_buffer(self._sender)
        self.data_address = ctypes.addressof(self._data_c)
        self.sender_address = ctypes.addressof(self._sender_c)
        self.length_address = ctypes.addressof(self._length)
        self._view = memoryview(self._data)

    def datagram(self, size: int) -> bytes:
        """Return a copy of the last datagram."""
        return self._view[:size].tobytes()

    def sender(self) -> bytes:
        """Return the address of the last datagram's sender."""
        return bytes(self._sender)


class MediaSocket:
    """One leg's UDP port.

    Raises:
        OSError: the port is taken or cannot be bound.
    """

    def __init__(self, bind: str, port: int) -> None:
        pack_address(bind, port)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            self._socket.bind((bind, port))
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER_BYTES)
        except OSError:
            self._socket.close()
            raise
        self.fd = self._socket.fileno()
        self.port = port

    def send(self, datagram: bytes, to: bytes) -> bool:
        """Send a datagram; return False if the kernel did not accept it."""
        return bool(_sendto(self.fd, datagram, len(datagram), _FLAGS, to, _ADDRESS_BYTES) >= 0)

    def receive(self, buffer: ReceiveBuffer) -> int:
        """Receive the next datagram into the buffer; return its size, or -1 if there is none."""
        return int(_recvfrom(self.fd, buffer.data_address, 2048, _FLAGS, buffer.sender_address, buffer.length_address))

    def close(self) -> None:
        """Release the port."""
        self.fd = -1
        self._socket.close()
