"""The public API below /api/v1/: routers of core and rooms, problem+json errors, throttling."""
