"""Addresses of the questions' calls, below `/api/v1/questions/`."""

from django.urls import path

from sites.intake.views import FormView, QuestionsView

urlpatterns = [
    path("", QuestionsView.as_view(), name="questions"),
    path("form/", FormView.as_view(), name="question_form"),
]
