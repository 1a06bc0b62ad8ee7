"""Paying in parts: a plan to take along to the office. Nothing that is typed is kept."""
