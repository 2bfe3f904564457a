"""How the account forms are laid out."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList

from cms.accounts.forms import AppointmentForm

APPOINTMENT = ObjectList(
    [
        MultiFieldPanel(
            [FieldPanel("user"), FieldPanel("role_key"), FieldPanel("post_title")],
            heading=_("Who, and to which post"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("decision_number"), FieldPanel("decision_date")]),
                FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")]),
            ],
            heading=_("By which decision, from when"),
        ),
        MultiFieldPanel(
            [FieldPanel("fields_in_charge"), FieldPanel("columns_in_charge")],
            heading=_("What the person is in charge of"),
            classname="collapsed",
        ),
    ],
    base_form_class=AppointmentForm,
)
