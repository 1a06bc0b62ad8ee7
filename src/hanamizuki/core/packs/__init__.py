"""Content as data: reading, stacking, checking and loading packs.

A room registers a `Section` in its `pack.py`; `check` and `read_stack` need no database, `load`
writes everything in one transaction. Section loaders are idempotent and keep what people have
entered: they go through `sync`, which writes by key and never replaces rows.
"""

from hanamizuki.core.packs.codes import LocalGovernmentCode, is_code, repair_code
from hanamizuki.core.packs.data import PackData, RawFile
from hanamizuki.core.packs.identity import Identity
from hanamizuki.core.packs.manifest import Bounds, Manifest
from hanamizuki.core.packs.scaffold import new
from hanamizuki.core.packs.schema import (
    Origin,
    PackInvalid,
    PackModel,
    Problem,
    Record,
    RowError,
    Sourced,
)
from hanamizuki.core.packs.sections import Section, SectionRegistry, registry
from hanamizuki.core.packs.services import LoadReport, load
from hanamizuki.core.packs.stack import check, read_stack
from hanamizuki.core.packs.sync import SyncReport, sync
from hanamizuki.core.packs.text import Localised, Text

__all__ = [
    "Bounds",
    "Identity",
    "LoadReport",
    "LocalGovernmentCode",
    "Localised",
    "Manifest",
    "Origin",
    "PackData",
    "PackInvalid",
    "PackModel",
    "Problem",
    "RawFile",
    "Record",
    "RowError",
    "Section",
    "SectionRegistry",
    "Sourced",
    "SyncReport",
    "Text",
    "check",
    "is_code",
    "load",
    "new",
    "read_stack",
    "registry",
    "repair_code",
    "sync",
]
