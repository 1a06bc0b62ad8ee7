"""Settings of the staff's door: log-in, second factor, lock-out, sessions, single sign-on."""

from __future__ import annotations

import os
from datetime import timedelta
from urllib.parse import urlsplit

from hanamizuki.site.environment import flag, number, sign_on

APPS = [
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
]

AUTH_USER_MODEL = "people.Account"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # the address is unique whatever its case, by a constraint
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
_RULES = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_RULES}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {
        "NAME": f"{_RULES}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "display_name")},
    },
    {"NAME": f"{_RULES}.CommonPasswordValidator"},
    {"NAME": f"{_RULES}.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "staff:today"
CSRF_FAILURE_VIEW = "hanamizuki.site.views.about.stale_form"

# A session ends after this long without a request, and twelve hours after the log-in at the latest.
IDLE_MINUTES = number("HANAMIZUKI_IDLE_MINUTES", 30, low=5, high=480)
SESSION_COOKIE_AGE = IDLE_MINUTES * 60
SESSION_SAVE_EVERY_REQUEST = True
LONGEST_SESSION = timedelta(hours=12)

ACCOUNT_ADAPTER = "hanamizuki.site.staff.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # the invitation reached the address: that verified it
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_FORMS = {
    "login": "hanamizuki.site.staff.entrance_forms.LoginForm",
    "change_password": "hanamizuki.site.staff.entrance_forms.ChangePasswordForm",
    "reauthenticate": "hanamizuki.site.staff.entrance_forms.PasswordAgainForm",
}
if os.environ.get("HANAMIZUKI_RATE_LIMIT") == "off":
    ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False

MFA_ADAPTER = "hanamizuki.site.staff.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_USER_VERIFICATION = "preferred"
# Browsers give passkeys to https and, for a ward on one's own machine, to http://localhost.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not flag("HANAMIZUKI_TLS")
MFA_FORMS = {
    "authenticate": "hanamizuki.site.staff.entrance_forms.CodeForm",
    "reauthenticate": "hanamizuki.site.staff.entrance_forms.CodeAgainForm",
    "activate_totp": "hanamizuki.site.staff.entrance_forms.ActivateForm",
    "add_webauthn": "hanamizuki.site.staff.entrance_forms.AddPasskeyForm",
    "edit_webauthn": "hanamizuki.site.staff.entrance_forms.RenamePasskeyForm",
}

USERSESSIONS_TRACK_ACTIVITY = False
SOCIALACCOUNT_ADAPTER = "hanamizuki.site.staff.adapters.SignOnAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_STORE_TOKENS = False
SIGN_ON = sign_on()
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [SIGN_ON] if SIGN_ON else []}}
SIGN_ON_ORIGINS = (
    ["{0.scheme}://{0.netloc}".format(urlsplit(SIGN_ON["settings"]["server_url"]))]
    if SIGN_ON
    else []
)

# Guessing is counted for the pair of account and address, in the database: all processes see it,
# and nobody can lock a colleague out from elsewhere. Names are kept as digests only.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_USERNAME_CALLABLE = "hanamizuki.site.staff.lockout.name"
AXES_CLIENT_IP_CALLABLE = "hanamizuki.site.staff.lockout.client_address"
AXES_CLIENT_STR_CALLABLE = "hanamizuki.site.staff.lockout.for_the_log"
AXES_LOCKOUT_CALLABLE = "hanamizuki.site.staff.lockout.locked_out"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "login", "code", "credential"]
AXES_USERNAME_FORM_FIELD = "login"
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True
