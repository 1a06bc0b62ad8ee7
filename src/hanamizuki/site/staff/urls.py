"""Every address of the staff's door. No sign-up, no reset by mail: a new link is an invitation."""

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkey
from allauth.socialaccount import views as social
from django.urls import include, path

from hanamizuki.site.staff import accounts, audit, join, notices, profile, sign_on, today

entrance = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("again/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", account.password_change, name="account_change_password"),
    path("factors/", factor.index, name="mfa_index"),
    path("factors/check/", factor.authenticate, name="mfa_authenticate"),
    path("factors/again/", factor.reauthenticate, name="mfa_reauthenticate"),
    path("factors/app/add/", totp.activate_totp, name="mfa_activate_totp"),
    path("factors/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("factors/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("factors/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("factors/passkeys/", passkey.list_webauthn, name="mfa_list_webauthn"),
    path("factors/passkeys/add/", passkey.add_webauthn, name="mfa_add_webauthn"),
    path("factors/passkeys/login/", passkey.login_webauthn, name="mfa_login_webauthn"),
    path(
        "factors/passkeys/again/",
        passkey.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path("factors/passkeys/<int:pk>/remove/", passkey.remove_webauthn, name="mfa_remove_webauthn"),
    path("factors/passkeys/<int:pk>/", passkey.edit_webauthn, name="mfa_edit_webauthn"),
    path("sign-on/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("sign-on/<slug:provider_id>/", sign_on.begin, name="openid_connect_login"),
    path("sign-on/<slug:provider_id>/back/", sign_on.back, name="openid_connect_callback"),
]

inside = (
    [
        path("", today.today, name="today"),
        path("join/<str:token>/", join.join, name="join"),
        path("second-factor/", profile.second_factor, name="second_factor"),
        path("stay/", profile.stay, name="stay"),
        path("profile/", profile.profile, name="profile"),
        path("profile/sessions/", profile.end_other_sessions, name="end_sessions"),
        path("accounts/", accounts.index, name="accounts"),
        path("accounts/invite/", accounts.invite, name="invite"),
        path("accounts/<uuid:id>/", accounts.account, name="account"),
        path("accounts/<uuid:id>/link/", accounts.link, name="link"),
        path("accounts/<uuid:id>/remove/", accounts.remove, name="remove"),
        path("accounts/<uuid:id>/return/", accounts.bring_back, name="return"),
        path("audit/", audit.reader, name="audit"),
        path("notices/", notices.index, name="notices"),
        path("notices/<int:pk>/retry/", notices.retry, name="retry"),
    ],
    "staff",
)

urlpatterns = [*entrance, path("", include(inside))]
