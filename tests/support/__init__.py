"""Fixtures and helpers of the tests: groups of tests, servers, a running ward, a browser."""
