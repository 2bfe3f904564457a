"""Content codings for what Django answers: its bodies are coded here, and its entity tags are those of the coded bodies."""

import hashlib
import re

from sites.gateway.coding import Bodies, Coding, chosen, pays
from sites.gateway.reply import Reply

_TAG = re.compile(r'((?:W/)?")([^"]*)(")')
_SUFFIXES = tuple(coding.suffix for coding in Coding if coding.suffix)


def understood(headers: list[tuple[bytes, bytes]], coding: Coding) -> tuple[list[tuple[bytes, bytes]], bool]:
    """Request headers as Django shall see them, and whether the client named a tag of the coding it would get.

    Django knows bodies only uncoded: of the tags a client names, those of the coding chosen lose its suffix, those of another coding
    are of another representation and are left out.
    """
    named = False
    kept = []
    for name, value in headers:
        if name.lower() != b"if-none-match":
            kept.append((name, value))
            continue
        tags = []
        for opening, tag, closing in _TAG.findall(value.decode("latin-1")):
            if coding.suffix and tag.endswith(coding.suffix):
                named = True
                tags.append(opening + tag.removesuffix(coding.suffix) + closing)
            elif not tag.endswith(_SUFFIXES):
                tags.append(opening + tag + closing)
        text = ", ".join(tags) if tags or b'"' in value else value.decode("latin-1")
        if text:
            kept.append((name, text.encode("latin-1")))
    return kept, named


def coding_of(headers: dict[bytes, bytes]) -> Coding:
    """What a client gets, where coding pays."""
    given = headers.get(b"accept-encoding")
    return chosen(given.decode("latin-1")) if given else Coding.IDENTITY


def coded(reply: Reply, coding: Coding, bodies: Bodies, *, named: bool, head: bool) -> Reply:
    """A reply with its body coded where that pays, and the tag of what is sent."""
    if coding is Coding.IDENTITY:
        return reply
    if reply.status == 304:
        if named:
            _suffix_tag(reply, coding)
        return reply
    kind = reply.header(b"content-type").decode("latin-1")
    plain = reply.body
    if reply.parts is not None or head or reply.status != 200 or not pays(kind, len(plain)):
        return reply
    if reply.header(b"content-encoding") or reply.header(b"content-range"):
        return reply
    digest = hashlib.blake2s(plain, digest_size=16).hexdigest()
    body = bodies.find(digest, coding) or bodies.keep(digest, plain, coding)
    reply.body = body
    reply.replace(b"content-encoding", coding.value.encode())
    reply.replace(b"content-length", str(len(body)).encode())
    reply.replace(b"vary", _varying(reply.header(b"vary")))
    _suffix_tag(reply, coding)
    return reply


def _suffix_tag(reply: Reply, coding: Coding) -> None:
    tag = reply.header(b"etag").decode("latin-1")
    if tag.endswith('"'):
        reply.replace(b"etag", f'{tag[:-1]}{coding.suffix}"'.encode("latin-1"))


def _varying(given: bytes) -> bytes:
    names = [name.strip() for name in given.split(b",") if name.strip()]
    if b"accept-encoding" not in [name.lower() for name in names]:
        names.append(b"Accept-Encoding")
    return b", ".join(names)
