"""What the front end is told by its environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Configuration:
    """Settings of one front-end process.

    `api_url`: where the API listens, without a trailing slash. `api_timeout_seconds`: how long a page waits
    for one call. `identity_fresh_seconds`: how long a portal's identity is used without asking again; then it
    is revalidated by its entity tag. `list_fresh_seconds`: the same for a province's list of communes.
    `authoring_url`: where the admin process listens, for drafts under a signed link; empty where there are no previews.
    `trusted_proxies`: addresses whose `X-Forwarded-Proto` and `X-Forwarded-For` are believed.
    """

    api_url: str = "http://127.0.0.1:8000"
    authoring_url: str = ""
    api_timeout_seconds: float = 6.0
    # Menus are in it, and what is taken down has to be gone within a second.
    identity_fresh_seconds: float = 0.5
    list_fresh_seconds: float = 30.0
    trusted_proxies: frozenset[str] = field(default_factory=lambda: frozenset({"127.0.0.1", "::1"}))

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Configuration":
        """Read `PORTAL_API_URL`, `PORTAL_AUTHORING_URL`, `PORTAL_API_TIMEOUT` (seconds), `PORTAL_TRUSTED_PROXIES` (by commas).

        Raises `ValueError` with the variable's name where a value cannot be used.
        """
        defaults = cls()
        url = _address(environment, "PORTAL_API_URL", defaults.api_url)
        authoring = _address(environment, "PORTAL_AUTHORING_URL", defaults.authoring_url)
        timeout = environment.get("PORTAL_API_TIMEOUT", str(defaults.api_timeout_seconds))
        try:
            seconds = float(timeout)
        except ValueError:
            raise ValueError(f"PORTAL_API_TIMEOUT is {timeout!r}: it has to be a number of seconds") from None
        proxies = environment.get("PORTAL_TRUSTED_PROXIES", ",".join(sorted(defaults.trusted_proxies)))
        return cls(
            api_url=url,
            authoring_url=authoring,
            api_timeout_seconds=seconds,
            trusted_proxies=frozenset(part.strip() for part in proxies.split(",") if part.strip()),
        )


def _address(environment: Mapping[str, str], variable: str, default: str) -> str:
    url = environment.get(variable, default).rstrip("/")
    if url != default and not url.startswith(("http://", "https://")):
        raise ValueError(f"{variable} is {url!r}: it has to start with http:// or https://")
    return url
