"""The process that answers citizens: API, feeds and files, with the reader's role and no tenant's tables."""

import os

os.environ["PORTAL_DB_ROLE"] = "reader"

from cms.settings.base import *

if os.environ.get("PORTAL_DEMO") == "1":
    from cms.settings.demo import *

ROOT_URLCONF = "cms.urls_delivery"
MIDDLEWARE = ["tenants.middleware.TenantMiddleware", "django.middleware.common.CommonMiddleware"]
DATABASES["default"] = {**DATABASES["reader"]}
SECRET_KEY = globals()["SECRET_KEY"] or "delivery-signs-nothing"
