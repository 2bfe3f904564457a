"""Production: everything secret comes from the environment, and a missing secret stops the start."""

import os

from django.core.exceptions import ImproperlyConfigured

from cms.settings.base import *

if not SECRET_KEY:
    raise ImproperlyConfigured("PORTAL_SECRET_KEY is empty: give a random text of at least 50 characters.")

for _role in (DB_ROLE, "reader"):
    if not os.environ.get(ROLE_VARIABLES[_role]):
        raise ImproperlyConfigured(
            f"{ROLE_VARIABLES[_role]} is empty: a process with the role “{_role}” needs the address of that role's login; "
            "DATABASE_URL, an administrator's, does not stand in for it here."
        )

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
EMAIL_HOST = os.environ.get("PORTAL_EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("PORTAL_EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("PORTAL_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("PORTAL_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("PORTAL_EMAIL_TLS", "") == "1"
