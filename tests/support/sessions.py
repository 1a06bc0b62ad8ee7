"""Sessions of staff for tests in a browser that are not about the log-in itself.

Run as a program in the ward's own environment (its data folder, its clock): prints the cookie.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.support.ward import ROOT, environment


def cookie(data: Path, email: str, role: str, section: str = "", **more: str) -> str:
    """The session cookie of an account, which is made where it is not there yet."""
    given = environment(data, DJANGO_SETTINGS_MODULE="hanamizuki.site.settings", **more)
    given["PYTHONPATH"] = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.sessions", email, role, section],
        env=given,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().splitlines()[-1]


def _main(email: str, role: str, section: str) -> None:
    import django

    django.setup()
    from django.test import Client

    from hanamizuki.core.people.grants import Grant
    from hanamizuki.core.people.models import Account
    from tests.support.staff import log_in, make_account

    account = Account.objects.filter(email=email).first()
    if account is None:
        account = make_account(email, Grant(role, section))
    print(log_in(Client(), account).session.session_key)


if __name__ == "__main__":
    _main(*sys.argv[1:])
