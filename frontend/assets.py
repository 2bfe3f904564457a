"""Style sheet, script, fonts and emblems: named by their content, so that browsers may keep them for good."""

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import brotli
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

STATIC = Path(__file__).parent / "static"
FOREVER = "public, max-age=31536000, immutable"

_COMPRESSIBLE = {".css", ".js", ".svg", ".txt"}
_REFERENCE = re.compile(r'url\("?([^")]+\.woff2)"?\)')

mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("image/svg+xml", ".svg")


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent: `name` carries the start of its hash, `bodies` the encodings it is ready in."""

    name: str
    media_type: str
    bodies: dict[str, bytes]

    @property
    def path(self) -> str:
        """Return the address of the asset."""
        return f"/static/{self.name}"


@cache
def assets() -> dict[str, Asset]:
    """Return all assets by their plain name, such as `portal.css`. The files are read once a process."""
    found: dict[str, Asset] = {}
    files = sorted(path for path in STATIC.rglob("*") if path.is_file())
    # Style sheets come last: they name the fonts by their hashed addresses.
    for path in sorted(files, key=lambda path: path.suffix == ".css"):
        name = path.relative_to(STATIC).as_posix()
        content = path.read_bytes()
        if path.suffix == ".css":
            content = _with_hashed_references(content.decode(), found).encode()
        found[name] = _asset(name, content)
    return found


def asset_path(name: str) -> str:
    """Return the address of the asset with this plain name. Raises `KeyError` for an unknown one."""
    return assets()[name].path


@cache
def _by_hashed_name() -> dict[str, Asset]:
    return {asset.name: asset for asset in assets().values()}


async def serve_asset(request: Request) -> Response:
    """Answer `/static/…`."""
    asset = _by_hashed_name().get(request.path_params["name"])
    if asset is None:
        return PlainTextResponse("Not found", status_code=404)
    encoding = best_encoding(request.headers.get("accept-encoding", ""), asset.bodies)
    headers = {"Cache-Control": FOREVER, "Vary": "Accept-Encoding"}
    if encoding:
        headers["Content-Encoding"] = encoding
    return Response(asset.bodies[encoding], media_type=asset.media_type, headers=headers)


def best_encoding(accepted: str, available: dict[str, bytes] | tuple[str, ...]) -> str:
    """Return the best encoding both know (RFC 9110 §12.5.3): `br`, `gzip`, or an empty text for none."""
    refused = {
        part.split(";")[0].strip() for part in accepted.split(",") if re.search(r";\s*q=0(\.0*)?\s*$", part)
    }
    wanted = {part.split(";")[0].strip() for part in accepted.split(",")} - refused
    for encoding in ("br", "gzip"):
        if encoding in available and encoding in wanted:
            return encoding
    return ""


def _asset(name: str, content: bytes) -> Asset:
    digest = hashlib.sha256(content).hexdigest()[:10]
    stem, _, suffix = name.rpartition(".")
    bodies = {"": content}
    if f".{suffix}" in _COMPRESSIBLE:
        bodies["br"] = brotli.compress(content, quality=11)
        bodies["gzip"] = gzip.compress(content, 9, mtime=0)
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Asset(f"{stem}.{digest}.{suffix}", media_type, bodies)


def _with_hashed_references(style: str, known: dict[str, Asset]) -> str:
    return _REFERENCE.sub(lambda match: f'url("{known[match[1]].path}")', style)
