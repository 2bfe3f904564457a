"""The editor's form: choices that come from registers and the regulation, not from code."""

from __future__ import annotations

from itertools import chain, count
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page

from cms.content import delivery
from cms.content.slugs import ascii_slug
from cms.regulation import registers
from cms.regulation.queries import in_force
from tenants.context import current_tenant


class PortalPageForm(WagtailAdminPageForm):
    """Offers the tenant's categories and the fields of the register as choices."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "category" in self.fields:
            self._offer("category", registers.category_choices(), _("Choose the category"))
        if "field" in self.fields:
            self._offer("field", registers.field_choices(), _("Choose the field"))
        if "body_key" in self.fields:
            self._offer_bodies()
        if "slug" in self.fields:
            self.fields["slug"].required = False
        if self.instance.pk is None:
            self._suggest()

    def clean_slug(self) -> str:
        """Return the address part: made of the title where it is empty, numbered where another item of the section has it.

        Nobody who writes is asked to invent an address.
        """
        wanted = self.cleaned_data["slug"] or self._slug_of_words()
        numbered = (f"{wanted}-{number}" for number in count(2))
        candidates = chain([wanted], numbered)
        return next(
            slug for slug in candidates if Page._slug_is_available(slug, self.parent_page, self.instance)
        )

    def _post_clean(self) -> None:
        """Where the item is put forward, say beside each field what is still missing; a draft may be saved without."""
        super()._post_clean()
        if "action-submit" not in self.data or self.errors:
            return
        for field, words in delivery.gate().problems(self.instance):
            self.add_error(field if field in self.fields else None, words)

    def _slug_of_words(self) -> str:
        words = [str(self.data.get(name, "")).strip() for name in ("title", "number", "abstract")]
        return ascii_slug(next((text for text in words if text), "")) or "muc"

    def _suggest(self) -> None:
        """Fill in what is usual for a new item: its author is who writes it, its source the unit."""
        usual = {"author_name": str(self.for_user or ""), "source_name": current_tenant().identity().name}
        for name, value in usual.items():
            if name in self.fields and not self.initial.get(name):
                self.initial[name] = value

    def _offer_bodies(self) -> None:
        """Ask which body an item is about where the regulation decides by it, and nowhere else."""
        named = dict.fromkeys(key for rule in in_force().approval_rules() for key in rule.match.body or ())
        if named or self.instance.body_key:
            keys = dict.fromkeys((*named, *filter(None, [self.instance.body_key])))
            self._offer("body_key", [(key, registers.word("body", key)) for key in keys], _("None of these"))
        else:
            del self.fields["body_key"]

    def _offer(self, name: str, choices: list[tuple[str, str]], empty: Any) -> None:
        old = self.fields[name]
        self.fields[name] = forms.ChoiceField(
            choices=[("", empty), *choices], required=old.required, label=old.label, help_text=old.help_text
        )
