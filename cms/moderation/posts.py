"""What accounts may know of the regulation in force: its posts, and what a post can be in charge of."""

from __future__ import annotations

from cms.accounts.posts import Choices, Post
from cms.content.models import SectionPage
from cms.moderation.rules import approving_roles
from cms.regulation.queries import in_force
from cms.regulation.registers import field_choices


class RegulationPosts:
    """The posts of the current tenant by its regulation in force; see `cms.accounts.posts.Posts`."""

    def posts(self) -> list[Post]:
        """Return the posts in the regulation's order, each with whether it decides on publication."""
        deciding = approving_roles()
        return [
            Post(
                role.key,
                role.label,
                frozenset(permission.value for permission in role.permissions),
                role.key in deciding,
            )
            for role in in_force().roles()
        ]

    def fields(self) -> Choices:
        """Return the fields of the register."""
        return field_choices()

    def columns(self) -> Choices:
        """Return the sections that the regulation assigns by name."""
        sections = SectionPage.objects.exclude(column_key="").order_by("title")
        return list(dict(sections.values_list("column_key", "title")).items())
