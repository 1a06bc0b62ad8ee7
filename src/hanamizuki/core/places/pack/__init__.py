"""The pack sections of places. Importing this registers them; order here is the order of load."""

from __future__ import annotations

from hanamizuki.core.places.pack import (
    associations,
    catchments,
    districts,
    facilities,
    sections,
    towns,
)

__all__ = ["associations", "catchments", "districts", "facilities", "sections", "towns"]
