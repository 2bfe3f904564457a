"""Who may do what to accounts and appointments. Approval rights come from appointments, so this is where they are guarded."""

from __future__ import annotations

from dataclasses import dataclass

from cms.accounts.models import Appointment, User
from cms.accounts.posts import ADMINISTRATORS, HEAD, Post, all_posts, post_of


def held_posts(user: User) -> frozenset[str]:
    """Return the keys of the posts that `user` holds today; none for a closed account."""
    if not user.is_active:
        return frozenset()
    return frozenset(Appointment.objects.current().filter(user=user).values_list("role_key", flat=True))


@dataclass(frozen=True)
class Powers:
    """What `user` may do here and now.

    The head appoints to every post. The unit administrator and the province's IT manage accounts and the posts that do not decide; they
    cannot touch what would let them decide: a decider's appointment or e-mail address. Nobody acts on his own account or post.
    """

    user: User
    is_head: bool
    is_administrator: bool

    @classmethod
    def of(cls, user: User) -> Powers:
        """Return the powers that today's appointments give `user`."""
        if not user.is_active:
            return cls(user, False, False)
        held = held_posts(user)
        return cls(user, HEAD in held, user.is_superuser or not held.isdisjoint(ADMINISTRATORS))

    @property
    def manages_accounts(self) -> bool:
        """Return whether this person may open, change and close accounts at all."""
        return self.is_head or self.is_administrator

    def may_appoint_to(self, post: Post) -> bool:
        """Return whether this person may appoint somebody to `post`."""
        return self.is_head or (self.is_administrator and not post.decides)

    def offered_posts(self) -> list[Post]:
        """Return the posts this person may appoint to, in the order of the regulation."""
        return [post for post in all_posts().values() if self.may_appoint_to(post)]

    def may_end(self, appointment: Appointment) -> bool:
        """Return whether this person may end `appointment`."""
        return appointment.user_id != self.user.pk and self.may_appoint_to(post_of(appointment.role_key))

    def may_change(self, account: User) -> bool:
        """Return whether this person may change the name, telephone and job title of `account`."""
        return self.manages_accounts and not account.is_superuser

    def may_change_address(self, account: User) -> bool:
        """Return whether this person may change where the links of `account` go: who reads them can sign in as that person."""
        if account.pk == self.user.pk or not self.may_change(account):
            return False
        return self.is_head or not decides(account)

    def may_send_link(self, account: User) -> bool:
        """Return whether this person may have a link to choose a password sent to the address of `account`."""
        return self.may_change(account) and account.is_active

    def may_disable(self, account: User) -> bool:
        """Return whether this person may close `account` at once. The head's own is closed by nobody here, or the portal would have none."""
        return account.pk != self.user.pk and self.may_change(account) and not holds(account, HEAD)

    def may_enable(self, account: User) -> bool:
        """Return whether this person may open `account` again; its deciding posts would count again with it."""
        if account.pk == self.user.pk or not self.may_change(account):
            return False
        return self.is_head or not decides(account)


def decides(account: User) -> bool:
    """Return whether `account` holds, or will hold, a post that decides on publication."""
    posts = all_posts()
    keys = Appointment.objects.not_over().filter(user=account).values_list("role_key", flat=True)
    return any((posts.get(key) or post_of(key)).decides for key in keys)


def holds(account: User, role_key: str) -> bool:
    """Return whether `account` holds, or will hold, the post `role_key`."""
    return Appointment.objects.not_over().filter(user=account, role_key=role_key).exists()
