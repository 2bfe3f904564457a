"""What visitors send: read from a plain form, from this portal's own pages only."""

from urllib.parse import parse_qs, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request

MOST_BYTES = 200_000
MOST_FIELDS = 30


async def fields_of(request: Request) -> dict[str, str]:
    """Return the fields of a form that was sent (application/x-www-form-urlencoded), the last value of each.

    Raises HTTPException 403 for what a page of another site sends, 413 for more than a form holds, 400 for what is no form.
    """
    if is_foreign(request):
        raise HTTPException(403)
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise HTTPException(413)
    try:
        found = parse_qs(body.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise HTTPException(400) from None
    return {name: values[-1] for name, values in found.items()}


def is_foreign(request: Request) -> bool:
    """Return whether the browser says that another site's page sent this (Fetch, `Origin` and `Sec-Fetch-Site`)."""
    origin = request.headers.get("origin", "")
    other = bool(origin) and origin != "null" and urlsplit(origin).netloc != request.headers.get("host", "")
    return other or request.headers.get("sec-fetch-site", "") == "cross-site"
