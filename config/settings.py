"""All settings, from the environment; the table of variables is docs/configuration.md."""

from pathlib import Path

import environ

from config import embedded
from config.embedded import home
from config.secrets import local_secret

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.FileAwareEnv()

# --- who and where -----------------------------------------------------------------------------

#: Development and the demo run with DEBUG-free settings too; PRODUCTION demands real secrets.
PRODUCTION = env.bool("CASEWORK_PRODUCTION", default=False)
DEBUG = False
CASEWORK_HOME = home.path()

SECRET_KEY = env.str("CASEWORK_SECRET_KEY", default="") or local_secret("secret_key", PRODUCTION)
#: Fernet keys of encrypted fields, newest first (`common.crypto`).
CASEWORK_FIELD_KEYS = env.list("CASEWORK_FIELD_KEYS", default=[]) or [
    local_secret("field_key", PRODUCTION)
]
#: Key of the hashes that let equal identities be found without storing them (`common.crypto`).
CASEWORK_HASH_KEY = env.str("CASEWORK_HASH_KEY", default="") or local_secret("hash_key", PRODUCTION)

ALLOWED_HOSTS = env.list("CASEWORK_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CASEWORK_BASE_URL = env.str("CASEWORK_BASE_URL", default="http://127.0.0.1:8000")
CSRF_TRUSTED_ORIGINS = [CASEWORK_BASE_URL] if CASEWORK_BASE_URL.startswith("https://") else []
CASEWORK_SOURCE_URL = env.str("CASEWORK_SOURCE_URL", default="/source")
CASEWORK_ASSOCIATION = env.str("CASEWORK_ASSOCIATION", default="示例市家政服务业协会（演示）")
#: Mark of the association in the numbers of its papers: 家协受〔2026〕第1号 (发文机关代字).
CASEWORK_PAPER_MARK = env.str("CASEWORK_PAPER_MARK", default="家协")
#: Signature of text messages (短信签名), where the whole name would not fit.
CASEWORK_SHORT_NAME = env.str("CASEWORK_SHORT_NAME", default="示例市家政协会")
CASEWORK_HOTLINE = env.str("CASEWORK_HOTLINE", default="0571-0000 0000（演示）")

# --- policy ------------------------------------------------------------------------------------

CASEWORK_POLICY = env.str("CASEWORK_POLICY", default="plan")
#: Folders with an installation's own packs, searched before ours (decision 0120).
CASEWORK_POLICY_DIRS = env.list("CASEWORK_POLICY_DIRS", default=[])

# --- applications ------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "config.staticfiles.HouseStaticFiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "django_cotton",
    "heroicons",
    "js_lib_bootstrap5",
    "viewflow.workflow",
    "common",
    "accounts",
    "policies",
    "outbox",
    "deadlines",
    "documents",
    "archives",
    "casework",
    "rewards",
    "notifications",
    "integrations",
    "integrations.sms_gateway",
    "workflows",
    "portals",
    "config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "portals.middleware.NoNul",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portals.middleware.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portals.middleware.NotKept",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portals.middleware.SecondFactor",
    "portals.middleware.Refusals",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portals.context.house",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

# --- storage -----------------------------------------------------------------------------------

if env.str("DATABASE_URL", default=""):
    DATABASES = {"default": env.db_url("DATABASE_URL", engine="django.db.backends.postgresql")}
else:
    DATABASES = {"default": embedded.database()}
DATABASES["default"]["OPTIONS"] = {
    **DATABASES["default"].get("OPTIONS", {}),
    # A lock that nobody releases becomes a 409, never a hang.
    "options": "-c lock_timeout=5s -c statement_timeout=60s",
}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CASEWORK_CONN_MAX_AGE", default=0)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "/static/"
STATIC_ROOT = CASEWORK_HOME / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = CASEWORK_HOME / "media"
CASEWORK_PAPERS_DIR = CASEWORK_HOME / "papers"
CASEWORK_EVIDENCE_DIR = CASEWORK_HOME / "evidence"
CASEWORK_EVIDENCE_MAX_BYTES = env.int("CASEWORK_EVIDENCE_MAX_BYTES", default=50 * 2**20)
#: Longest narrative, in characters, and longest line of an import, in bytes (`portals.intake`).
CASEWORK_INTAKE_NARRATIVE_CHARS = env.int("CASEWORK_INTAKE_NARRATIVE_CHARS", default=20_000)
CASEWORK_INTAKE_LINE_BYTES = env.int("CASEWORK_INTAKE_LINE_BYTES", default=2**20)
#: Files of complaints that are still being written; each is dropped after a day.
CASEWORK_STAGED_DIR = CASEWORK_HOME / "staged"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# --- log-in ------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
ACCOUNT_ADAPTER = "accounts.adapter.ClosedSignup"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False  # the session ends with the browser: desks are shared
ACCOUNT_FORMS = {"login": "portals.login.StaffLogin"}
ACCOUNT_RATE_LIMITS = False  # django-axes counts failures; two counters would disagree
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
#: Roles that cannot work without a second factor (architecture §4.4).
CASEWORK_MFA_ROLES = env.list("CASEWORK_MFA_ROLES", default=[])
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 1  # hour
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "account/lockout.html"
AXES_VERBOSE = False
AXES_RESET_ON_SUCCESS = True

# --- visitors without an account ---------------------------------------------------------------

#: Proxies of ours in front of the web server; 0 = visitors connect directly. The visitor's address
#: is taken from X-Forwarded-For only as many hops back as we control.
CASEWORK_PROXIES = env.int("CASEWORK_PROXIES", default=0)
#: Complaints filed on the web within an hour, from one browser and from one address.
CASEWORK_COMPLAINTS_PER_BROWSER = env.int("CASEWORK_COMPLAINTS_PER_BROWSER", default=3)
CASEWORK_COMPLAINTS_PER_ADDRESS = env.int("CASEWORK_COMPLAINTS_PER_ADDRESS", default=20)
#: Wrong query codes: on one number in 15 minutes, from one address in an hour, and of everybody in
#: ten minutes, beyond which addresses that were wrong once have to wait (decision 0193).
CASEWORK_WRONG_CODES_PER_NUMBER = env.int("CASEWORK_WRONG_CODES_PER_NUMBER", default=5)
CASEWORK_WRONG_CODES_PER_ADDRESS = env.int("CASEWORK_WRONG_CODES_PER_ADDRESS", default=20)
CASEWORK_WRONG_CODES_OF_ALL = env.int("CASEWORK_WRONG_CODES_OF_ALL", default=300)
#: Files put aside within an hour by one address for complaints not filed yet.
CASEWORK_FILES_PER_ADDRESS = env.int("CASEWORK_FILES_PER_ADDRESS", default=100)
#: Messages to the doors of agencies that nobody signed, from one address in a quarter of an hour.
CASEWORK_FORGED_PER_ADDRESS = env.int("CASEWORK_FORGED_PER_ADDRESS", default=60)
#: Minutes after the last page for which a query code opens the file in this browser.
CASEWORK_TRACKING_MINUTES = env.int("CASEWORK_TRACKING_MINUTES", default=30)
#: Files a complaint on the web may bring along, and files a party may add to a file.
CASEWORK_FILES_PER_COMPLAINT = env.int("CASEWORK_FILES_PER_COMPLAINT", default=10)
CASEWORK_FILES_PER_PARTY = env.int("CASEWORK_FILES_PER_PARTY", default=50)

# --- language and time -------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [
    BASE_DIR / "locale",
    *sorted(path for path in BASE_DIR.glob("*/locale") if path.is_dir()),
    *sorted(path for path in BASE_DIR.glob("portals/*/locale") if path.is_dir()),
]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# --- messages and work -------------------------------------------------------------------------

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="") or embedded.broker_url()
EMAIL_BACKEND = env.str(
    "CASEWORK_EMAIL_BACKEND", default="django.core.mail.backends.smtp.EmailBackend"
)
EMAIL_FILE_PATH = CASEWORK_HOME / "mail"  # of the file backend, which the demo uses
EMAIL_HOST = env.str("CASEWORK_SMTP_HOST", default="")
EMAIL_PORT = env.int("CASEWORK_SMTP_PORT", default=25)
EMAIL_HOST_USER = env.str("CASEWORK_SMTP_USER", default="")
EMAIL_HOST_PASSWORD = env.str("CASEWORK_SMTP_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("CASEWORK_SMTP_TLS", default=False)
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env.str("CASEWORK_MAIL_FROM", default="casework@localhost")
CASEWORK_SMS_GATEWAY_URL = env.str("CASEWORK_SMS_GATEWAY_URL", default="")
CASEWORK_SMS_GATEWAY_TOKEN = env.str("CASEWORK_SMS_GATEWAY_TOKEN", default="")
#: The gateway behind `notifications.channels.sms.Gateway` (a port: the packages are siblings).
CASEWORK_SMS_GATEWAY = "integrations.sms_gateway.adapter.Gateway"
#: Agency, or the hotline → the adapter behind `casework.channels` (a port); none: paper.
CASEWORK_CHANNELS = {
    "POLICE": "integrations.police.adapter.Channel",
    "MARKET_REGULATOR": "integrations.market_regulator.adapter.Channel",
    "HOTLINE_12345": "integrations.hotline_12345.adapter.Channel",
}
#: Address of each body and the secrets shared with it, newest first; without either: paper.
CASEWORK_POLICE_URL = env.str("CASEWORK_POLICE_URL", default="")
CASEWORK_POLICE_SECRETS = env.list("CASEWORK_POLICE_SECRETS", default=[])
CASEWORK_MARKET_REGULATOR_URL = env.str("CASEWORK_MARKET_REGULATOR_URL", default="")
CASEWORK_MARKET_REGULATOR_SECRETS = env.list("CASEWORK_MARKET_REGULATOR_SECRETS", default=[])
CASEWORK_HOTLINE_12345_URL = env.str("CASEWORK_HOTLINE_12345_URL", default="")
CASEWORK_HOTLINE_12345_SECRETS = env.list("CASEWORK_HOTLINE_12345_SECRETS", default=[])
#: Hosts among these that may stand at private or loopback addresses (decision 0321).
CASEWORK_CHANNEL_INNER_HOSTS = env.list("CASEWORK_CHANNEL_INNER_HOSTS", default=[])
#: File (PEM) of further certification authorities for them: networks of agencies have their own.
CASEWORK_CHANNEL_AUTHORITIES = env.str("CASEWORK_CHANNEL_AUTHORITIES", default="")
#: Largest message to or from a body, enclosures included, in bytes.
CASEWORK_CHANNEL_BODY_BYTES = env.int("CASEWORK_CHANNEL_BODY_BYTES", default=16 * 2**20)
#: Seconds a worker may take for one message; longer than the timeouts of its slowest handler.
CASEWORK_OUTBOX_LEASE_SECONDS = env.int("CASEWORK_OUTBOX_LEASE_SECONDS", default=120)

#: Called with each Event inside its transaction (architecture §4.2).
LIFECYCLE_FOLLOWERS = ["workflows.follow.moved"]
#: Called with the file of each clock that is written, inside its transaction.
DEADLINE_FOLLOWERS = ["workflows.projection.clock_changed"]
#: capability -> roles that hold it (a port: `common` may not import `accounts`).
CAPABILITY_ROLES = "accounts.roles.roles_with"

# --- web security ------------------------------------------------------------------------------

HTTPS = env.bool("CASEWORK_HTTPS", default=PRODUCTION)
SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 8 * 3600
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "portals.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "manifest-src": ["'self'"],
    }
}
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"without_keys": {"()": "portals.logs.WithoutKeys"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {
        "handlers": ["console"],
        "level": env.str("CASEWORK_LOG_LEVEL", default="WARNING"),
    },
    "loggers": {
        # At DEBUG it prints the whole context of a page, names and telephone numbers with it.
        "django.template": {"level": "INFO"},
        # It prints the address of every refused request.
        "django.request": {"filters": ["without_keys"]},
    },
}
