"""Translations made with wagtail-localize: under the same approval, without a button of their own; a changed original publishes none."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from cms.content.models import ArticlePage
from cms.moderation.deciders import authors_of
from cms.moderation.translations import submit_translation
from tests.moderation.office import Office, content_is_covered, fresh

pytestmark = pytest.mark.portal_database("demo")


@pytest.fixture
def original(quang_phu: Office) -> ArticlePage:
    """A public article with its sections in English too."""
    page = quang_phu.published("truongban", title="Ngày hội đọc sách", summary="Tóm tắt")
    english, _is_new = Locale.objects.get_or_create(language_code="en")
    for above in page.get_ancestors().filter(depth__gt=1).specific():
        if not above.has_translation(english):
            above.copy_for_translation(english)
    return page


def translate(office: Office, page: ArticlePage, by: str = "thanhvien", title: str = "Book festival") -> Any:
    """Begin a translation as wagtail-localize does for a public page, and translate its title."""
    english = Locale.objects.get(language_code="en")
    source, _is_new = TranslationSource.update_or_create_from_instance(fresh(page))
    translation, _is_new = Translation.objects.get_or_create(source=source, target_locale=english)
    translation.save_target(user=office.person(by), publish=True)
    write_title(office, translation, title, by)
    return fresh(page).get_translation(english).specific


def write_title(office: Office, translation: Translation, title: str, by: str) -> None:
    segment = translation.source.stringsegment_set.get(context__path="title")
    StringTranslation.objects.update_or_create(
        translation_of=segment.string,
        locale=translation.target_locale,
        context=segment.context,
        defaults={"data": title, "last_translated_by": office.person(by)},
    )


def test_beginning_one_of_a_public_page_publishes_nothing(quang_phu: Office, original: ArticlePage) -> None:
    translated = translate(quang_phu, original)

    assert not translated.live
    assert quang_phu.released(translated) is None


def test_it_becomes_public_by_approval(quang_phu: Office, original: ArticlePage) -> None:
    translated = translate(quang_phu, original)

    submission = submit_translation(translated, quang_phu.person("thanhvien"))
    assert submission.snapshot["title"] == "Book festival"
    assert not fresh(translated).live
    quang_phu.approve(translated, "truongban")

    assert fresh(translated).live
    assert fresh(translated).title == "Book festival"
    content_is_covered(quang_phu, translated)


def test_changing_the_original_publishes_no_translation(quang_phu: Office, original: ArticlePage) -> None:
    translated = translate(quang_phu, original)
    submit_translation(translated, quang_phu.person("thanhvien"))
    quang_phu.approve(translated, "truongban")
    public = fresh(translated)
    quang_phu.edit(original, title="Ngày hội đọc sách lần hai")
    quang_phu.submit(original)
    quang_phu.approve(original, "truongban")

    source = TranslationSource.objects.get_for_instance(fresh(original))
    source.update_from_db()
    for translation in source.translations.all():
        translation.save_target(user=quang_phu.person("thanhvien"), publish=True)

    after = fresh(translated)
    assert after.title == public.title
    assert after.content_digest == public.content_digest
    assert quang_phu.released(translated).title == "Book festival"  # type: ignore[union-attr]
    assert after.has_unpublished_changes
    content_is_covered(quang_phu, translated)


def test_its_new_text_waits_for_a_new_approval(quang_phu: Office, original: ArticlePage) -> None:
    translated = translate(quang_phu, original)
    submit_translation(translated, quang_phu.person("thanhvien"))
    quang_phu.approve(translated, "truongban")
    translation = Translation.objects.get()
    write_title(quang_phu, translation, "Second book festival", "thanhvien")

    submit_translation(fresh(translated), quang_phu.person("thanhvien"))
    assert fresh(translated).title == "Book festival"
    quang_phu.approve(translated, "truongban")

    assert fresh(translated).title == "Second book festival"
    content_is_covered(quang_phu, translated)


def test_whoever_translated_is_an_author(quang_phu: Office, original: ArticlePage) -> None:
    translated = translate(quang_phu, original)
    write_title(quang_phu, Translation.objects.get(), "By the head", "truongban")

    assert str(quang_phu.person("truongban").pk) in authors_of(translated)
    submit_translation(translated, quang_phu.person("thanhvien"))
    with pytest.raises(PermissionDenied):
        quang_phu.decide(translated, "truongban")


def test_its_editor_has_no_button_to_publish_for_anybody(quang_phu: Office, original: ArticlePage) -> None:
    translated = translate(quang_phu, original)
    for person in (quang_phu.person("thanhvien"), quang_phu.superuser()):
        client = quang_phu.client(person)
        address = reverse("wagtailadmin_pages:edit", args=[translated.pk])

        answer = client.get(address)

        shown = answer.content.decode()
        assert "&quot;canPublish&quot;: false" in shown
        assert reverse("moderation_submit_translation", args=[translated.pk]) in shown
        client.post(address, {"action": "publish"})
        assert not fresh(translated).live


def test_it_is_submitted_from_its_editor(quang_phu: Office, original: ArticlePage) -> None:
    translated = translate(quang_phu, original)
    client = quang_phu.client("thanhvien")

    client.post(reverse("moderation_submit_translation", args=[translated.pk]))

    assert fresh(translated).workflow_in_progress
    shown = client.get(reverse("wagtailadmin_pages:edit", args=[translated.pk])).content.decode()
    assert reverse("moderation_submit_translation", args=[translated.pk]) not in shown


def test_bringing_it_up_to_date_offers_no_publishing(quang_phu: Office, original: ArticlePage) -> None:
    translated = translate(quang_phu, original)
    submit_translation(translated, quang_phu.person("thanhvien"))
    quang_phu.approve(translated, "truongban")
    editor = quang_phu.person("thanhvien")
    editor.user_permissions.add(Permission.objects.get(codename="submit_translation"))
    client = quang_phu.client(editor)
    source = TranslationSource.objects.get_for_instance(fresh(original))
    quang_phu.edit(original, title="Tựa khác")
    quang_phu.submit(original)
    quang_phu.approve(original, "truongban")
    address = reverse("wagtail_localize:update_translations", args=[source.pk])
    shown = client.get(address).content.decode()
    assert 'type="checkbox" name="publish_translations"' not in shown

    client.post(address, {"publish_translations": "on"})

    assert fresh(translated).title == "Book festival"
    content_is_covered(quang_phu, translated)


def test_the_data_of_its_editor_is_still_whole() -> None:
    from cms.moderation.templatetags.moderation_tags import without_publishing

    said = json.loads(
        without_publishing(json.dumps({"a": "Ệ", "perms": {"canPublish": True, "canLock": True}}))
    )
    assert said == {"a": "Ệ", "perms": {"canPublish": False, "canUnpublish": False, "canLock": True}}
