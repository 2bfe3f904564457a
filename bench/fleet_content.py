"""A tenant with as many items as a benchmark asks for: the demo's ward, its articles multiplied in the database."""

from tenants.provisioning.definitions import quoted


def tenant_with_items(count: int):
    """The demo's ward with at least so many releases; made at the first call."""
    from django.db import connection, transaction

    from cms.demo.builder import build
    from cms.demo.portals import demo
    from sites.releases.models import Release
    from tenants.context import no_tenant
    from tenants.models import Tenant

    portal = next(one for one in demo().portals if one.slug == "quang-phu")
    tenant = Tenant.objects.filter(hosts__name=portal.host).first()
    if tenant is not None:
        return tenant
    existing = Tenant.objects.with_code("38").first()
    if existing is None:
        build(next(one for one in demo().portals if one.slug == "thanh-hoa"), items=1)
    tenant = build(portal)
    schema = tenant.schema_name
    with no_tenant(), transaction.atomic(), connection.cursor() as cursor:
        while (missing := count - Release.objects.of(tenant.pk).items().count()) > 0:
            _multiply(cursor, schema, tenant.pk, missing)
    return tenant


def _multiply(cursor, schema: str, tenant_id: object, limit: int) -> None:
    """Copy pages, their articles, their last revisions and releases: rows as real ones, under keys of their own."""
    cursor.execute(
        f"CREATE TEMP TABLE copied ON COMMIT DROP AS SELECT p.id AS old, (SELECT max(id) FROM {schema}.wagtailcore_page) "
        f"+ row_number() OVER (ORDER BY p.id) AS new, row_number() OVER (ORDER BY p.id) AS place, gen_random_uuid() AS item "
        f"FROM {schema}.wagtailcore_page p JOIN public.releases_release r ON r.page_id = p.id AND r.tenant_id = %s "
        "WHERE r.type = 'article' ORDER BY p.id LIMIT %s",
        [tenant_id, limit],
    )
    for table, key in _page_tables(cursor, schema):
        columns = _columns(cursor, f"{schema}.{table}")
        values = {
            key: "c.new",
            "path": "left(s.path, -4) || upper(to_hex(40960 + (c.new % 20000)::int))",
            "translation_key": "gen_random_uuid()",
            "item_id": "c.item",
            "slug": "s.slug || '-' || c.new",
            "latest_revision_id": "NULL",
            "live_revision_id": "NULL",
            "url_path": "s.url_path || c.new",
        }
        listed = ", ".join(f'"{name}"' for name in columns)
        chosen = ", ".join(values.get(name, f's."{name}"') for name in columns)
        cursor.execute(
            f'INSERT INTO {schema}."{table}" ({listed}) SELECT {chosen} FROM {schema}."{table}" s JOIN copied c ON c.old = s."{key}"'
        )
    columns = [name for name in _columns(cursor, "public.releases_release") if name != "id"]
    changed = {"item_id": "c.item", "page_id": "c.new", "path": "s.path || c.new"}
    cursor.execute(
        f"INSERT INTO public.releases_release ({', '.join(map(quoted, columns))}) SELECT "
        f"{', '.join(changed.get(name, f's.{quoted(name)}') for name in columns)} FROM public.releases_release s "
        "JOIN copied c ON c.old = s.page_id WHERE s.tenant_id = %s",
        [tenant_id],
    )
    cursor.execute("DROP TABLE copied")


def _page_tables(cursor, schema: str) -> list[tuple[str, str]]:
    """The page's table, and those of the models that inherit from it, parents first."""
    from cms.content.models import ArticlePage

    models = [
        *reversed([one for one in ArticlePage.__mro__ if hasattr(one, "_meta") and not one._meta.abstract])
    ]
    return [(one._meta.db_table, one._meta.pk.column) for one in models if one._meta.db_table]


def _columns(cursor, table: str) -> list[str]:
    cursor.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
        [table],
    )
    return [name for (name,) in cursor.fetchall()]
