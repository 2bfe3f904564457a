"""Instants and days as the API writes them."""

from datetime import date, datetime

from django.utils import timezone


def instant(moment: datetime | None) -> str | None:
    """An instant as the API writes it: seconds, with Vietnam's offset (RFC 3339)."""
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else None


def day(value: date | None) -> str | None:
    """A legal date as the API writes it."""
    return value.isoformat() if value else None
