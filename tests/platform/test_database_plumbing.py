import pytest
from django.db import connections

pytestmark = pytest.mark.django_db


def test_a():
    with connections["default"].cursor() as c:
        c.execute("select current_user, current_database()")
        print(c.fetchone())


def test_b(reader_connection):
    with reader_connection.cursor() as c:
        c.execute("select current_user, current_database()")
        print(c.fetchone())
