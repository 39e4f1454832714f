"""Every setting of the mall, in one file. docs/settings.md says the same to an operator.

Values come from the environment. Without ``DATABASE_URL`` and ``REDIS_URL`` the embedded engines are meant,
``EMBEDDED`` is true and the demo's conveniences (development inbox, sandbox payment) may be used.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from mall import engines

BASE_DIR = Path(__file__).resolve().parent.parent


def env_bool(name: str, default: bool) -> bool:
    value = os.environ.get(name)
    return default if value is None else value.strip().lower() in {"1", "true", "yes", "on"}


def env_list(name: str) -> list[str]:
    return [item.strip() for item in os.environ.get(name, "").split(",") if item.strip()]


TESTING = "pytest" in sys.modules or env_bool("MALL_TESTING", False)
EMBEDDED = "DATABASE_URL" not in os.environ or env_bool("MALL_EMBEDDED", False)
# The mall is tried out or worked on here: codes in an inbox, payment in a sandbox, static files as they are.
TRIAL = env_bool("DEBUG", EMBEDDED and not TESTING)
# Django's own pages with every variable in place of ours, for who is after an error. Templates aren't kept.
DEBUG = TRIAL and env_bool("TECHNICAL_PAGES", False)


def secret(name: str, key: str) -> str:
    """The environment's value, or with embedded engines a key made once in the data folder."""
    if value := os.environ.get(name):
        return value
    if EMBEDDED:
        return engines.key(key)
    if TESTING:
        return engines.throwaway_key(key)
    raise ImproperlyConfigured(f"{name} must be set when DATABASE_URL is. See docs/settings.md.")


SECRET_KEY = secret("SECRET_KEY", "secret_key")
# Newest first; the others still decrypt.
# To rotate: prepend a key, run `manage.py rotate_field_keys`, drop the old one.
FIELD_KEYS = secret("FIELD_KEYS", "field_key").split(",")
HASH_KEY = secret("HASH_KEY", "hash_key")

SITE_URL = os.environ.get("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS") or [
    urlsplit(SITE_URL).hostname or "",
    *(["127.0.0.1", "localhost", "[::1]"] if EMBEDDED or TRIAL else []),
]
if TESTING:
    ALLOWED_HOSTS = [*ALLOWED_HOSTS, "testserver"]
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS") or (
    [SITE_URL] if SITE_URL.startswith("https://") else []
)

# --- Applications: the ground first, the roof last; imports run the other way round ---------------
INSTALLED_APPS = [
    "mall.roof",  # first, so that its templates and admin home win over unfold's
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.import_export",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_filters",
    "django_htmx",
    "import_export",
    "pgtrigger",
    "pghistory",
    "mall.audit",
    "mall.rulebook",
    "mall.idempotency",
    "mall.deadlines",
    "mall.signatures",
    "mall.notifications",
    "mall.accounts",
    "mall.uploads",
    "staff",
    "merchants",
    "catalog",
    "orders",
    "warehouse",
    "customer_service",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "mall.roof.middleware.OutageMiddleware",
    "mall.accounts.middleware.RequestSanityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "mall.accounts.middleware.PersonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "mall.roof.middleware.AdminPolicyMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "mall.accounts.middleware.GuardMiddleware",
    "mall.accounts.middleware.LocaleOfUserMiddleware",
    "mall.accounts.middleware.StaffMfaMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "mall.rulebook.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "mall.urls"
WSGI_APPLICATION = "mall.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mall.accounts.context.site",
                "orders.context.cart",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "mall.accounts.templatetags.mall",
            ],
        },
    }
]

# --- Database -------------------------------------------------------------------------------------


def database(url: str) -> dict:
    """Django's settings for a postgresql:// URL; a socket folder may stand in ``?host=``."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            "DATABASE_URL must be a postgresql:// URL; the mall runs on PostgreSQL only."
        )
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    # What is prepared, or stands in a trigger, asks by key: a plan of its own for each call is never better.
    # The URL's own options come last and so win.
    options = f"-c plan_cache_mode=force_generic_plan {query.pop('options', '')}".strip()
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or query.pop("port", "")),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": query | {"options": options},
        "TEST": {"NAME": os.environ.get("MALL_TEST_DB", "test_mall")},
    }


DATABASE_URL = os.environ.get("DATABASE_URL") or engines.database_url()
# The role that owns the tables: migrations run as it. The application's role can't alter them.
MIGRATION_DATABASE_URL = os.environ.get("MIGRATION_DATABASE_URL")
APPLICATION_ROLE = urlsplit(DATABASE_URL).username if MIGRATION_DATABASE_URL else None
_migrating = len(sys.argv) > 1 and sys.argv[1] in {"migrate", "pgtrigger", "grant_application_role"}
DATABASES = {
    "default": database(MIGRATION_DATABASE_URL if MIGRATION_DATABASE_URL and _migrating else DATABASE_URL)
}
if env_bool("DATABASE_POOL", False):  # manage.py serve sets it for the web server
    DATABASES["default"]["OPTIONS"]["pool"] = {
        "min_size": 1,
        "max_size": int(os.environ.get("DATABASE_POOL_SIZE", "16")),
        "timeout": 10,
    }
    # The threads of a web server are few: none waits long for rows that somebody else has in hand.
    DATABASES["default"]["OPTIONS"]["options"] = " ".join(
        [
            f"-c lock_timeout={os.environ.get('DATABASE_LOCK_TIMEOUT', '5s')}",
            DATABASES["default"]["OPTIONS"]["options"],
        ]
    )
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0 if TESTING else 60
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Redis: cache, broker, rate limits; hints only, nothing durable -------------------------------
REDIS_URL = os.environ.get("REDIS_URL") or engines.redis_url()
REDIS_PREFIX = os.environ.get("REDIS_PREFIX", "")
CACHES = {
    "default": {
        "BACKEND": "mall.accounts.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": f"{REDIS_PREFIX}mall",
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
    }
}
# What each process keeps for a moment. Together they stay below the five seconds within which a changed price
# or shop is on every page.
KEEP_MOMENT_SECONDS = KEEP_COUNTS_SECONDS = KEEP_PAGES_SECONDS = 0 if TESTING else 2
# How many goods have a brand costs most to count. It's counted anew when other goods are on the shelf and
# when a shop opens or closes; an edited brand waits for this to pass, and any change beyond 10,000 goods.
KEEP_FACETS_SECONDS = 0 if TESTING else 30
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://")
CELERY_TASK_DEFAULT_QUEUE = f"{REDIS_PREFIX}mall"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = False
CELERY_TASK_TIME_LIMIT = 600
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A request that wakes a worker must not wait six seconds for a broker that is down: no retries, beat sweeps.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "max_retries": 0,
}
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BEAT_SCHEDULER = "mall.timetable:Timetable"
# When payouts to merchants are worked out, China time.
PAYOUT_HOUR, PAYOUT_MINUTE = 8, 30
CELERY_BEAT_SCHEDULE = {
    "sweep-deadlines": {"task": "mall.deadlines.sweep", "schedule": 5.0, "options": {"expires": 5}},
    # One each, for a gateway that hangs shall delay its own channel only.
    **{
        f"send-{channel}": {
            "task": "mall.notifications.send_due",
            "args": [channel],
            "schedule": 5.0,
            "options": {"expires": 5},
        }
        for channel in ("email", "sms")
    },
    "ask-provider-about-silent-payments": {
        "task": "orders.query_silent_payments",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "send-refunds": {"task": "orders.send_refunds", "schedule": 10.0, "options": {"expires": 10}},
    # Before finance comes in; what is approved leaves at once.
    "draft-payouts": {
        "task": "orders.draft_payouts",
        "schedule": crontab(hour=str(PAYOUT_HOUR), minute=str(PAYOUT_MINUTE)),
        "options": {"expires": 3600},
    },
    "take-over-accounts": {
        "task": "orders.take_over_accounts",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "send-payouts": {"task": "orders.send_payouts", "schedule": 15.0, "options": {"expires": 15}},
    "compare-payouts": {
        "task": "orders.compare_payouts",
        "schedule": crontab(hour="6", minute="10"),
        "options": {"expires": 3600},
    },
    "tell-what-sold-out": {
        "task": "catalog.sweep_availability",
        "schedule": 20.0,
        "options": {"expires": 20},
    },
    "tend-imports": {"task": "catalog.tend_imports", "schedule": 10.0, "options": {"expires": 10}},
    "tend-dispatch-sheets": {
        "task": "orders.tend_dispatch_sheets",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "push-figures": {"task": "orders.push_figures", "schedule": 60.0, "options": {"expires": 60}},
    "push-all-figures": {
        "task": "orders.push_all_figures",
        "schedule": crontab(hour="3", minute="40"),
        "options": {"expires": 3600},
    },
    "push-shop-records": {
        "task": "orders.push_shop_records",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "remind-of-training": {
        "task": "staff.remind_of_training",
        "schedule": crontab(hour="9", minute="20"),
        "options": {"expires": 3600},
    },
    "remind-of-texts": {
        "task": "staff.remind_of_texts",
        "schedule": crontab(hour="9", minute="30"),
        "options": {"expires": 3600},
    },
    "close-attendance": {
        "task": "staff.close_attendance",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "seal-audit": {"task": "mall.audit.seal", "schedule": 300.0, "options": {"expires": 300}},
    "heartbeat": {"task": "mall.roof.heartbeat", "schedule": 30.0, "options": {"expires": 30}},
    "purge": {"task": "mall.roof.purge", "schedule": 3600.0, "options": {"expires": 3600}},
}

# --- People ---------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
if TESTING:  # hundreds of people sign in; a slow hash is for the others
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "mall.accounts.adapter.AccountAdapter"
MFA_ADAPTER = "mall.accounts.adapter.MfaAdapter"
ACCOUNT_LOGIN_METHODS = {"phone", "email"}
# allauth wants an e-mail from everybody where verification is mandatory. The mall wants one proved contact:
# the sign-up form turns "email*" into "phone or e-mail", and the sign-in steps ask for the proof of either.
ACCOUNT_SIGNUP_FIELDS = ["email*", "phone", "password1"]
ACCOUNT_FORMS = {
    "signup": "mall.accounts.forms.entrance.SignUpForm",
    "login": "mall.accounts.forms.entrance.SignInForm",
    "request_login_code": "mall.accounts.forms.entrance.RequestCodeForm",
    "confirm_login_code": "mall.accounts.forms.entrance.SignInCodeForm",
    "verify_phone": "mall.accounts.forms.entrance.PhoneCodeForm",
    "confirm_email_verification_code": "mall.accounts.forms.entrance.EmailCodeForm",
    "reset_password": "mall.accounts.forms.entrance.ResetForm",
    "confirm_password_reset_code": "mall.accounts.forms.entrance.ResetCodeForm",
    "reset_password_from_key": "mall.accounts.forms.entrance.NewPasswordForm",
    "change_password": "mall.accounts.forms.entrance.ChangePasswordForm",
    "set_password": "mall.accounts.forms.entrance.SetPasswordForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PHONE_VERIFICATION_ENABLED = True
ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = (
    False  # this session stays, all others end: Django ties them to the password
)
ACCOUNT_UNIQUE_EMAIL = True
# SMS are limited by the adapter, whoever is behind the number; allauth's own limit ends as an error page.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "signup": "20/m/ip",
    "change_phone": "5/m/user",
    "verify_phone": None,
}
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXY_COUNT", "0"))
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "mall.accounts.forms.entrance.SecondFactorForm",
    "reauthenticate": "mall.accounts.forms.entrance.ConfirmFactorForm",
    "activate_totp": "mall.accounts.forms.entrance.TotpForm",
    "add_webauthn": "mall.accounts.forms.entrance.AddPasskeyForm",
    "login_webauthn": "mall.accounts.forms.entrance.PasskeySignInForm",
    "authenticate_webauthn": "mall.accounts.forms.entrance.PasskeyFactorForm",
    "reauthenticate_webauthn": "mall.accounts.forms.entrance.ConfirmPasskeyForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = TRIAL
MFA_TOTP_ISSUER = "应同商城"
USERSESSIONS_TRACK_ACTIVITY = False
# Below these paths staff need a second factor, in this very session.
STAFF_PATHS = ["/admin/"]

# --- Language and time ----------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "mall" / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- Files ----------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT", BASE_DIR / "staticfiles"))
STATICFILES_DIRS = [BASE_DIR / "mall" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT") or engines.data_dir() / "media")
PRIVATE_ROOT = Path(os.environ.get("PRIVATE_ROOT") or engines.data_dir() / "private")
# The law wants records of a deal for three years from its end.
PARCEL_PHOTOS_DAYS = int(os.environ.get("PARCEL_PHOTOS_DAYS", "1095"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": PRIVATE_ROOT,
            "base_url": None,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TRIAL or TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = TRIAL
WHITENOISE_MAX_AGE = 0 if TRIAL else 60
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4_000

# --- Messages out ---------------------------------------------------------------------------------
EMAIL_BACKEND = os.environ.get(
    "EMAIL_BACKEND",
    "mall.notifications.channels.InboxEmailBackend"
    if EMBEDDED
    else "django.core.mail.backends.smtp.EmailBackend",
)
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "mall@localhost")
SMS_GATEWAY = os.environ.get(
    "SMS_GATEWAY",
    "mall.notifications.sms.InboxGateway" if EMBEDDED or TESTING else "mall.notifications.sms.HttpGateway",
)
SMS_HTTP_URL = os.environ.get("SMS_HTTP_URL", "")
SMS_HTTP_KEY = os.environ.get("SMS_HTTP_KEY", "")
SMS_SIGNATURE = os.environ.get("SMS_SIGNATURE", "应同商城")
# The page that shows every code sent. Only beside embedded engines: it would be a back door anywhere else.
DEV_INBOX = EMBEDDED and TRIAL

# --- Payment --------------------------------------------------------------------------------------
PAYMENT_PROVIDERS = env_list("PAYMENT_PROVIDERS") or (
    ["orders.payments.sandbox.SandboxProvider"] if EMBEDDED or TRIAL or TESTING else []
)
PAYOUT_PROVIDERS = env_list("PAYOUT_PROVIDERS") or (
    ["orders.payments.sandbox_payouts.SandboxPayoutProvider"] if EMBEDDED or TRIAL or TESTING else []
)
SANDBOX_SECRET = os.environ.get("SANDBOX_SECRET") or SECRET_KEY

# --- Security -------------------------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_ENGINE = "mall.accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
if not TRIAL and not EMBEDDED and not TESTING:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = env_bool("SECURE_SSL_REDIRECT", True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz/$", r"^readyz/$"]
    SECURE_HSTS_SECONDS = int(os.environ.get("SECURE_HSTS_SECONDS", str(60 * 60 * 24 * 365)))
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = env_bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", True)
    if ALLAUTH_TRUSTED_PROXY_COUNT:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
# The admin's own scripts evaluate expressions and set styles; the relaxation goes no further than /admin/.
ADMIN_CSP = {"script-src": [SELF, UNSAFE_EVAL], "style-src": [SELF, UNSAFE_INLINE]}

# --- Records of what happened ---------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "INFO")},
    "loggers": {
        "django.server": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
        "celery": {"level": "WARNING"},
    },
}

# --- The admin's look -----------------------------------------------------------------------------
UNFOLD = {
    "SITE_TITLE": _("应同商城后台"),
    "SITE_HEADER": _("应同商城后台"),
    "SITE_URL": "/",
    "SITE_SYMBOL": "storefront",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("img/seal.svg")}
    ],
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_LANGUAGES": True,
    "SHOW_BACK_BUTTON": True,
    "DASHBOARD_CALLBACK": "mall.roof.dashboard.callback",
    "STYLES": [lambda request: static("admin/mall.css")],
    "SCRIPTS": [lambda request: static("admin/mall.js")],
    "BORDER_RADIUS": "8px",
    "SIDEBAR": {"show_search": True, "command_search": False, "navigation": "mall.roof.navigation.sidebar"},
    # Ink on warm paper and cinnabar, as on the storefront.
    "COLORS": {
        "base": {
            "50": "#faf7f2",
            "100": "#f2ede4",
            "200": "#e8e0d3",
            "300": "#cfc4b2",
            "400": "#a39884",
            "500": "#756b5d",
            "600": "#5f574c",
            "700": "#453f36",
            "800": "#2b2722",
            "900": "#211e1a",
            "950": "#171512",
        },
        "primary": {
            "50": "#fdf4f1",
            "100": "#fbe9e3",
            "200": "#f6cfc3",
            "300": "#eeab97",
            "400": "#e27e62",
            "500": "#cc5236",
            "600": "#ae321c",
            "700": "#8c2413",
            "800": "#6e1c10",
            "900": "#531710",
            "950": "#300b07",
        },
    },
}
