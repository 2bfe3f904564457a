"""Addresses of the desks' calls, below `/api/v1/`."""

from django.urls import URLPattern, path

from cms.inbox.enums import EnvelopeKind
from sites.intake.views import (
    ContentReportsView,
    DeskView,
    FormView,
    InformationRequestsView,
    PetitionsView,
    QuestionsView,
)


def _calls(name: str, view: type[DeskView]) -> list[URLPattern]:
    kind: EnvelopeKind = view.kind
    return [
        path(f"{name}/", view.as_view(), name=kind.desk),
        path(f"{name}/form/", FormView.as_view(kind=kind), name=f"{kind.value}_form"),
    ]


urlpatterns = [
    *_calls("questions", QuestionsView),
    *_calls("petitions", PetitionsView),
    *_calls("information-requests", InformationRequestsView),
    *_calls("content-reports", ContentReportsView),
]
