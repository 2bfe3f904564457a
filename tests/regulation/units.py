"""Builds the template database `five_units`: the five units and their provinces as tenants, regulations
loaded, nothing else."""

import os

import django

PROVINCES = ("19", "20", "31", "38")
UNITS = {
    "16522": "quang-phu",
    "10507": "thanh-dong",
    "05503": "tan-cuong",
    "402": "nhu-xuan",
    "06577": "thong-nhat",
}


def main() -> None:
    """Make them in the database of the environment."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")
    django.setup()
    from cms.regulation.loader import load_into_tenant
    from tenants.acts import CreateTenant
    from tenants.context import tenant_context
    from tenants.enums import TenantState

    for code in PROVINCES:
        CreateTenant(code=code, hosts=[f"p{code}.test"], by="test").execute()
    for code, slug in UNITS.items():
        state = TenantState.DRAFT if slug == "nhu-xuan" else TenantState.ACTIVE
        tenant = CreateTenant(code=code, hosts=[f"{slug}.test"], by="test", state=state).execute()
        with tenant_context(tenant):
            load_into_tenant(slug)


if __name__ == "__main__":
    main()
