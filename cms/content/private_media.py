"""Files of unpublished items: for signed-in editors of the portal, and nobody else."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe


@login_required
@require_safe
def serve_private_file(request: HttpRequest, name: str) -> FileResponse:
    """Send the file `name` from the current tenant's private folder. Another tenant's files are not below it."""
    try:
        stored = default_storage.open(name)
    except (FileNotFoundError, IsADirectoryError, SuspiciousFileOperation) as error:
        raise Http404(_("There is no such file in this portal.")) from error
    answer = FileResponse(stored)
    answer["Cache-Control"] = "private, max-age=300"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
