"""Tests: the demo's settings with fast password hashing, mail in memory and state in a scratch folder."""

from cms.settings.demo import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DATABASES["reader"]["TEST"] = {"MIRROR": "default"}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
