"""Host names: one spelling for each. Pure; nothing of Django in it."""

import re

import idna

HOST_PATTERN = r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$"
"""Lower-case labels of letters, digits and inner hyphens (RFC 1123, section 2.1), IDNs as their `xn--`
form.
"""

_PLAIN = re.compile(HOST_PATTERN)
_PORT = re.compile(r":(\d{1,5})$")
MAX_LENGTH = 253
MAX_PORT = 65535


class InvalidHost(ValueError):
    """A text is no host name; the message says why, for people."""


def split_port(host: str) -> tuple[str, str]:
    """A `Host` header's name and port; the port is "" where none is given.

    Raises:
        InvalidHost: the port is out of range.
    """
    found = _PORT.search(host)
    if found is None:
        return host.removesuffix(":"), ""
    if not 0 < int(found.group(1)) <= MAX_PORT:
        raise InvalidHost(f"“{host}”: the port must be between 1 and {MAX_PORT}.")
    return host[: found.start()], found.group(1)


def normalise(name: str) -> str:
    """A host's one spelling: lower case, without final dot, internationalised labels in ASCII (RFC 5890).

    Raises:
        InvalidHost: what is given cannot be a host name.
    """
    text = name.strip().lower().removesuffix(".")
    if not text.isascii():
        try:
            text = idna.encode(text, uts46=True).decode("ascii")
        except idna.IDNAError as error:
            raise InvalidHost(f"“{name}” is no host name: {error}") from error
    if len(text) > MAX_LENGTH:
        raise InvalidHost(f"“{name[:60]}…” is too long for a host name: at most {MAX_LENGTH} characters.")
    if not _PLAIN.match(text):
        raise InvalidHost(
            f"“{name}” is no host name: labels of letters, digits and inner hyphens, joined by dots, without "
            "port or path."
        )
    return text
