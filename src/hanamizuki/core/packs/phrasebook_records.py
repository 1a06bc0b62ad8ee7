"""The phrases about records and their fields: code → (ja what, ja instead, en what, en instead).

`{path}` names the field, `{value}` is what stands there.
"""

from __future__ import annotations

RECORD_PHRASES: dict[str, tuple[str, str, str, str]] = {
    # --- records
    "duplicate_id": (
        "{key} {value} が二度あります（もう一つは {other}）",
        "一つにするか、ちがう {key} をつける",
        "{key} {value} stands twice (also at {other})",
        "keep one, or give it another {key}",
    ),
    "outside": (
        "座標（{lat}, {lon}）が {pack} の範囲の外です",
        "緯度 {south}〜{north}、経度 {west}〜{east} の中の値を書く",
        "the coordinates ({lat}, {lon}) lie outside {pack}",
        "write a latitude in {south}..{north} and a longitude in {west}..{east}",
    ),
    "swapped": (
        "緯度と経度が逆のようです（緯度 {lat}、経度 {lon}）",
        "緯度 {lon}、経度 {lat} と書く",
        "latitude and longitude look swapped (latitude {lat}, longitude {lon})",
        "write latitude {lon} and longitude {lat}",
    ),
    "check_failed": (
        "{section} の検査が途中で止まりました（{why}）",
        "この項目のファイルを、例とくらべて直す",
        "the check of {section} stopped ({why})",
        "compare the files of this section with its example",
    ),
    "identity_missing": (
        "kind が {kind} のパックには identity.yaml に {value} が要ります",
        "{value}: {{name: …, source: …}} を書く",
        "a pack of kind {kind} needs {value} in identity.yaml",
        "write {value}: {{name: …, source: …}}",
    ),
    # --- fields: {path} names the field, {value} is what stands there
    "missing": (
        "{path} がありません",
        "{path} を書く",
        "{path} is missing",
        "write {path}",
    ),
    "unknown_key": (
        "知らない項目 {path} があります",
        "消すか、名前を直す（使える名前: {known}）",
        "there is an unknown key {path}",
        "remove or rename it (known names: {known})",
    ),
    "unknown_key_near": (
        "知らない項目 {path} があります",
        "{near} に直す",
        "there is an unknown key {path}",
        "rename it to {near}",
    ),
    "text": (
        "{path} は文字ではありません: {value}",
        '文字で書く（数字だけの文字は "{raw}" のように引用符で囲む）',
        "{path} is not text: {value}",
        'write text (quote text made of digits, "{raw}")',
    ),
    "localised": (
        "{path} は文字ではありません: {value}",
        "日本語の文字か、{{ja: …, en: …, easy: …}} を書く",
        "{path} is not text: {value}",
        "write Japanese text, or {{ja: …, en: …, easy: …}}",
    ),
    "blank": (
        "{path} が空か、短すぎます",
        "内容を書くか、わからなければ項目ごと消す",
        "{path} is empty or too short",
        "write its content, or leave it out if unknown",
    ),
    "too_long": (
        "{path} が長すぎます（{value}）",
        "{limit} より短くする",
        "{path} is too long ({value})",
        "keep it within {limit}",
    ),
    "pattern": (
        "{path} の形がちがいます: {value}",
        "{limit} のような決まった形で書く",
        "{path} has the wrong form: {value}",
        "write it in a form like {limit}",
    ),
    "whole_number": (
        "{path} は整数ではありません: {value}",
        "半角の整数を書く",
        "{path} is not a whole number: {value}",
        "write a whole number",
    ),
    "number": (
        "{path} は数ではありません: {value}",
        "半角の数字を書く",
        "{path} is not a number: {value}",
        "write a number",
    ),
    "range": (
        "{path} が範囲の外です: {value}",
        "{limit} の数を書く",
        "{path} is out of range: {value}",
        "write a number {limit}",
    ),
    "boolean": (
        "{path} は true でも false でもありません: {value}",
        "true か false を書く",
        "{path} is neither true nor false: {value}",
        "write true or false",
    ),
    "date": (
        "{path} は日付ではありません: {value}",
        "2026-04-01 の形で、ある日を書く",
        "{path} is not a date: {value}",
        "write a day that exists, as 2026-04-01",
    ),
    "time": (
        "{path} は時刻ではありません: {value}",
        '"08:45" の形で書く',
        "{path} is not a time: {value}",
        'write it as "08:45"',
    ),
    "moment": (
        "{path} は日時ではありません: {value}",
        "2026-04-01T08:45+09:00 の形で書く",
        "{path} is not a moment: {value}",
        "write it as 2026-04-01T08:45+09:00",
    ),
    "choice": (
        "{path} は使える値ではありません: {value}",
        "次のどれかを書く: {limit}",
        "{path} is not one of the known values: {value}",
        "write one of: {limit}",
    ),
    "list": (
        "{path} は一覧ではありません: {value}",
        "[…] か「- 」で並べて書く",
        "{path} is not a list: {value}",
        "write a list, in […] or with '- '",
    ),
    "count": (
        "{path} の数が合いません（{value}）",
        "{limit} 個にする",
        "{path} has the wrong number of entries ({value})",
        "write {limit} entries",
    ),
    "map": (
        "{path} は「名前: 値」の形ではありません: {value}",
        "使える名前で書く: {known}",
        "{path} is not a map of 'name: value': {value}",
        "write it with the names: {known}",
    ),
    "rule": (
        "{path}: {why}",
        "この決まりに合うように直す",
        "{path}: {why}",
        "mend it so that the rule holds",
    ),
    "other": (
        "{path} が読めません: {value}（{why}）",
        "例とくらべて直す",
        "{path} cannot be read: {value} ({why})",
        "compare it with the section's example",
    ),
}
