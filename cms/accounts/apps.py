from django.apps import AppConfig

A_DAY = 86_400.0  # seconds
SIGN_IN_COLUMNS = (
    "last_login",
    "last_used_at",
    "failed_logins",
    "locked_until",
    "password",
    "password_changed_at",
    "must_change_password",
)


class AccountsConfig(AppConfig):
    """Who works in a portal: named persons, their posts, how they sign in."""

    name = "cms.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Enter the link of the letters that open accounts, and keep everybody's groups in step with the posts of the day."""
        from django.contrib.auth.signals import user_logged_in

        from cms.accounts.groups import renew_groups
        from cms.accounts.receivers import take_up_posts
        from cms.accounts.telling import password_link
        from cms.notices.enums import NoticeKind
        from cms.notices.outbox import register_link
        from tenants import periodic
        from tenants.protection import keep_writable

        # Officials sign in to an archive too, and read it: these columns, and the groups of their posts, stay writable there.
        keep_writable("accounts_user", ("UPDATE",), columns=SIGN_IN_COLUMNS)
        keep_writable("accounts_user_groups", ("INSERT", "DELETE"))
        register_link(NoticeKind.PASSWORD_LINK, password_link)
        user_logged_in.connect(take_up_posts, dispatch_uid="accounts.take_up_posts")
        periodic.register("accounts.groups", renew_groups, A_DAY)
