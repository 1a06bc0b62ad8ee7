"""`python -m hanamizuki.cli`, the same as the `hanamizuki` command."""

from __future__ import annotations

import sys

from hanamizuki.cli import main

sys.exit(main())
