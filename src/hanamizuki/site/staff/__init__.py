"""The staff's door: log-in, 「今日」, accounts, the audit reader, notices, one's own account."""
