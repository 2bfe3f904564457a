"""`/lich.ics`: the portal's public schedules as iCalendar (RFC 5545), to subscribe to: reception of citizens, leaders' work, events."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from icalendar import Calendar, Event, Timezone
from icalendar.prop import vRecur

from sites.api import parameters as forms
from sites.api import vocabulary as words
from sites.api.output import voice_of
from sites.api.parameters import Parameters
from sites.api.portals import part
from sites.api.read import Answer, read_only, respond
from sites.api.scopes import READER, tenant_of
from sites.releases.enums import ReleaseType
from sites.releases.models import Release
from tenants.calendar_day import LEGAL_ZONE

PARAMETERS = Parameters(forms.uuid("item", "Only this schedule, by its key."), words.LANGUAGE)
HOUR = dt.timedelta(hours=1)
REFRESH = dt.timedelta(hours=6)
"""How often a calendar is asked to look again (RFC 7986 §5.7)."""


@read_only
def calendar(request: HttpRequest) -> HttpResponse:
    """All public entries of the portal's schedules, or of one."""
    tenant = tenant_of(request)
    values = PARAMETERS.read(request.GET)
    language = values["language"] or settings.LANGUAGE_CODE
    schedules = Release.objects.using(READER).of(tenant.pk).public()
    schedules = schedules.filter(type=ReleaseType.SCHEDULE, language=language).order_by("path")
    if values["item"]:
        schedules = schedules.filter(item_id=values["item"])
    name = str((part(tenant, ReleaseType.PORTAL) or {}).get("name") or tenant.identity().name)
    body = _calendar(name, voice_of(tenant.pk).origin, list(schedules))
    return respond(request, Answer(body, content_type="text/calendar; charset=utf-8"))


def _calendar(name: str, origin: str, schedules: list[Release]) -> bytes:
    told = Calendar()
    told.add("prodid", "-//Cong xa//Lich//VI")
    told.add("version", "2.0")
    told.add("name", name)
    told.add("x-wr-calname", name)  # what clients read that do not know RFC 7986
    told.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    told.add_component(Timezone.from_tzinfo(LEGAL_ZONE))
    for release in schedules:
        for event in _events(release, origin):
            told.add_component(event)
    return bytes(told.to_ical())


def _events(release: Release, origin: str) -> Iterator[Event]:
    shown = release.full["schedule"] or {"entries": []}
    for number, entry in enumerate(shown["entries"]):
        begins = _moment(entry["day"], entry["starts"])
        event = Event()
        event.add("uid", f"{release.item_id}-{entry['id'] or number}")
        event.add("dtstamp", release.updated_at)
        event.add("summary", entry["what"])
        event.add("dtstart", begins)
        event.add("dtend", _moment(entry["day"], entry["ends"]) if entry["ends"] else begins + HOUR)
        if entry["weekly"]:
            event.add("rrule", _every_week(entry))
        if entry["who"]:
            event.add("description", entry["who"])
        if entry["place"]:
            event.add("location", entry["place"])
        event.add("url", origin + release.path)
        yield event


def _every_week(entry: Mapping[str, Any]) -> vRecur:
    rule: dict[str, Any] = {"freq": "weekly"}
    if entry["last_day"]:
        rule["until"] = _moment(entry["last_day"], "23:59").astimezone(dt.UTC)
    return vRecur(rule)


def _moment(day: str, hour: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=LEGAL_ZONE)
