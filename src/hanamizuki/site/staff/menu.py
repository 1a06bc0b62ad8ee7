"""The site's own entries of the staff's menu."""

from hanamizuki.core.people.navigation import Entry, menu

menu.register(Entry({"ja": "今日", "en": "Today", "easy": "きょう"}, "staff:today", order=0))
menu.register(
    Entry(
        {"ja": "アカウント", "en": "Accounts", "easy": "アカウント"},
        "staff:accounts",
        "accounts.manage",
        order=80,
    )
)
menu.register(
    Entry({"ja": "記録", "en": "Record", "easy": "きろく"}, "staff:audit", "audit.read", order=85)
)
menu.register(
    Entry(
        {"ja": "送った通知", "en": "Notices sent", "easy": "おくった お知らせ"},
        "staff:notices",
        order=90,
    )
)
menu.register(
    Entry({"ja": "わたし", "en": "My account", "easy": "わたし"}, "staff:profile", order=95)
)
