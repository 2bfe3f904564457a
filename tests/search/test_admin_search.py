"""The configuration by which Wagtail admin's own search folds accents (`search.admin_backend`)."""

import pytest
from django.db import connection
from wagtail.search.backends import get_search_backend

from search.admin_backend import CONFIGURATION, FoldingSearchBackend

pytestmark = [pytest.mark.django_db, pytest.mark.portal_database(role="owner")]


def test_the_admin_uses_it() -> None:
    backend = get_search_backend()
    assert isinstance(backend, FoldingSearchBackend)
    assert backend.config == backend.autocomplete_config == CONFIGURATION


@pytest.mark.parametrize("asked", ["dang & ky", "đăng & ký", "Đăng & KÝ", "dang & k:*"])
def test_accents_and_case_do_not_matter(asked: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_tsvector(%s::regconfig, 'Đăng ký khai sinh 15/QĐ-UBND') @@ to_tsquery(%s::regconfig, %s)",
            [CONFIGURATION, CONFIGURATION, asked],
        )
        assert cursor.fetchone()[0] is True


def test_other_words_are_other_words() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_tsvector(%s::regconfig, 'Đăng ký') @@ to_tsquery(%s::regconfig, 'danh')",
            [CONFIGURATION, CONFIGURATION],
        )
        assert cursor.fetchone()[0] is False
