"""Many tenants from a list: what fails is told, the rest is made, and the same list again makes nothing twice."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tenants.models import Tenant
from tenants.provisioning import registry

pytestmark = [pytest.mark.django_db, pytest.mark.portal_database(role="owner")]

LIST = (
    "code,hosts,name\n16522,quangphu.test cu.test,Phường Quảng Phú\n99999,x.test,\n38,thanhhoa.test,\n"
    "16543,quangbinh.test,Xã Khác\n16174,nhuxuan.test,\n"
)


@pytest.fixture(autouse=True)
def _no_other_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_entries", {})


def create(path: Path, *more: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("tenant", "create", "--from", str(path), *more, stdout=out, stderr=out)
    except SystemExit as ended:
        return int(str(ended.code)), out.getvalue()
    return 0, out.getvalue()


def test_the_good_ones_are_made_and_the_others_told(tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    path.write_text(LIST, encoding="utf-8")
    code, said = create(path)
    assert code == 1
    assert "3 made, 0 there already, 2 failed" in said
    assert "line 3, 99999" in said
    assert "line 5, 16543" in said
    assert sorted(Tenant.objects.values_list("schema_name", flat=True)) == [
        "t_16174_2025",
        "t_16522_2025",
        "t_38_2025",
    ]

    rest = tmp_path / "units.failed.csv"
    assert rest.read_text(encoding="utf-8").splitlines()[1:] == [
        "99999,x.test,,,",
        "16543,quangbinh.test,Xã Khác,,",
    ]
    rest.write_text(rest.read_text(encoding="utf-8").replace("Xã Khác", "").replace("99999,x.test,,,\n", ""))
    assert create(rest) == (0, "1 made, 0 there already, 0 failed.\n")

    assert "0 made, 3 there already, 2 failed" in create(path)[1]
    assert Tenant.objects.count() == 4


def test_a_list_that_cannot_be_read_makes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    path.write_bytes(b"code,hosts\n38,thanhhoa.test\n" + b"16522,\xe3.test\n")
    with pytest.raises(CommandError, match=r"dòng 3, byte 7.*Nothing was made"):
        create(path)
    assert not Tenant.objects.exists()


def test_a_province_makes_its_own_only(tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    path.write_text("code,hosts\n38,thanhhoa.test\n10507,thanhdong.test\n", encoding="utf-8")
    code, said = create(path, "--province", "38")
    assert code == 1
    assert "1 made" in said
    assert Tenant.objects.get().schema_name == "t_38_2025"
