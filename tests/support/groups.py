"""Which groups of tests run: the long ones and those that need a server or a browser.

`./ward test` leaves the groups out; `--all` takes them in, as far as what they need is there.
HANAMIZUKI_REQUIRE=postgres,redis,browser turns "not there" into a failure (CI sets it).
"""

from __future__ import annotations

import os

import pytest

from tests.support.servers import why_no_browser, why_no_postgres, why_no_redis

GROUPS = {
    "slow": lambda: "",
    "browser": why_no_browser,
    "postgres": why_no_postgres,
    "redis": why_no_redis,
}
_unavailable = pytest.StashKey[dict[str, str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--all",
        action="store_true",
        dest="all_groups",
        help="also the groups " + ", ".join(GROUPS),
    )


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_unavailable] = {}
    if hasattr(config, "workerinput") or _chosen(config):
        config.stash[_unavailable] = {name: why for name in GROUPS if (why := GROUPS[name]())}
    required = set(filter(None, os.environ.get("HANAMIZUKI_REQUIRE", "").split(",")))
    for name, why in config.stash[_unavailable].items():
        if name in required:
            raise pytest.UsageError(f"the group {name} is required, but: {why}")


def _chosen(config: pytest.Config) -> bool:
    """True where the groups take part: --all, or the caller picks by marker or by name."""
    named = any("::" in argument for argument in config.args)
    return bool(config.getoption("all_groups") or config.getoption("markexpr") or named)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    unavailable = config.stash[_unavailable]
    kept, out = [], []
    for item in items:
        names = [name for name in GROUPS if item.get_closest_marker(name)]
        if names and not _chosen(config):
            out.append(item)
            continue
        for name in names:
            if name in unavailable:
                item.add_marker(pytest.mark.skip(reason=f"{name}: {unavailable[name]}"))
        kept.append(item)
    if out:
        config.hook.pytest_deselected(items=out)
        items[:] = kept


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    config = terminalreporter.config
    lines = []
    if not _chosen(config):
        lines.append(f"{', '.join(GROUPS)}: left out; ./ward test --all runs them")
    lines += [f"{name}: skipped, {why}" for name, why in config.stash[_unavailable].items()]
    if lines:
        terminalreporter.section("groups of tests that did not run")
        for line in lines:
            terminalreporter.line(line)
