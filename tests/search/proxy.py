"""A wire between the product and a server that can be cut, or go silent."""

import socket
import threading
from contextlib import suppress
from enum import Enum
from urllib.parse import urlsplit


class Wire(Enum):
    """What the wire does with a connection."""

    THROUGH = "through"
    CUT = "cut"
    SILENT = "silent"


class Proxy:
    """Listens on a port of its own and passes on to a server, as long as it is told to."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._server = (parts.hostname or "127.0.0.1", parts.port or 9200)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self.wire = Wire.THROUGH
        threading.Thread(target=self._accept, daemon=True).start()

    def set(self, wire: Wire) -> None:
        """Change what the wire does, to connections that are open too."""
        self.wire = wire
        for each in self._open:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        self._open.clear()

    def close(self) -> None:
        """End it."""
        self.set(Wire.CUT)
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            if self.wire is Wire.CUT:
                client.close()
                continue
            self._open.append(client)
            if self.wire is Wire.THROUGH:
                server = socket.create_connection(self._server)
                self._open.append(server)
                for pair in ((client, server), (server, client)):
                    threading.Thread(target=_pass_on, args=pair, daemon=True).start()


def _pass_on(source: socket.socket, goal: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            goal.sendall(data)
    for each in (source, goal):
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
