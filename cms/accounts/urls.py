"""Addresses that come before Wagtail's own below `/admin/`."""

from django.urls import path, re_path

from cms.accounts import views

urlpatterns = [
    path("mat-khau-lan-dau/", views.FirstPasswordView.as_view(), name="accounts_first_password"),
    path(
        "password_reset/confirm/<uidb64>/<token>/",
        views.ChoosePasswordView.as_view(),
        name="wagtailadmin_password_reset_confirm",
    ),
    path("account/", views.OwnAccountView.as_view(), name="wagtailadmin_account"),
    re_path(r"^(?:users|groups|bulk/accounts|bulk/auth)/", views.not_offered),
]
