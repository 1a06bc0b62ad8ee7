"""Single sign-on by OpenID Connect: authorization code with PKCE, signature always checked."""

from __future__ import annotations

import logging
from typing import Any

import requests
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render

log = logging.getLogger(__name__)


class Checked(OpenIDConnectOAuth2Adapter):
    """As allauth's, which trusts TLS alone for a token it fetched itself; here the signature,
    issuer, audience and time of the token count always."""

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        return jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
            verify_signature=True,
        )


def _with(view: Any, request: HttpRequest, provider_id: str) -> HttpResponseBase:
    try:
        return view.adapter_view(Checked(request, provider_id))(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except (requests.RequestException, KeyError) as error:  # not there, or not a provider
        log.error("the single sign-on does not answer as it should: %s", type(error).__name__)
        return render(request, "socialaccount/authentication_error.html")


def begin(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Ask, then go to the provider; 404 where no such provider is configured."""
    return _with(OAuth2LoginView, request, provider_id)


def back(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Where the provider sends people back to."""
    return _with(OAuth2CallbackView, request, provider_id)
