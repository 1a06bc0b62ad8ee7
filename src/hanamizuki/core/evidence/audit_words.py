"""Words for what is done to indicators and their values."""

from hanamizuki.core.audit.words import words

words.register(
    {
        "evidence.indicator_made": {
            "ja": "指標を作った",
            "en": "Made an indicator",
            "easy": "指標を 作った",
        },
        "evidence.indicator_changed": {
            "ja": "指標を変えた",
            "en": "Changed an indicator",
            "easy": "指標を 変えた",
        },
        "evidence.indicator_retired": {
            "ja": "指標を終わりにした",
            "en": "Retired an indicator",
            "easy": "指標を 終わりに した",
        },
        "evidence.value_entered": {
            "ja": "値を入れた",
            "en": "Entered a value",
            "easy": "数字を 入れた",
        },
        "evidence.value_corrected": {
            "ja": "値を直した",
            "en": "Corrected a value",
            "easy": "数字を 直した",
        },
        "evidence.value_withdrawn": {
            "ja": "値を取り消した",
            "en": "Withdrew a value",
            "easy": "数字を 取りけした",
        },
    }
)
