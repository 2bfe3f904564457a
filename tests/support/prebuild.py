"""Builds the templates while what needs none runs: `python -m tests.support.prebuild`. Sessions that begin meanwhile wait for it."""

import os
import sys

from tests.support.clones import Clones, TemplateError


def main() -> int:
    """Build them all; they grow out of each other.

    Returns:
        0 when they are there, 1 with the reason when they cannot be built.
    """
    clones = Clones(f"{os.getpid():08x}", "prebuild")
    try:
        clones.build("demo")
    except TemplateError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        clones.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
