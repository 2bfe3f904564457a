"""Headers that every answer of the front end carries."""

import base64
import hashlib
import re
from functools import lru_cache

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@lru_cache(maxsize=512)
def content_security_policy(style: str = "", framed_by: str = "'none'") -> str:
    """Return the policy of a page: everything from its own host, no inline script.

    `style` is the one inline rule a page may have (its portal's colours), allowed by hash; `framed_by` who may show it in a frame.
    """
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() if style else ""
    inline = f" 'sha256-{digest}'" if style else ""
    return (
        f"default-src 'self'; script-src 'self'; style-src 'self'{inline}; img-src 'self' data:; "
        f"object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors {framed_by}"
    )


def preview_headers(style: str, framed_by: str) -> dict[str, str]:
    """Return the headers of a draft: kept and indexed nowhere, its address told to nobody, framed by the admin alone.

    `X-Frame-Options` cannot name another origin; a browser that knows `frame-ancestors` passes it over (CSP 3, 6.4.2).
    """
    return {
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex, nofollow, noarchive",
        "Referrer-Policy": "no-referrer",
        "Content-Security-Policy": content_security_policy(style, _origin(framed_by)),
    }


def _origin(text: str) -> str:
    """Return an origin as the policy takes it; what is none frames nothing."""
    return text if re.fullmatch(r"https?://[a-z0-9.-]+(:\d{1,5})?", text) else "'none'"


class SecurityHeaders:
    """ASGI middleware that adds the headers which an answer does not set itself."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete the answer's headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_completed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _FIXED.items():
                    headers.setdefault(name, value)
                headers.setdefault("Content-Security-Policy", content_security_policy())
            await send(message)

        await self._app(scope, receive, send_completed)
