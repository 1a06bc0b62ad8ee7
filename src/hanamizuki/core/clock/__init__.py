"""The ward's clock: one injectable `now()`, Asia/Tokyo, fiscal years, eras, opening hours.

Everything that needs the time asks here (the lint bans the rest), so that a rehearsal can start
the ward at another moment. Dates are civil dates in Japan; moments are aware datetimes.
"""

from hanamizuki.core.clock.era import fiscal_year, fiscal_year_name, from_wareki, wareki
from hanamizuki.core.clock.moment import JST, is_rehearsal, now, real_now, today

__all__ = [
    "JST",
    "fiscal_year",
    "fiscal_year_name",
    "from_wareki",
    "is_rehearsal",
    "now",
    "real_now",
    "today",
    "wareki",
]
