"""The demo: everything on one machine, mail in a readable mailbox, demo accounts allowed (here and nowhere else)."""

import os

from cms.settings.base import *

PORTAL_DEMO = True
SECRET_KEY = SECRET_KEY or "demo-only-key-never-used-outside-the-demo-settings-000000"
ENGAGEMENT_KEYS = (
    ENGAGEMENT_KEYS
    or [
        "AGE-SECRET-KEY-1GK5G6YSSG0JG6M8LDYDY9WAU2HM820V9N029DTSHWP75NZSJ7QSQX2PT6T"  # the demo's, for made-up questions
    ]
)
PORTAL_PUBLIC_SCHEME = "http"
PORTAL_PUBLIC_PORT = os.environ.get("PORTAL_PUBLIC_PORT", os.environ.get("PORT", "8080"))
PORTAL_ADMIN_PORT = os.environ.get("PORTAL_ADMIN_PORT", os.environ.get("ADMIN_PORT", "8000"))
PORTAL_WEBHOOK_NETWORKS = PORTAL_WEBHOOK_NETWORKS or [
    "127.0.0.0/8"
]  # a receiver on this machine, to try it out
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = STATE_DIR / "mail"
