from django.db import migrations

from tenants.grants import GrantToReader
from tenants.roles import Role


class Migration(migrations.Migration):

    dependencies = [("releases", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE public.releases_forgotten AS bigint",
            "DROP SEQUENCE public.releases_forgotten",
        ),
        migrations.RunSQL(
            f"GRANT UPDATE ON SEQUENCE public.releases_forgotten TO {Role.APPLICATION.value}",
            migrations.RunSQL.noop,
        ),
        GrantToReader("releases_forgotten"),
    ]
