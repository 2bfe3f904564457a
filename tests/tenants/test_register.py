"""The register: complete, checked at the border, loaded in one go, and the same when loaded again."""

import json
import os
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from tenants.enums import TenantKind, UnitLevel, UnitType
from tenants.models import Unit
from tenants.register import loading, records
from tenants.register.ascii import ascii_slug, ascii_suffix
from tenants.register.loading import load_register
from tenants.register.records import RegisterError, UnitRecord, former_units, published_units

OWNER = pytest.mark.portal_database(role="owner")


@pytest.fixture(scope="module")
def published() -> list[UnitRecord]:
    return list(published_units())


def test_all_provinces_and_communes_are_there(published: list[UnitRecord]) -> None:
    levels = Counter(unit.level for unit in published)
    assert levels == {UnitLevel.PROVINCE: 34, UnitLevel.COMMUNE: 3321}
    assert {unit.unit_type for unit in published if unit.level == UnitLevel.COMMUNE} == {
        UnitType.XA,
        UnitType.PHUONG,
        UnitType.DAC_KHU,
    }


def test_codes_are_texts_with_their_zeros_and_lead_to_a_province(published: list[UnitRecord]) -> None:
    provinces = {unit.code for unit in published if unit.level == UnitLevel.PROVINCE}
    assert {"01", "38"} <= provinces
    assert all(unit.parent_code in provinces for unit in published if unit.level == UnitLevel.COMMUNE)
    assert len({unit.code for unit in published}) == len(published)


def test_names_are_composed_and_start_with_their_type(published: list[UnitRecord]) -> None:
    for unit in published:
        assert unicodedata.is_normalized("NFC", unit.name)
        assert unit.name.endswith(unit.short_name)
        assert unit.name != unit.short_name


def test_the_wanted_units(published: list[UnitRecord]) -> None:
    by_code = {unit.code: unit for unit in published}
    wanted = {
        "16522": ("Phường Quảng Phú", "quang-phu", "38", "1686/NQ-UBTVQH15"),
        "10507": ("Phường Thành Đông", "thanh-dong", "31", "1669/NQ-UBTVQH15"),
        "05503": ("Xã Tân Cương", "tan-cuong", "19", "1683/NQ-UBTVQH15"),
        "06577": ("Xã Thống Nhất", "thong-nhat", "20", "1672/NQ-UBTVQH15"),
        "38": ("Tỉnh Thanh Hóa", "thanh-hoa", "", "202/2025/QH15"),
    }
    for code, (name, slug, parent, instrument) in wanted.items():
        unit = by_code[code]
        assert (unit.name, unit.slug, unit.parent_code, unit.instrument) == (name, slug, parent, instrument)


def test_the_former_unit_and_its_six_successors(published: list[UnitRecord]) -> None:
    (district,) = former_units()
    assert (district.code, district.level, district.unit_type) == ("402", UnitLevel.DISTRICT, UnitType.HUYEN)
    assert district.valid_to == date(2025, 7, 1)
    assert district.ended_by == "1686/NQ-UBTVQH15"
    assert district.successor_codes == ("16174", "16177", "16186", "16213", "16222", "16225")
    by_code = {unit.code: unit for unit in published}
    assert {by_code[code].parent_code for code in district.successor_codes} == {"38"}


@pytest.mark.skipif(
    "PORTAL_DATA_DIR" not in os.environ, reason="PORTAL_DATA_DIR is not set: no official lists to compare"
)
def test_the_register_agrees_with_the_official_lists(published: list[UnitRecord]) -> None:
    folder = Path(os.environ["PORTAL_DATA_DIR"]) / "admin"
    provinces = {row["code"]: row["name"] for row in json.loads((folder / "provinces_34.json").read_text())}
    communes = {row["code"]: row for row in _lines(folder / "communes_3321.jsonl.zst")}
    assert {unit.code for unit in published if unit.level == UnitLevel.PROVINCE} == set(provinces)
    listed = {unit.code: unit for unit in published if unit.level == UnitLevel.COMMUNE}
    assert set(listed) == set(communes)
    for code, unit in listed.items():
        assert unit.parent_code == communes[code]["province_code"]
        assert ascii_slug(unit.short_name) == ascii_slug(communes[code]["short"])


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    import zstandard

    with zstandard.open(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Đắk Lắk", "dak-lak"),
        ("Bà Rịa - Vũng Tàu", "ba-ria-vung-tau"),
        ("Phú Hòa 2", "phu-hoa-2"),
        ("ƯỚC Mơ", "uoc-mo"),
    ],
)
def test_slugs_are_ascii(name: str, slug: str) -> None:
    assert ascii_slug(name) == slug
    assert ascii_slug(unicodedata.normalize("NFD", name)) == slug


@pytest.mark.parametrize(("suffix", "kept"), [(".PDF", ".pdf"), ("", ""), (".đ", ".d"), ("...", "")])
def test_suffixes_are_ascii(suffix: str, kept: str) -> None:
    assert ascii_suffix(suffix) == kept


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"code": "4020"}, "3 digits"),
        ({"parent_code": ""}, "parent_code"),
        ({"valid_to": date(1990, 1, 1)}, "later than valid_from"),
        ({"unit_type": "bang"}, "unit_type"),
        ({"name": ""}, "name"),
        ({"invented": 1}, "invented"),
    ],
)
def test_a_bad_unit_is_refused_with_file_and_code(change: dict[str, Any], told: str) -> None:
    (district,) = former_units()
    entry = {**district.model_dump(), **change}
    with pytest.raises(RegisterError, match=told) as refused:
        records._checked("former_units.yaml", entry)
    assert "former_units.yaml" in str(refused.value)
    assert str(entry["code"]) in str(refused.value)


@OWNER
@pytest.mark.django_db
class TestLoading:
    def test_it_is_there_after_setup(self) -> None:
        assert Unit.objects.provinces().count() == 34
        assert Unit.objects.communes().count() == 3321
        assert Unit.objects.communes("38").count() == 166
        assert Unit.objects.latest_of("402").kind == TenantKind.FORMER_UNIT  # type: ignore[union-attr]

    def test_loading_again_changes_nothing_and_keeps_the_keys(self) -> None:
        before = list(Unit.objects.order_by("pk").values())
        loaded = load_register()
        assert (loaded.provinces, loaded.communes, loaded.former, loaded.unlisted) == (34, 3321, 1, ())
        assert list(Unit.objects.order_by("pk").values()) == before

    def test_what_was_spoilt_is_mended(self) -> None:
        Unit.objects.filter(code="16522").update(name="?", slug="?", parent_code="01")
        load_register()
        assert Unit.objects.get(code="16522").name == "Phường Quảng Phú"

    def test_it_takes_a_handful_of_statements(self, django_assert_max_num_queries: Any) -> None:
        with django_assert_max_num_queries(6):
            load_register()

    def test_a_unit_that_no_source_has_is_kept_and_reported(self, capsys: pytest.CaptureFixture[str]) -> None:
        template = Unit.objects.get(code="16522")
        template.pk, template.code = None, "99999"
        template.save()
        call_command("register", "load")
        output = capsys.readouterr()
        assert "34 provinces, 3321 communes" in output.out
        assert "99999" in output.err
        assert Unit.objects.filter(code="99999").exists()

    def test_a_bad_source_loads_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken() -> Iterator[UnitRecord]:
            raise RegisterError("former_units.yaml, unit 402: no")
            yield

        Unit.objects.all().delete()
        monkeypatch.setattr(loading, "former_units", broken)
        with pytest.raises(RegisterError):
            load_register()
        assert not Unit.objects.exists()

    def test_eras_of_one_code_may_not_overlap(self) -> None:
        from django.db import IntegrityError, transaction

        earlier = Unit.objects.get(code="16522")
        earlier.pk, earlier.valid_from, earlier.valid_to = None, date(2000, 1, 1), date(2025, 7, 1)
        earlier.save()
        earlier.pk, earlier.valid_from = None, date(2024, 1, 1)
        with pytest.raises(IntegrityError, match="unit_one_per_code_and_day"), transaction.atomic():
            earlier.save()
        assert Unit.objects.latest_of("16522").valid_from == date(2025, 7, 1)  # type: ignore[union-attr]
        assert Unit.objects.on(date(2010, 1, 1)).get(code="16522").valid_from == date(2000, 1, 1)


@pytest.mark.django_db
def test_the_application_may_read_the_register_and_not_change_it() -> None:
    from django.db import ProgrammingError, transaction

    assert Unit.objects.exists()
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Unit.objects.update(name="x")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("portal_app",)
