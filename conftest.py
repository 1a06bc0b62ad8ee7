"""What every test can use, in `tests/` and in the rooms alike; see `tests/support/`."""

from hypothesis import settings

# Machines here are slow and shared: no test of a property fails for being slow.
settings.register_profile("ward", deadline=None)
settings.load_profile("ward")

pytest_plugins = ("tests.support.servers", "tests.support.groups", "tests.support.ward")
