"""One-time codes are used one time: the number of the last one is kept in the database.

allauth remembers used codes for one period in the cache of one process; with a tolerance of a
period each way a code would open again after that, or at another process.
"""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.db import transaction

from hanamizuki.site.staff.adapters import SecondFactorAdapter

LAST = "last_counter"


def used_once(authenticator: Authenticator, code: str) -> bool:
    """Use a code that fits; False where it, or a later one, was used before.

    True for recovery codes: allauth strikes them out itself.
    """
    if authenticator.type != Authenticator.Type.TOTP:
        return True
    secret = SecondFactorAdapter().decrypt(authenticator.data["secret"])
    fitting = [
        counter
        for counter in auth.yield_hotp_counters_from_time()
        if auth.format_hotp_value(auth.hotp_value(secret, counter)) == code.strip()
    ]
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
        newer = [counter for counter in fitting if counter > row.data.get(LAST, -1)]
        if not newer:
            return False
        row.data = authenticator.data = {**row.data, LAST: newer[0]}
        row.save(update_fields=["data"])
    return True
