"""Appointments: kinds and their rules, seats that cannot be oversold, and their pages and words.

The rules are in `desk.logic.slots`, the writers in `desk.services.appointments` and
`desk.services.appointment_day`, the reads in `desk.queries.appointments`.
"""
