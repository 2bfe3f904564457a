"""The command line of the local Elasticsearch."""

import argparse
import sys

from search.local_server.programs import LocalServerError, find_programs, missing_parts
from search.local_server.server import LocalServer
from tenants.state import StateError


def main() -> int:
    """Do an act; 1 when it cannot be done, 3 when `status` finds no server."""
    parser = argparse.ArgumentParser(prog="python -m search.local_server")
    parser.add_argument("act", choices=["check", "install", "start", "stop", "status", "url", "keep"])
    parser.add_argument("name", nargs="?", default="elasticsearch")
    given = parser.parse_args()
    try:
        if given.act == "check":
            print("\n".join(missing_parts()))
            return 1 if missing_parts() else 0
        if given.act == "install":
            print(find_programs().folder)
            return 0
        return _act(LocalServer.of_checkout(given.name), given.act)
    except (LocalServerError, StateError) as error:
        print(error, file=sys.stderr)
        return 1


def _act(server: LocalServer, act: str) -> int:
    match act:
        case "start":
            print("started" if server.start() else "runs already", server.url())
        case "stop":
            print("stopped" if server.stop() else "did not run")
        case "keep":
            server.keep()
        case _:
            print(server.url() or "does not run")
            return 0 if server.url() else 3
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
