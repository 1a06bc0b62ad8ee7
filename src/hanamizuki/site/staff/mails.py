"""The mail with an invitation. Its link is a secret, so it goes past the outbox, once, and is kept
nowhere; whoever did not get it is sent a new one."""

from __future__ import annotations

import logging

from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from hanamizuki.core.packs.queries import current_identity
from hanamizuki.core.people.invitations import VALID_FOR
from hanamizuki.core.people.models import Account
from hanamizuki.core.text.localised import localise

log = logging.getLogger(__name__)


def link(base: str, token: str) -> str:
    """The full address of an invitation; `base` is like https://ward.example.lg.jp."""
    return base.rstrip("/") + reverse("staff:join", args=[token])


def send_invitation(account: Account, base: str, token: str) -> bool:
    """Send the link to its account; False where the mail server did not take it."""
    identity = current_identity()
    with translation.override(account.language):
        ward = localise(identity.ward_name) if identity else "Hanamizuki"
        subject = gettext("%(ward)s: 職員のアカウントを開いてください") % {"ward": ward}
        days = VALID_FOR.days
        body = [
            gettext(
                "次のリンクを開いて、パスワードを決めてください。"
                "%(days)s日のあいだ、一度だけ使えます。"
            )
            % {"days": days},
            link(base, token),
            gettext(
                "心当たりがないときは、このメールを捨ててください。"
                "リンクは、ほかの人に送らないでください。"
            ),
        ]
    try:
        EmailMessage(subject, "\n\n".join(body), to=[account.email]).send()
    except OSError as error:  # smtplib's errors are OSErrors, and so is a full disk
        log.error("the mail with an invitation was not sent: %s", type(error).__name__)
        return False
    return True
