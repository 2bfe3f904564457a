"""Tests: the demo's settings with fast password hashing, mail in memory and state in a scratch folder."""

import os
import tempfile

_worker = f"{os.getuid()}-{os.getpid()}-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
# tests/conftest.py makes and removes it.
os.environ["PORTAL_STATE_DIR"] = f"{tempfile.gettempdir()}/cong-xa-test-{_worker}"

from cms.settings.demo import *  # noqa: E402

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # of the demo's own accounts
]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
RELEASES_TELL_AT_ONCE = True
