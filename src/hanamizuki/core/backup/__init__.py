"""Backup of a live ward into one file, and its restore elsewhere.

`services.backup` and `services.restore` are the two use cases; `archive` is the file's form,
`sqlite` and `postgres` the two databases. Knows no models, so that a restore needs no ward.
"""
