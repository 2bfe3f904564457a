"""What a post lets a person do in Wagtail admin. Publishing is in none of it: it comes from an approval alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from cms.accounts.models import Appointment, User
from cms.accounts.posts import PROVINCE_IT, UNIT_ADMINISTRATOR, all_posts


class WorkGroup(StrEnum):
    """Groups of a portal's accounts, named as officials see them."""

    CONTRIBUTORS = "Người viết bài"
    EDITORS = "Biên tập viên"
    DECIDERS = "Người duyệt"
    UNIT_ADMINISTRATORS = "Quản trị đơn vị"
    PROVINCE_IT = "Kỹ thuật cấp tỉnh"


# What a role of the regulation may do, by the permissions that the regulation implies for it.
_GROUPS_OF_PERMISSION = {
    "supply": WorkGroup.CONTRIBUTORS,
    "write": WorkGroup.CONTRIBUTORS,
    "compile_statistics": WorkGroup.CONTRIBUTORS,
    "produce_news": WorkGroup.CONTRIBUTORS,
    "produce_reportage": WorkGroup.CONTRIBUTORS,
    "supply_party_directives": WorkGroup.CONTRIBUTORS,
    "update_procedures": WorkGroup.CONTRIBUTORS,
    "post_notices": WorkGroup.CONTRIBUTORS,
    "draft": WorkGroup.EDITORS,
    "edit": WorkGroup.EDITORS,
    "edit_own_field": WorkGroup.EDITORS,
    "compile": WorkGroup.EDITORS,
    "compile_updates": WorkGroup.EDITORS,
    "manage_articles": WorkGroup.EDITORS,
    "assist": WorkGroup.EDITORS,
    "operate": WorkGroup.EDITORS,
}
_DECIDING = frozenset(
    {
        "approve", "approve_if_delegated", "approve_listed_fields", "approve_hcm_column", "review_field", "review_own_field_on_request",
        "review_assigned_columns", "moderate", "check_secrecy", "sign_off_supply", "takedown",
    }
)  # fmt: skip

_PAGE_PERMISSIONS = {
    WorkGroup.CONTRIBUTORS: ("add",),
    WorkGroup.EDITORS: ("add", "change"),
    WorkGroup.DECIDERS: ("add",),
}
_FILE_PERMISSIONS = {
    WorkGroup.CONTRIBUTORS: ("add", "choose"),
    WorkGroup.EDITORS: ("add", "change", "choose"),
    WorkGroup.DECIDERS: ("add", "choose"),
}
# The administrators propose the emblem and need nothing else of the pictures.
_PICTURE_PERMISSIONS = {
    WorkGroup.UNIT_ADMINISTRATORS: ("add", "choose"),
    WorkGroup.PROVINCE_IT: ("add", "choose"),
}
# Wagtail asks for the permissions of its own models, whichever model stands in for them.
_PICTURES = ("wagtailimages", "image")
_FILES = ("wagtaildocs", "document")


def install_groups(home: Page) -> None:
    """Make the groups of a new portal with their rights below `home` and in the root collection; safe to run again."""
    admin_access = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    translating = Permission.objects.get(
        content_type__app_label="wagtail_localize", codename="submit_translation"
    )
    root = Collection.get_first_root_node()
    for work_group in WorkGroup:
        group, _ = Group.objects.get_or_create(name=work_group.value)
        group.permissions.add(admin_access)
        if work_group is WorkGroup.EDITORS:
            group.permissions.add(translating)
        for action in _PAGE_PERMISSIONS.get(work_group, ()):
            permission = Permission.objects.get(
                content_type__app_label="wagtailcore", codename=f"{action}_page"
            )
            GroupPagePermission.objects.get_or_create(group=group, page=home, permission=permission)
        for app_label, model, actions in (
            (*_PICTURES, _PICTURE_PERMISSIONS.get(work_group, _FILE_PERMISSIONS.get(work_group, ()))),
            (*_FILES, _FILE_PERMISSIONS.get(work_group, ())),
        ):
            for action in actions:
                permission = Permission.objects.get(
                    content_type__app_label=app_label, codename=f"{action}_{model}"
                )
                GroupCollectionPermission.objects.get_or_create(
                    group=group, collection=root, permission=permission
                )


def groups_of_role(role_key: str, permissions: Iterable[str]) -> set[WorkGroup]:
    """Return the groups for a role with these permissions of the regulation; everyone appointed may at least read the admin."""
    if role_key == UNIT_ADMINISTRATOR:
        return {WorkGroup.UNIT_ADMINISTRATORS}
    if role_key == PROVINCE_IT:
        return {WorkGroup.PROVINCE_IT}
    groups = {_GROUPS_OF_PERMISSION[name] for name in permissions if name in _GROUPS_OF_PERMISSION}
    if not _DECIDING.isdisjoint(permissions):
        groups.add(WorkGroup.DECIDERS)
    return groups or {WorkGroup.CONTRIBUTORS}


def give_groups(user: User, permissions_of: Mapping[str, Iterable[str]] | None = None) -> None:
    """Set the groups of `user` by the appointments in force now.

    Parameters: `permissions_of` tells the permissions of each role of the regulation, where the caller has them already.
    """
    if permissions_of is None:
        permissions_of = {post.key: post.permissions for post in all_posts().values()}
    wanted: set[WorkGroup] = set()
    for post in Appointment.objects.current().filter(user=user):
        wanted |= groups_of_role(post.role_key, permissions_of.get(post.role_key, ()))
    user.groups.set(Group.objects.filter(name__in=[group.value for group in wanted]))


def renew_groups() -> None:
    """Set the groups of everybody in the current tenant: a day has begun, and with it posts have begun or ended."""
    permissions_of = {post.key: post.permissions for post in all_posts().values()}
    for user in User.objects.filter(is_superuser=False):
        give_groups(user, permissions_of)
