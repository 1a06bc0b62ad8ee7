"""The ward's settings for tests: a throw-away data folder, plain static files, no rate limit.

DATABASE_URL and REDIS_URL are respected, so the same tests run on PostgreSQL and Redis.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_FOLDER = Path(tempfile.mkdtemp(prefix="hanamizuki-tests-"))
(_FOLDER / "static").mkdir()  # WhiteNoise warns of a missing folder, and a warning is an error
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)
os.environ["HANAMIZUKI_DATA"] = str(_FOLDER)
os.environ["HANAMIZUKI_SECRET_KEY"] = "tests-only"
for _name in (
    *("CLOCK", "CLOCK_RATE", "CLOCK_SET_AT", "DEBUG", "DEMO", "DEMO_DAY", "HOSTS"),
    *("PACK", "PACKS", "STATIC", "TLS"),
):
    os.environ.pop(f"HANAMIZUKI_{_name}", None)

from hanamizuki.site.settings import *  # noqa: E402, F403
from hanamizuki.site.settings import CACHES, DATABASES, STORAGES  # noqa: E402

ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
# Collecting and compressing takes seconds, and no test of ours looks at hashed names.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
DESK_MEMORY = 0.0  # a test changes what the next one asks
PAGE_VIEWS = PAGE_FORMS = 0  # no limit: all tests of a run are one visitor
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in a ward: the in-memory database knows no WAL and locks whole tables.
    DATABASES["default"]["TEST"] = {"NAME": _FOLDER / "test.sqlite3"}
if os.environ.get("REDIS_URL"):
    # Clearing the cache empties its whole database: each worker of a parallel run has its own.
    _base, _, _number = os.environ["REDIS_URL"].rpartition("/")
    _worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    for _cache in CACHES.values():
        _cache["LOCATION"] = f"{_base}/{int(_number) - _worker}"
