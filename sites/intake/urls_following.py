"""Addresses of the follow-up on the authoring process, for the front end alone."""

from django.urls import path

from sites.intake.following import exchange, state

urlpatterns = [
    path("state/", state, name="question_state"),
    path("exchange/", exchange, name="question_exchange"),
]
