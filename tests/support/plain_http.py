"""For clients of our own servers, which speak plain HTTP: `httpx.get(address, verify=NO_TLS)`."""

import ssl
from typing import Final

NO_TLS: Final = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Trusts nobody. By default every client reads the certificates of all authorities, which takes longer than most questions."""
