"""The list of corrections (*đính chính*): what the portal has put right in public, on whichever item."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from sites.api import schemas
from sites.api.output import voice_of
from sites.api.read import Answer, ReadView
from sites.api.scopes import READER, tenant_of
from sites.releases.fields import canonical_json
from sites.releases.models import Release

MOST = 200
"""Items whose corrections are given: the ones that were corrected last."""


class CorrectionsView(ReadView):
    """Corrections of public items, the latest first."""

    @extend_schema(operation_id="corrections", responses=schemas.CORRECTIONS)
    def get(self, request: HttpRequest) -> Response:
        """What was wrong on public items of the portal and what is right, of the 200 items corrected last."""
        raise NotImplementedError

    def answer(self, request: HttpRequest, values: dict[str, Any], **path: Any) -> Answer:
        """The corrections that stand in the releases; what was taken down has none."""
        tenant = tenant_of(request)
        origin = voice_of(tenant.pk).origin
        corrected = (
            Release.objects.using(READER)
            .of(tenant.pk)
            .items()
            .public()
            .filter(facets__has_key="corrected_at")
            .order_by("-facets__corrected_at")
            .only("item_id", "title", "path", "full")[:MOST]
        )
        found = [
            {
                **correction,
                "item": {
                    "id": str(release.item_id),
                    "title": release.title,
                    "path": release.path,
                    "url": f"{origin}{release.path}",
                },
            }
            for release in corrected
            for correction in release.full["corrections"]
        ]
        found.sort(key=lambda each: str(each["at"]), reverse=True)
        return Answer(canonical_json({"corrections": found}).encode())
