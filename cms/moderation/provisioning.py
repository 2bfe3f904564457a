"""What a new portal starts with: home page, groups, default workflow."""

from __future__ import annotations

from wagtail.models import Page, Site

from cms.accounts.groups import install_groups
from cms.content import delivery
from cms.content.models import HomePage
from cms.moderation.publishing import grant_provisioned
from cms.moderation.routes import install_default_workflow
from cms.moderation.rules import portal_name
from tenants.models import Tenant
from tenants.origins import canonical_host_name

HOME_SLUG = "trang-chu"


def furnish(tenant: Tenant) -> None:
    """Give the schema of `tenant`, which is new and current, its home page, Wagtail site, groups and default workflow.

    Wagtail's own migrations leave a welcome page and a site for localhost, which go.
    """
    root = Page.get_first_root_node()
    Site.objects.all().delete()
    for page in root.get_children():
        page.delete()
    root.refresh_from_db()
    home = HomePage(title=portal_name(tenant), slug=HOME_SLUG, live=True)
    grant_provisioned(home, "home page made with the portal")
    root.add_child(instance=home)
    Site.objects.create(
        hostname=canonical_host_name(tenant),
        port=443,
        root_page=home,
        is_default_site=True,
        site_name=home.title,
    )
    install_groups(home)
    install_default_workflow(home.pk)


def follow_regulation(tenant: Tenant) -> None:
    """Bring the portal of `tenant`, which is current, in line with its regulation: its public name and the default route."""
    home = HomePage.objects.get()
    install_default_workflow(home.pk)
    name = portal_name(tenant)
    if home.title != name:
        home.title = home.draft_title = name
        grant_provisioned(home, "name by the regulation")
        home.save()
        Site.objects.filter(root_page=home).update(site_name=name)
    delivery.writer().refresh_portal()
