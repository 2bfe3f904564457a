"""Whose administration this is, for Wagtail's own pages."""

from __future__ import annotations

from django import template
from django.conf import settings
from wagtail.models import Site

register = template.Library()


@register.simple_tag
def portal_name() -> str:
    """Return the public name of the portal that is administered here."""
    site = Site.objects.filter(is_default_site=True).values_list("site_name", flat=True).first()
    return site or str(settings.WAGTAIL_SITE_NAME)


@register.simple_tag
def idle_minutes() -> int:
    """Return after how many minutes without a request a session ends."""
    return int(settings.ACCOUNT_IDLE_MINUTES)
