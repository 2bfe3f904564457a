"""What every test relies on: a real database of its own, the roles, the templates, what is left behind."""

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import psycopg2
import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connections, transaction
from django.db.utils import ProgrammingError

from cms.demo.plan import Step
from tenants.models import Unit
from tenants.roles import connection
from tenants.state import CHECKOUT
from tests.support import templates
from tests.support.clones import Clones, TemplateError
from tests.support.templates import Template, fingerprint, register


def one(alias: str, statement: str) -> Any:
    with connections[alias].cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


@pytest.mark.django_db
class TestWhoATestIs:
    def test_the_application_unless_it_says_otherwise(self) -> None:
        assert one("default", "SELECT current_user") == "portal_app"
        assert settings.DB_ROLE == "application"

    @pytest.mark.portal_database(role="owner")
    def test_the_owner_when_it_says_so(self) -> None:
        assert one("default", "SELECT current_user") == "portal_owner"
        assert settings.DB_ROLE == "owner"

    @pytest.mark.portal_database("empty", role="owner")
    def test_an_empty_database_has_no_tables(self) -> None:
        assert one("default", "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0

    def test_the_shared_template_holds_the_register(self) -> None:
        assert Unit.objects.filter(pk__isnull=False).count() > 3000

    def test_the_next_test_is_the_application_again(self) -> None:
        assert one("default", "SELECT current_user") == "portal_app"


@pytest.mark.django_db
class TestTheReader:
    def test_inside_a_transaction_it_sees_what_the_test_wrote(self) -> None:
        assert connections["reader"] is connections["default"]

    @pytest.mark.django_db(transaction=True)
    def test_in_a_transactional_test_it_is_itself(self) -> None:
        assert one("reader", "SELECT current_user") == "portal_reader"
        assert one("reader", "SHOW search_path") == "public"
        with pytest.raises(ProgrammingError, match="permission denied"):
            one("reader", "SELECT count(*) FROM django_migrations")

    def test_a_plain_connection_is_there_as_well(self, reader_connection: Any) -> None:
        with (
            reader_connection.cursor() as cursor,
            pytest.raises(psycopg2.Error, match=r"read-only|permission denied"),
        ):
            cursor.execute("CREATE TABLE mine ()")


@pytest.mark.portal_database(role="owner")
class TestWhatIsLeft:
    """In this order: the second test looks for what the first one wrote."""

    @pytest.mark.django_db(transaction=True)
    def test_what_a_transactional_test_commits(self, connect: Callable[[str], Any]) -> None:
        with transaction.atomic(), connections["default"].cursor() as cursor:
            cursor.execute("CREATE TABLE left_behind ()")
        with connect("owner").cursor() as cursor:
            cursor.execute("SELECT count(*) FROM left_behind")

    @pytest.mark.django_db
    def test_is_gone_for_the_next(self) -> None:
        assert one("default", "SELECT to_regclass('left_behind') IS NULL")

    @pytest.mark.django_db
    def test_what_an_ordinary_test_writes(self) -> None:
        with connections["default"].cursor() as cursor:
            cursor.execute("CREATE TABLE left_behind ()")

    @pytest.mark.django_db
    def test_is_rolled_back(self) -> None:
        assert one("default", "SELECT to_regclass('left_behind') IS NULL")

    @pytest.mark.django_db
    def test_files_of_one_test_are_in_a_folder_of_this_session(self) -> None:
        assert settings.STATE_DIR.is_dir()
        assert not settings.STATE_DIR.is_relative_to(CHECKOUT)


class TestTemplates:
    def test_a_name_is_taken_once(self) -> None:
        with pytest.raises(ValueError, match="shared"):
            register(Template("shared", lambda: (), ()))

    def test_a_change_below_changes_what_grows_out_of_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        before = fingerprint(templates.DEMO)
        monkeypatch.setattr(
            templates, "_digest", lambda sources: "changed" if "cms/settings" in sources else "same"
        )
        changed = fingerprint(templates.DEMO)
        assert changed != before

    def test_a_copy_has_what_the_template_has(self, clones: Clones, monkeypatch: pytest.MonkeyPatch) -> None:
        program = (
            "import os, pathlib; from tenants.database_url import *; from tenants.roles import connection\n"
            "with connection(DatabaseAddress.from_url(os.environ['DATABASE_OWNER_URL'])) as cursor:\n"
            "    cursor.execute('CREATE TABLE made ()')\n"
            "pathlib.Path(os.environ['PORTAL_STATE_DIR'], 'made').write_text('made')\n"
        )
        step = Step("make", (sys.executable, "-c", program), "owner")
        monkeypatch.setitem(templates.TEMPLATES, "made", Template("made", lambda: [step], (), base="empty"))
        addresses = clones.make("made")
        with connection(addresses.application) as cursor:
            cursor.execute("SELECT count(*) FROM made")
        folder = clones.home / "place"
        clones.place_files("made", folder)
        assert (folder / "made").read_text() == "made"

    def test_a_template_that_cannot_be_built_says_why(
        self, clones: Clones, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        step = Step("fail", (sys.executable, "-c", "raise SystemExit('no paper left')"), "owner")
        monkeypatch.setitem(
            templates.TEMPLATES, "broken", Template("broken", lambda: [step], (), base="empty")
        )
        with pytest.raises(TemplateError, match=r"broken(?s:.*)no paper left"):
            clones.make("broken")

    def test_what_a_killed_session_left_is_dropped_by_the_next(self, clones: Clones) -> None:
        program = (
            "import os; from tests.support.clones import Clones\n"
            "clones = Clones('killed00', 'main'); print(clones.make('empty').owner.name, flush=True)\n"
            "os._exit(9)\n"
        )
        killed = subprocess.run(
            [sys.executable, "-c", program], cwd=CHECKOUT, capture_output=True, text=True, check=False
        )
        name = killed.stdout.strip()
        assert name in clones._databases(clones.prefix), killed.stderr
        Clones("another0", "main").close()
        assert name not in clones._databases(clones.prefix)


@pytest.mark.portal_database("demo")
def test_the_demo_is_there_with_its_portals_and_people() -> None:
    from tenants.context import tenant_context
    from tenants.models import Tenant

    tenants = list(Tenant.objects.all())
    assert len(tenants) == 9
    with tenant_context(tenants[0]):
        assert get_user_model().objects.exists()
