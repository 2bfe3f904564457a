"""`/media/…`: public files, each by its row. A file that no public release uses is refused at once, wherever its bytes are."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from django.core.files.storage import storages
from django.db.models import Exists, OuterRef, Q
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response

from sites.api.problems import not_found
from sites.api.read import open_to_all, read_only
from sites.api.scopes import READER, tenant_of, widest_scope
from sites.releases.models import FileUse, PublicFile
from sites.syndication.portal_parts import received
from tenants.enums import TenantKind

CACHE = "public, max-age=60, must-revalidate"
"""The bytes under an address never change, but they may be withdrawn: a cache asks again after a minute."""

INLINE = frozenset(
    {"image/webp", "image/jpeg", "image/png", "image/gif", "image/avif", "application/pdf", "text/plain"}
)
"""What a browser may show itself; everything else is saved, so that nothing of ours runs as a page."""

CHUNK = 64 * 1024
_NAME = re.compile(r"^[0-9a-f]{2}/[0-9a-f]{2}/(?P<sha256>[0-9a-f]{64})\.(?P<extension>[a-z0-9]{1,10})$")
_RANGE = re.compile(r"^bytes=(\d{0,18})-(\d{0,18})$")


@read_only
def media(request: HttpRequest, path: str) -> HttpResponse:
    """A public file of the portal, or of an item that it shows of another: of its communes, or of who sent it."""
    file = _public_file(request, path)
    if file is None:
        raise not_found()
    response = _conditional(request, file) or _content(request, file)
    for name, value in _headers(file).items():
        response[name] = value
    return open_to_all(response)  # type: ignore[arg-type]


def _public_file(request: HttpRequest, path: str) -> PublicFile | None:
    found = _NAME.match(path)
    if found is None or path[:2] + path[3:5] != found["sha256"][:4]:
        return None
    tenant = tenant_of(request)
    scope = widest_scope(tenant)
    seen = Q(release__tenant_id=scope.own) | Q(release__tenant_id__in=scope.sharing, release__shared=True)
    not_expired = Q(release__expires_at__isnull=True) | Q(release__expires_at__gt=timezone.now())
    files = PublicFile.objects.using(READER).filter(sha256=found["sha256"], extension=found["extension"])
    uses = FileUse.objects.filter(not_expired, file=OuterRef("pk"))
    own = files.filter(tenant_id__in=scope.tenants).filter(Exists(uses.filter(seen))).order_by("id").first()
    if own is not None or tenant.kind != TenantKind.COMMUNE or not files.exists():
        return own
    sent = Q(pk__in=[])
    for sender, item in received(tenant).pairs:
        sent |= Q(release__tenant_id=sender, release__item_id=item)
    return files.filter(Exists(uses.filter(sent))).order_by("id").first()


def _conditional(request: HttpRequest, file: PublicFile) -> HttpResponse | None:
    response = get_conditional_response(request, f'"{file.sha256}"', None, None)
    return response if isinstance(response, HttpResponse) else None


def _content(request: HttpRequest, file: PublicFile) -> HttpResponseBase:
    """The bytes, or the one range of them that was asked for (RFC 9110, section 14)."""
    wanted = _range(request, file)
    if wanted == ():
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{file.size}"
        return response
    try:
        opened = storages["public"].open(file.path, "rb")
    except FileNotFoundError:
        raise not_found() from None
    if not wanted:
        return FileResponse(opened, content_type=file.content_type)
    first, last = wanted
    partial = FileResponse(_Slice(opened, first, last), status=206, content_type=file.content_type)
    partial["Content-Range"] = f"bytes {first}-{last}/{file.size}"
    partial["Content-Length"] = str(last - first + 1)
    return partial


def _range(request: HttpRequest, file: PublicFile) -> tuple[int, int] | tuple[()] | None:
    """First and last byte wanted; None for all of them, an empty tuple for a range the file does not have."""
    found = _RANGE.match(request.headers.get("Range", ""))
    if found is None or (found[1] == "" and found[2] == ""):
        return None
    if request.headers.get("If-Range", f'"{file.sha256}"') != f'"{file.sha256}"':
        return None
    if found[1] == "":
        length = min(int(found[2]), file.size)
        return (file.size - length, file.size - 1) if length else ()
    first, last = int(found[1]), min(int(found[2] or file.size - 1), file.size - 1)
    return (first, last) if first <= last else ()


class _Slice:
    """The part of an open file from one byte to another, to be streamed."""

    def __init__(self, opened: Any, first: int, last: int) -> None:
        self._opened = opened
        self._left = last - first + 1
        opened.seek(first)

    def __iter__(self) -> Iterator[bytes]:
        while self._left > 0 and (chunk := self._opened.read(min(CHUNK, self._left))):
            self._left -= len(chunk)
            yield chunk

    def close(self) -> None:
        """Give the file back."""
        self._opened.close()


def _headers(file: PublicFile) -> dict[str, str]:
    disposition = "inline" if file.content_type in INLINE else "attachment"
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", file.name) or "file"
    return {
        "ETag": f'"{file.sha256}"',
        "Cache-Control": CACHE,
        "Accept-Ranges": "bytes",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Content-Disposition": f"{disposition}; filename=\"{plain}\"; filename*=UTF-8''{quote(file.name, safe='')}",
    }
