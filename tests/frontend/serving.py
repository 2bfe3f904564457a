"""The front end over the fixture API in one process, for a browser: `granian tests.frontend.serving:app`."""

import httpx

from frontend.app import create_app
from frontend.configuration import Configuration
from tests.frontend.fixture_api import api_app

app = create_app(
    Configuration(api_url="http://api.test", identity_fresh_seconds=0),
    transport=httpx.ASGITransport(app=api_app()),
)
