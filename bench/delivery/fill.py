"""Fill a portal: `python -m bench.delivery.fill CODE ITEMS`. Articles are published as the product publishes them."""

import json
import sys
from datetime import timedelta

import django

django.setup()

from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402
from wagtail.models import Page  # noqa: E402

from cms.content.models import ArticlePage, PortalImage, SectionPage  # noqa: E402
from cms.moderation.publishing import grant_provisioned  # noqa: E402
from cms.notices.outbox import muted  # noqa: E402
from sites.releases import changes  # noqa: E402
from tenants.context import tenant_context  # noqa: E402
from tenants.models import Tenant  # noqa: E402

SENTENCE = (
    "Ủy ban nhân dân phường thông báo lịch tiếp công dân, thu gom rác thải và tuyên truyền phòng chống bão "
    "tới toàn thể nhân dân trên địa bàn. "
)
BATCH = 100
BEGUN = timezone.now()


def article(number: int, image: PortalImage | None) -> ArticlePage:
    """An article of an ordinary length: some 3,000 letters in five paragraphs and two headings."""
    body = []
    for part in range(5):
        body.append(
            {
                "type": "paragraph",
                "value": f"<p>{SENTENCE * 4}</p>",
                "id": f"{number:08x}-0000-4000-8000-{part:012x}",
            }
        )
    return ArticlePage(
        title=f"Thông báo số {number} của phường Quảng Phú về công tác phòng chống thiên tai",
        slug=f"bench-{number}",
        summary=SENTENCE[:180],
        category="news",
        field="culture",
        author_name="Lê Thị Hoa",
        source_name="Phòng Văn hóa",
        lead_image=image,
        body=json.dumps(body),
        live=True,
        first_published_at=BEGUN + timedelta(seconds=number),
        last_published_at=BEGUN + timedelta(seconds=number),
    )


def fill(code: str, items: int) -> int:
    """Publish articles until the portal has as many; returns how many were made."""
    tenant = Tenant.objects.with_code(code).exclude(state="deleted").get()
    made = 0
    with tenant_context(tenant), muted():
        section = SectionPage.objects.get(slug="tin-tuc")
        image = PortalImage.objects.order_by("pk").first()
        missing = items - ArticlePage.objects.filter(live=True).count()
        while made < missing:
            with transaction.atomic():
                for _number in range(min(BATCH, missing - made)):
                    page = article(made, image)
                    grant_provisioned(page, "benchmark")
                    Page.objects.get(pk=section.pk).specific.add_child(instance=page)
                    made += 1
    changes.assign_positions()
    return made


if __name__ == "__main__":
    print(fill(sys.argv[1], int(sys.argv[2])))
