"""The second loopback address: what listens on 127.0.0.1 answers on [::1] too.

Browsers look for `*.localhost` at ::1 first, some programs nowhere else, and granian binds one address only.
"""

import contextlib
import socket
import threading
from types import TracebackType

BLOCK = 65536
BACKLOG = 64


class Loopback:
    """Passes connections from [::1] on to 127.0.0.1, port by port, while the block runs.

    Where the machine has no IPv6 there is nothing to do, and nothing is done.
    """

    def __init__(self, *ports: int) -> None:
        self.ports = ports
        self._listeners: list[socket.socket] = []

    def __enter__(self) -> "Loopback":
        for port in self.ports:
            try:
                listener = socket.socket(socket.AF_INET6)
                listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                listener.bind(("::1", port))
                listener.listen(BACKLOG)
            except OSError:
                continue
            self._listeners.append(listener)
            threading.Thread(target=self._accept, args=(listener, port), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for listener in self._listeners:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()

    def _accept(self, listener: socket.socket, port: int) -> None:
        while True:
            try:
                near, _address = listener.accept()
            except OSError:
                return  # closed
            try:
                far = socket.create_connection(("127.0.0.1", port), timeout=10)
            except OSError:
                near.close()
                continue
            far.settimeout(None)
            for source, target in ((near, far), (far, near)):
                threading.Thread(target=_pass_on, args=(source, target), daemon=True).start()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    """Copy one direction until its end, then tell the other side that there will be no more."""
    try:
        while block := source.recv(BLOCK):
            target.sendall(block)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
