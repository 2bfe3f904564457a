"""What the registry keeps about itself: its generation, and the template that new schemas are made from."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class RegistryState(models.Model):
    """The one row that says how often the registry changed.

    `generation` grows by a deferred trigger when a change to tenants, identities or hosts commits, so
    whoever reads a number sees everything that happened up to it. `public_fingerprint` is the migration
    state of the public schema.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    generation = models.BigIntegerField(_("generation"), default=0)
    public_fingerprint = models.CharField(_("migration state"), max_length=64, blank=True, default="")

    class Meta:
        verbose_name = _("state of the registry")
        verbose_name_plural = _("state of the registry")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="registry_has_one_row")]

    def __str__(self) -> str:
        return str(self.generation)


class Template(models.Model):
    """A tenant's schema as SQL, as the migrations with this fingerprint make it."""

    fingerprint = models.CharField(_("migration state"), max_length=64, primary_key=True)
    tables = models.TextField(_("definitions of tables"))
    data = models.JSONField(_("rows"))
    rules = models.TextField(_("constraints, indexes and triggers"))
    built_at = models.DateTimeField(_("built"), default=timezone.now)

    class Meta:
        verbose_name = _("schema template")
        verbose_name_plural = _("schema templates")

    def __str__(self) -> str:
        return self.fingerprint
