"""Stock Wagtail API v2 beside ours: the same pages, the same tenant routing, and no more middleware than ours has."""

from cms.settings.demo import *  # noqa: F403
from cms.settings.demo import DATABASES, INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "wagtail.api.v2"]
MIDDLEWARE = ["tenants.middleware.TenantMiddleware", "django.middleware.common.CommonMiddleware"]
ROOT_URLCONF = "bench.delivery.stock_urls"
DATABASES["default"]["ATOMIC_REQUESTS"] = False
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "UNAUTHENTICATED_USER": None,
}
