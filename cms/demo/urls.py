"""Pages of the demo: who can sign in, and the mailbox."""

from django.urls import path

from cms.demo.views import accounts, mailbox

urlpatterns = [
    path("", accounts, name="demo_accounts"),
    path("hop-thu/", mailbox, name="demo_mailbox"),
]
