from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demo: portals, people and content that `make demo` builds. It has no tables."""

    name = "cms.demo"
    label = "demo"
