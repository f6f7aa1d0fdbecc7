"""Reads the AMI events of Queue() and ignores them: the minimum cost of a wallboard or a desk on top of Queue().

Started by ``bench_asterisk``:

    python -m benchmarks.asterisk.ami_listener AMI_PORT PASSWORD
"""

import socket
import sys

_CHUNK = 65536


def listen(port: str, password: str) -> None:
    """Read events until Asterisk closes the connection."""
    with socket.create_connection(("127.0.0.1", int(port))) as ami:
        ami.sendall(f"Action: Login\r\nUsername: atencion\r\nSecret: {password}\r\n\r\n".encode())
        received = b""
        while b"Success" not in received:
            received += ami.recv(_CHUNK)
        print("ready", flush=True)
        while ami.recv(_CHUNK):
            pass


if __name__ == "__main__":
    listen(*sys.argv[1:])
