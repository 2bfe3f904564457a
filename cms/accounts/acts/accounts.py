"""Opening, changing and closing accounts, and sending links to choose a password."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.accounts.acts.checks import checked_address, checked_name, need, opened
from cms.accounts.enums import AccountChange
from cms.accounts.groups import give_groups
from cms.accounts.models import User
from cms.accounts.powers import Powers
from cms.accounts.sessions import end_sessions
from cms.accounts.telling import tell_account_changed, tell_password_link
from tenants.context import current_tenant
from tenants.errors import ActRefused
from tenants.fleet.usage import refuse_account
from tenants.guards import ensure_writable


def _need_room() -> None:
    """Raises ValidationError where as many accounts are open as the portal may have."""
    try:
        refuse_account(current_tenant(), User.objects.filter(is_active=True).count())
    except ActRefused as refusal:
        raise ValidationError(refusal.sentence) from refusal


@dataclass(frozen=True, kw_only=True)
class OpenAccount:
    """Open an account for a named person and send a link to choose a password. Nobody else ever knows or sets one.

    Parameters:
        by: who opens it.
        username: what to sign in with; the part of the e-mail address before @ where empty.
    """

    by: User
    full_name: str
    email: str
    username: str = ""
    job_title: str = ""
    telephone: str = ""

    @transaction.atomic
    def execute(self) -> User:
        """Return the new account."""
        ensure_writable(current_tenant())
        need(
            Powers.of(self.by).manages_accounts,
            _("Only the head, the unit administrator or the province's IT opens accounts."),
        )
        _need_room()
        account = opened(self.full_name, self.email, self.username, self.job_title, self.telephone)
        log(instance=account, action="accounts.open", user=self.by, title=str(account))
        return account


@dataclass(frozen=True, kw_only=True)
class ChangeAccount:
    """Change what an account says of its person; a new e-mail address is told to the head and signs the account out."""

    by: User
    account: User
    full_name: str
    email: str
    job_title: str = ""
    telephone: str = ""

    @transaction.atomic
    def execute(self) -> User:
        """Return the changed account."""
        ensure_writable(current_tenant())
        account, powers = User.objects.select_for_update().get(pk=self.account.pk), Powers.of(self.by)
        need(powers.may_change(account), _("You may not change this account."))
        address = checked_address(self.email, account)
        moved = address.lower() != account.email.lower()
        if moved and not powers.may_change_address(account):
            raise ValidationError(
                {
                    "email": _(
                        "Only the head may change the e-mail address of somebody who decides on publication, and nobody their own."
                    )
                }
            )
        account.full_name, account.email = checked_name(self.full_name), address
        account.job_title, account.telephone = self.job_title.strip(), self.telephone.strip()
        account.save(update_fields=["full_name", "email", "job_title", "telephone"])
        log(instance=account, action="wagtail.edit", user=self.by, title=str(account))
        if moved:
            end_sessions(account)
            tell_account_changed(account, AccountChange.ADDRESS, self.by)
        return account


@dataclass(frozen=True, kw_only=True)
class SendPasswordLink:
    """Send a link to choose a password to the address of an account.

    Parameters:
        by: who asks for it; None for the person, who forgot the password.
    """

    account: User
    by: User | None = None

    @transaction.atomic
    def execute(self) -> None:
        """Write the notice."""
        ensure_writable(current_tenant())
        if self.by is not None:
            need(
                Powers.of(self.by).may_send_link(self.account),
                _("You may not have a link sent to this account."),
            )
            log(instance=self.account, action="accounts.send_link", user=self.by, title=str(self.account))
        tell_password_link(self.account)


@dataclass(frozen=True, kw_only=True)
class DisableAccount:
    """Close an account at once: signed out everywhere, its password gone, its posts counting no more."""

    by: User
    account: User

    @transaction.atomic
    def execute(self) -> None:
        """Close it and tell the head."""
        ensure_writable(current_tenant())
        account = User.objects.select_for_update().get(pk=self.account.pk)
        need(
            Powers.of(self.by).may_disable(account),
            _("You may not close this account: it is your own, or the head's."),
        )
        account.is_active = False
        account.set_unusable_password()
        account.save(update_fields=["is_active", "password"])
        end_sessions(account)
        give_groups(account)
        log(instance=account, action="accounts.disable", user=self.by, title=str(account))
        tell_account_changed(account, AccountChange.DISABLED, self.by)


@dataclass(frozen=True, kw_only=True)
class EnableAccount:
    """Open a closed account again; the person chooses a new password by the link that is sent."""

    by: User
    account: User

    @transaction.atomic
    def execute(self) -> None:
        """Open it, tell the head and send the link."""
        ensure_writable(current_tenant())
        account = User.objects.select_for_update().get(pk=self.account.pk)
        need(
            Powers.of(self.by).may_enable(account),
            _("Only the head may open this account again, and nobody their own."),
        )
        _need_room()
        account.is_active = True
        account.save(update_fields=["is_active"])
        give_groups(account)
        log(instance=account, action="accounts.enable", user=self.by, title=str(account))
        tell_account_changed(account, AccountChange.ENABLED, self.by)
        tell_password_link(account)
