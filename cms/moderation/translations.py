"""Translations made with wagtail-localize take the same way as everything else: drafts, until somebody approves them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.signals import copy_for_translation_done
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from cms.accounts.groups import install_groups
from cms.content.drafting import drafts_only
from cms.content.models import HomePage, PortalPage
from cms.moderation.models import Submission
from tenants.context import current_tenant
from tenants.guards import ensure_writable


def translation_of(page: Any) -> Translation | None:
    """Return the translation that `page` is kept in step by, None for a page that is edited by itself."""
    found = Translation.objects.filter(
        source__object_id=page.translation_key, target_locale_id=page.locale_id, enabled=True
    )
    return found.select_related("source", "target_locale").first()


@transaction.atomic
def submit_translation(page: PortalPage, user: Any) -> Submission:
    """Put the translation as it stands forward. Raises PermissionDenied for who may not, ValidationError where it is no translation or under way."""
    ensure_writable(current_tenant())
    translation = translation_of(page)
    if translation is None:
        raise ValidationError(_("This page is not translated in the translation editor."))
    if not page.permissions_for_user(user).can_edit():
        raise PermissionDenied(_("Only who may edit the item submits it."))
    if page.workflow_in_progress:
        raise ValidationError(_("The item is under way; take it back first."))
    translation.save_target(user=user, publish=False)
    page = type(page).objects.get(pk=page.pk)
    state = page.current_workflow_state
    if state is not None and state.status == state.STATUS_NEEDS_CHANGES:
        state.resume(user)
    else:
        page.get_latest_revision_as_object().get_workflow().start(page, user)
    return Submission.objects.filter(page=page, voided_at=None).latest("submitted_at")


def translators_of(page: Any) -> set[Any]:
    """Return the keys of whoever translated a text of `page`: they wrote it, so they do not approve it."""
    translation = translation_of(page)
    if translation is None:
        return set()
    segments = translation.source.stringsegment_set.all()
    texts = StringTranslation.objects.filter(
        locale_id=page.locale_id,
        translation_of_id__in=segments.values("string_id"),
        context_id__in=segments.values("context_id"),
    )
    return set(texts.exclude(last_translated_by=None).values_list("last_translated_by_id", flat=True))


def give_rights_below(sender: Any, target_obj: Any, **kwargs: Any) -> None:
    """Let the portal's groups work below the home page of a further language, as they do below the first."""
    if isinstance(target_obj, HomePage):
        install_groups(target_obj)


def keep_as_drafts() -> None:
    """Let wagtail-localize write drafts and nothing else: its editor, its synchronising and its copying would publish by themselves."""
    copy_for_translation_done.connect(give_rights_below, dispatch_uid="moderation.translations")
    write = TranslationSource.create_or_update_translation
    if not hasattr(write, "publishes_itself"):
        TranslationSource.create_or_update_translation = _as_draft(write)


def _as_draft(write: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(write)
    def drafted(source: Any, locale: Any, user: Any = None, publish: bool = True, **more: Any) -> Any:
        if not issubclass(source.specific_content_type.model_class(), PortalPage):
            return write(source, locale, user=user, publish=publish, **more)
        with drafts_only():
            return write(source, locale, user=user, publish=False, **more)

    drafted.publishes_itself = False  # type: ignore[attr-defined]
    return drafted
