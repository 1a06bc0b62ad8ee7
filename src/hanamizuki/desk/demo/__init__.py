"""The demo day: made-up people come to the desk and made-up clerks serve them, by real services.

It runs in the worker (`jobs`), in a database marked as a demo's (`services`), on the days and in
the shape that the pack's own pattern of crowding gives (`office`). What it makes is no record.
"""
