"""Settings shared by every process.

A process differs from another by its environment only: the role it holds in the database (`PORTAL_DB_ROLE`) and where it
listens. `docs/operator-guide.md` lists the variables.
"""

import os
from pathlib import Path

from tenants.database_url import parse

BASE_DIR = Path(__file__).resolve().parent.parent.parent

DEBUG = False
SECRET_KEY = os.environ.get("PORTAL_SECRET_KEY", "")
SECRET_KEY_FALLBACKS = [key for key in os.environ.get("PORTAL_SECRET_KEY_FALLBACKS", "").split(",") if key]
ALLOWED_HOSTS = ["*"]  # tenants.middleware answers 404 for a host that no tenant has
STATE_DIR = Path(os.environ.get("PORTAL_STATE_DIR", BASE_DIR / "var"))

# --- where citizens and editors reach the portals -----------------------------------------------------------------
PORTAL_PUBLIC_SCHEME = os.environ.get("PORTAL_PUBLIC_SCHEME", "https")
PORTAL_PUBLIC_PORT = os.environ.get("PORTAL_PUBLIC_PORT", "")
PORTAL_ADMIN_PORT = os.environ.get("PORTAL_ADMIN_PORT", PORTAL_PUBLIC_PORT)
PORTAL_TRUSTED_PROXIES = os.environ.get("PORTAL_TRUSTED_PROXIES", "127.0.0.1,::1").split(",")
PORTAL_DEMO = False
# Caches in front of the portals that may keep answers because each change purges them (docs/examples/varnish.vcl).
PORTAL_PURGE_URLS = [url for url in os.environ.get("PORTAL_PURGE_URLS", "").split(",") if url]

# Networks that webhooks may reach beside the public Internet, such as the province's integration platform.
PORTAL_WEBHOOK_NETWORKS = [net for net in os.environ.get("PORTAL_WEBHOOK_NETWORKS", "").split(",") if net]

# --- rooms --------------------------------------------------------------------------------------------------------
SHARED_APPS = [
    "django_tenants",
    "tenants",
    "sites.releases",
    "sites.webhooks",
    "sites.syndication",
    "search",
    "cms.province",
    "cms.inbox",
    "cms.record",
    "django_tasks",
    "django_tasks_db",
]
TENANT_APPS = [
    "cms.salts",
    "cms.accounts",
    "cms.notices",
    "cms.regulation",
    "cms.clocks",
    "cms.content",
    "cms.board",
    "cms.moderation",
    "cms.checks",
    "cms.engagement",
    "cms.fleet",
    "cms.demo",
    "sites.preview",
    "sites.api",
    "sites.feeds",
    "sites.intake",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "django_filters",
    "taggit",
    "rest_framework",
    "drf_spectacular",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]

TENANT_MODEL = "tenants.Tenant"
TENANT_DOMAIN_MODEL = "tenants.Host"
PUBLIC_SCHEMA_NAME = "public"
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
TENANT_LIMIT_SET_CALLS = True

MIDDLEWARE = [
    "tenants.middleware.TenantMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cms.accounts.middleware.AccountRulesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "cms.moderation.middleware.NotApprovedMiddleware",
    "cms.checks.classification.ClassificationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "cms" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- database -----------------------------------------------------------------------------------------------------
ROLE_VARIABLES = {
    "owner": "DATABASE_OWNER_URL",
    "application": "DATABASE_APP_URL",
    "reader": "DATABASE_READER_URL",
    "intake": "DATABASE_INTAKE_URL",
}
DB_ROLE = os.environ.get("PORTAL_DB_ROLE", "application")


def _role_url(role: str) -> str:
    return os.environ.get(ROLE_VARIABLES[role]) or os.environ.get("DATABASE_URL", "postgresql:///cong_xa")


DATABASES = {
    "default": {
        **parse(_role_url(DB_ROLE)),
        "ENGINE": "django_tenants.postgresql_backend",
        "CONN_MAX_AGE": 60,
        # Many of Wagtail's screens save step by step: with this, a page and its release change together on each of them.
        "ATOMIC_REQUESTS": DB_ROLE == "application",
    },
    # Public reading: plain backend, fixed search path, the role that can read nothing but what is public.
    "reader": {
        **parse(_role_url("reader")),
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 60,
    },
}
# What citizens send: the role that can add to one public table, and read nothing.
DATABASES["intake"] = {
    **parse(_role_url("intake")),
    "ENGINE": "django.db.backends.postgresql",
    "CONN_MAX_AGE": 60,
    "CONN_HEALTH_CHECKS": True,
}
DATABASES["intake"]["OPTIONS"] = {
    **DATABASES["intake"].get("OPTIONS", {}),
    "options": "-c search_path=public -c statement_timeout=5000",
}
DATABASES["reader"]["OPTIONS"] = {
    **DATABASES["reader"].get("OPTIONS", {}),
    "options": "-c search_path=public -c default_transaction_read_only=on",
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "KEY_FUNCTION": "tenants.cache.make_key",
    },
}

# --- accounts (figures: TCVN 14423:2026, see docs/decisions) --------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["cms.accounts.backends.LockoutBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 14},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "cms.accounts.passwords.CharacterClassesValidator"},
]
ACCOUNT_MAX_FAILURES = 5
ACCOUNT_LOCK_MINUTES = 15
ACCOUNT_IDLE_MINUTES = 15
SESSION_COOKIE_NAME = "portal_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "portal_csrf"
LOGIN_URL = "wagtailadmin_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"

# --- language and time --------------------------------------------------------------------------------------------
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
LOCALE_PATHS = [
    BASE_DIR / "cms" / "locale"
]  # Wagtail's words for editors, where it has no Vietnamese or says something else
FORMAT_MODULE_PATH = "cms.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

# --- files --------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(
    os.environ.get("PORTAL_STATIC_ROOT", STATE_DIR / "static")
)  # an image has its own, read-only
STATICFILES_DIRS = [BASE_DIR / "cms" / "static", ("fonts", BASE_DIR / "frontend" / "static" / "fonts")]
MEDIA_ROOT = STATE_DIR / "private"
MEDIA_URL = "/private-media/"  # served to logged-in editors only
STORAGES = {
    # Authoring: one folder a tenant, never public.
    "default": {"BACKEND": "tenants.storage.TenantPrivateStorage"},
    # Delivery: content-addressed, written before a release commits.
    "public": {
        "BACKEND": "sites.releases.storage.PublicFileStorage",
        "OPTIONS": {"location": STATE_DIR / "public", "base_url": "/media/"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}

# --- Wagtail ------------------------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Cổng xã"
WAGTAILADMIN_BASE_URL = os.environ.get("PORTAL_ADMIN_BASE_URL", "http://localhost:8000")
WAGTAILIMAGES_IMAGE_MODEL = "content.PortalImage"
WAGTAILDOCS_DOCUMENT_MODEL = "content.Attachment"
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.checks.media_forms.ImageForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "cms.checks.media_forms.AttachmentForm"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "gif", "avif"]
WAGTAILDOCS_EXTENSIONS = [
    "pdf",
    "doc",
    "docx",
    "xls",
    "xlsx",
    "ppt",
    "pptx",
    "odt",
    "ods",
    "csv",
    "txt",
    "zip",
]
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_WORKFLOW_ENABLED = True
WAGTAIL_FINISH_WORKFLOW_ACTION = "cms.moderation.finish.publish_approved"
WAGTAIL_WORKFLOW_CANCEL_ON_PUBLISH = False
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = (
    False  # a changed content voids its approvals (cms.moderation), whatever its revision
)
WAGTAIL_MODERATION_ENABLED = True
WAGTAILREDIRECTS_AUTO_CREATE = False  # old addresses are kept by the release store
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = True
WAGTAIL_PASSWORD_RESET_ENABLED = True
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_USER_LOGIN_FORM = "cms.accounts.forms.SignInForm"
WAGTAILADMIN_USER_PASSWORD_RESET_FORM = "cms.accounts.forms.ForgottenPasswordForm"
WAGTAILADMIN_PERMITTED_LANGUAGES = [("vi", "Tiếng Việt")]
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y %H:%M"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "search.admin_backend"}}
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False

# --- search (room `search`) -----------------------------------------------------------------------------------------
# Without an address PostgreSQL answers; it does too when no answer came within so many seconds. The prefix is that of the
# indexes' names, one for each installation.
ELASTICSEARCH_URL = os.environ.get("ELASTICSEARCH_URL", "")
ELASTICSEARCH_SECONDS = float(os.environ.get("ELASTICSEARCH_SECONDS", "0.15"))
ELASTICSEARCH_PREFIX = os.environ.get("ELASTICSEARCH_PREFIX", "cong-xa")

# --- what citizens send (docs/decisions/engagement.md) --------------------------------------------------------------
# Secrets (age identities) that wrap the portals' own, separated by commas: the first wraps, the others still open.
ENGAGEMENT_KEYS = [key for key in os.environ.get("PORTAL_ENGAGEMENT_KEYS", "").split(",") if key]

# --- background work ----------------------------------------------------------------------------------------------
TASKS = {"default": {"BACKEND": "tenants.tasks.TenantDatabaseBackend", "QUEUES": []}}

# --- API ----------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "sites.api.problems.problem_handler",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Cổng xã API",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
}

# --- mail and log -------------------------------------------------------------------------------------------------
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
DEFAULT_FROM_EMAIL = os.environ.get("PORTAL_FROM_EMAIL", "cong-xa@localhost")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("PORTAL_LOG_LEVEL", "INFO")},
}

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
