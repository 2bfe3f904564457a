"""A portal's people are warned before storage or accounts run out, and refused with the figures at the limit."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from cms.accounts.acts import EnableAccount, OpenAccount
from cms.accounts.models import User
from cms.content.models import Attachment, PortalImage
from cms.fleet.figures import tell_figures
from tenants.fleet import usage
from tenants.models import TenantUsage
from tests.checks.test_classification import upload
from tests.moderation.office import Office

pytestmark = pytest.mark.portal_database("demo")
Limit = Callable[..., None]


@pytest.fixture
def limit(quang_phu: Office, monkeypatch: pytest.MonkeyPatch) -> Limit:
    """Let the portal have quotas, and use so many bytes of files."""

    def set_limits(storage: int | None = None, accounts: int | None = None, used: int = 0) -> None:
        monkeypatch.setattr(usage, "limits_of", lambda tenant: (storage, accounts))
        monkeypatch.setattr(
            "cms.fleet.templatetags.portal_notices.limits_of", lambda tenant: (storage, accounts)
        )
        TenantUsage.objects.update_or_create(
            tenant=quang_phu.tenant, defaults={"file_bytes": used, "database_bytes": 0, "accounts": 0}
        )

    return set_limits


@pytest.mark.parametrize(("kind", "model"), [("image", PortalImage), ("document", Attachment)])
def test_a_file_that_does_not_fit_is_refused_and_one_that_fits_is_counted(
    quang_phu: Office, limit: Limit, kind: str, model: type[PortalImage | Attachment],
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:  # fmt: skip
    client, before = quang_phu.client("congtacvien"), model.objects.count()
    address = reverse(f"wagtail{kind}s_chooser:create" if kind == "image" else "wagtaildocs_chooser:create")
    limit(storage=1000, used=999)
    answer = client.post(address, upload(kind, "open"))
    assert json.loads(answer.content)["step"] == "reshow_creation_form"
    assert "không còn đủ dung lượng" in " ".join(map(str, json.loads(answer.content).values()))
    assert model.objects.count() == before
    limit(storage=1 << 30, used=0)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        client.post(address, upload(kind, "open"))
    assert model.objects.count() == before + 1
    assert TenantUsage.objects.get(tenant=quang_phu.tenant).file_bytes > 0


def test_an_account_more_than_may_be_is_not_opened(quang_phu: Office, limit: Limit) -> None:
    head = quang_phu.person("truongban")
    given = {"full_name": "Trần Thị Hoa", "email": "hoa.tran@quangphu.example"}
    limit(accounts=User.objects.filter(is_active=True).count())
    with pytest.raises(ValidationError, match="được phép tối đa"):
        OpenAccount(by=head, **given).execute()
    limit(accounts=User.objects.filter(is_active=True).count() + 1)
    account = OpenAccount(by=head, **given).execute()
    User.objects.filter(pk=account.pk).update(is_active=False)
    limit(accounts=User.objects.filter(is_active=True).count())
    with pytest.raises(ValidationError):
        EnableAccount(by=head, account=account).execute()


def test_people_are_warned_before(quang_phu: Office, limit: Limit) -> None:
    def told() -> str:
        return str(quang_phu.client("truongban").get("/admin/").content.decode())

    limit(storage=1000, used=899)
    assert "Dung lượng lưu trữ" not in told()
    limit(storage=1000, accounts=100, used=905)
    assert "Dung lượng lưu trữ của cổng đã dùng" in told()
    assert "Đã mở" not in told()
    TenantUsage.objects.filter(tenant=quang_phu.tenant).update(accounts=95)
    assert "Đã mở 95 trên 100 tài khoản" in told()


def test_a_portal_tells_its_figures(quang_phu: Office, limit: Limit) -> None:
    limit()
    tell_figures()
    kept = TenantUsage.objects.get(tenant=quang_phu.tenant)
    assert kept.accounts == User.objects.filter(is_active=True).count() > 0
    assert kept.published_at is not None
