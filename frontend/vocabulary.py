"""Words for the keys that the API uses."""

from datetime import date

from frontend.formats import plain
from frontend.translations import translate as _

_EMBLEMS = {
    "phuong": "phuong",
    "xa": "xa",
    "dac khu": "dac-khu",
    "thi tran": "phuong",
    "tinh": "tinh",
    "thanh pho": "thanh-pho",
    "huyen": "huyen",
    "quan": "thanh-pho",
    "thi xa": "thanh-pho",
}

_FILE_KINDS = {
    "application/pdf": "PDF",
    "application/msword": "Word",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "application/vnd.oasis.opendocument.text": "ODT",
    "application/vnd.ms-excel": "Excel",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel",
    "application/vnd.oasis.opendocument.spreadsheet": "ODS",
    "text/csv": "CSV",
    "application/zip": "ZIP",
}

_LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}


def emblem_for(unit_type: str, kind: str) -> str:
    """Return the plain name of the drawn emblem for a type of unit (`phuong`, `dac_khu`, `Phường` …)."""
    key = plain(unit_type).replace("_", " ").replace("-", " ")
    drawn = _EMBLEMS.get(key, "tinh" if kind == "province" else "xa")
    return f"emblems/{drawn}.svg"


def file_kind(content_type: str, name: str) -> str:
    """Return what readers call a file of this type."""
    return _FILE_KINDS.get(content_type) or name.rpartition(".")[2].upper()[:5]


def language_name(code: str) -> str:
    """Return a language's own name."""
    return _LANGUAGES.get(code, code)


def unit_type_label(unit_type: str) -> str:
    """Return the heading over the communes of a type."""
    return {
        "phuong": _("Wards"),
        "xa": _("Communes"),
        "dac khu": _("Special zones"),
    }.get(plain(unit_type).replace("_", " "), _("Other units"))


def provenance_label(provenance: str) -> str:
    """Return how a regulation's value was established; what is printed as such needs no remark."""
    return {
        "implied": _("Read from the wording"),
        "derived": _("Worked out from the regulation"),
        "partial": _("Partly left blank in the copy"),
        "blank": _("Left blank in the copy"),
    }.get(provenance, "")


def weekday_name(day: date) -> str:
    """Return the day of the week in words."""
    return (
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    )[day.weekday()]


def deadline_unit_label(unit: str) -> str:
    """Return the unit of a deadline in words."""
    return {
        "working_day": _("working days"),
        "working_days": _("working days"),
        "admin_hour": _("office hours"),
        "day": _("days"),
        "days": _("days"),
    }.get(unit, unit)
