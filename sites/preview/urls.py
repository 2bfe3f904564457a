"""Addresses of previews on the authoring process, for the front end alone."""

from django.urls import path, register_converter

from sites.preview import serving


class TokenConverter:
    """A link's token."""

    regex = "[A-Za-z0-9_-]{60}"

    def to_python(self, value: str) -> str:
        """The token as it is."""
        return value

    def to_url(self, value: str) -> str:
        """The token as it is."""
        return value


register_converter(TokenConverter, "previewtoken")

urlpatterns = [
    path("<previewtoken:token>/", serving.document, name="preview_document"),
    path(
        "<previewtoken:token>/anh/<uuid:key>/<int:width>.<slug:extension>",
        serving.picture,
        name="preview_picture",
    ),
    path("<previewtoken:token>/tep/<uuid:key>/", serving.attachment, name="preview_attachment"),
]
