"""The composition root: settings, addresses, the front doors. Imports rooms and core."""
