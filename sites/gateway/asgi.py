"""ASGI entry of the reading process; the settings module is that of delivery unless another is named."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.delivery")

_django = get_wsgi_application()

from sites.gateway.app import Gateway  # noqa: E402

application = Gateway(_django)
