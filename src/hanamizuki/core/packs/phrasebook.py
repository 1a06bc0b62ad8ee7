"""The phrases of `messages`: code → (ja what, ja instead, en what, en instead)."""

from __future__ import annotations

from hanamizuki.core.packs.phrasebook_records import RECORD_PHRASES

PHRASES: dict[str, tuple[str, str, str, str]] = {
    # --- folders and files
    "no_folder": (
        "パックのフォルダーがありません",
        "フォルダーの名前を確かめる（あるパック: {known}）",
        "there is no such pack folder",
        "check the folder's name (packs here: {known})",
    ),
    "no_manifest": (
        "pack.yaml がないので、パックではありません",
        "パックのフォルダーを指定するか、pack.yaml を作る（id, name, kind, extends, source）",
        "pack.yaml is missing, so this is no pack",
        "name the folder of a pack, or write a pack.yaml (id, name, kind, extends, source)",
    ),
    "wrong_id": (
        "id {value} がフォルダーの名前とちがいます",
        "id: {folder} と書くか、フォルダーの名前を変える",
        "id {value} is not the folder's name",
        "write id: {folder}, or rename the folder",
    ),
    "no_parent": (
        "extends のパック {value} が見つかりません",
        "となりのフォルダーにあるパックの id を書く（あるパック: {known}）",
        "the pack {value} named in extends is not there",
        "write the id of a pack in a neighbouring folder (packs here: {known})",
    ),
    "circle": (
        "extends が輪になっています（{chain}）",
        "いちばん遠いパックでは extends を書かない",
        "packs extend each other in a circle ({chain})",
        "leave out extends in the farthest pack",
    ),
    "unknown_file": (
        "このファイルはどの項目のものでもありません",
        "名前を直すか、パックの外へ移す（使える名前: {known}）",
        "no section knows this file",
        "rename it or move it out of the pack (known names: {known})",
    ),
    "unknown_file_near": (
        "このファイルはどの項目のものでもありません",
        "{near} のつもりなら、名前を直す",
        "no section knows this file",
        "rename it, if {near} is meant",
    ),
    "missing_file": (
        "files に書かれた {value} がパックにありません",
        "ファイルを置くか、この項目を消す",
        "{value}, named in files, is not in the pack",
        "add the file, or remove this entry",
    ),
    "unreadable": (
        "ファイルが読めません（{why}）",
        "ふつうのファイルにして、読めるようにする",
        "the file cannot be read ({why})",
        "make it an ordinary, readable file",
    ),
    "too_large": (
        "ファイルが大きすぎます（{value} MB）",
        "{limit} MB より小さく分ける",
        "the file is too large ({value} MB)",
        "split it into files below {limit} MB",
    ),
    "empty_file": (
        "ファイルに中身がありません",
        "中身を書くか、ファイルを消す",
        "the file has no content",
        "write its content, or delete the file",
    ),
    # --- encodings
    "utf16": (
        "文字コードが UTF-16 です",
        "UTF-8 で保存し直す",
        "the file is encoded in UTF-16",
        "save it as UTF-8",
    ),
    "encoding": (
        "文字コードが読めません（UTF-8 ではない文字があります）",
        "UTF-8 で保存し直す",
        "the encoding cannot be read (this line is not UTF-8)",
        "save the file as UTF-8",
    ),
    "encoding_csv": (
        "文字コードが読めません（UTF-8 でもシフトJIS（cp932）でもありません）",
        "UTF-8 で保存し直す",
        "the encoding cannot be read (neither UTF-8 nor Shift_JIS, cp932)",
        "save the file as UTF-8",
    ),
    "jis": (
        "文字コードが JIS（ISO-2022-JP）のようです",
        "UTF-8 で保存し直す",
        "the file looks like ISO-2022-JP",
        "save it as UTF-8",
    ),
    "euc": (
        "文字コードが EUC-JP のようです",
        "UTF-8 で保存し直す",
        "the file looks like EUC-JP",
        "save it as UTF-8",
    ),
    "control": (
        "使えない制御文字 {value} があります",
        "その文字を消して、UTF-8 で保存し直す",
        "there is a control character {value}",
        "remove it and save the file as UTF-8",
    ),
    "garbled": (
        "文字化けした文字（U+FFFD）があります",
        "元の文字に直す",
        "there is a garbled character (U+FFFD)",
        "write the original character",
    ),
    # --- YAML
    "yaml": (
        "YAML として読めません（{why}）",
        "字下げ、「:」のあとの空白、引用符とかっこの対応を直す",
        "this is not readable YAML ({why})",
        "check the indentation, the space after ':', quotes and brackets",
    ),
    "yaml_tab": (
        "タブ文字があります",
        "字下げは半角の空白で書く",
        "there is a tab",
        "indent with spaces",
    ),
    "yaml_deep": (
        "入れ子が深すぎます",
        "かっこと字下げを直す",
        "the nesting is too deep",
        "check brackets and indentation",
    ),
    "yaml_anchor": (
        "アンカーや別名（&, *）は使えません",
        "内容をそのまま書く（& や * で始まる文字は引用符で囲む）",
        "anchors and aliases (&, *) are not used here",
        "write the content out (quote text that begins with & or *)",
    ),
    "yaml_tag": (
        "タグ {value} は使えません",
        "タグ（! で始まる語）を消す",
        "the tag {value} is not allowed",
        "remove the tag (the word that begins with !)",
    ),
    "yaml_key": (
        "項目の名前が文字ではありません",
        "「名前: 値」の形で書く",
        "a key is not a word",
        "write it as 'name: value'",
    ),
    "duplicate_key": (
        "項目 {value} が二度あります（前は {first} 行目）",
        "どちらかを消す",
        "the key {value} stands twice (first on line {first})",
        "remove one of them",
    ),
    "not_list": (
        "一覧ではありません",
        "各項目を「- 」で始めて並べる",
        "this is not a list",
        "begin each entry with '- '",
    ),
    "not_map": (
        "「名前: 値」の形ではありません",
        "使える名前: {known}",
        "this is not a map of 'name: value'",
        "known names: {known}",
    ),
    # --- CSV
    "csv": (
        "CSV として読めません（{why}）",
        '引用符（"）の対応を直す',
        "this is not readable CSV ({why})",
        'check the quotes (")',
    ),
    "html": (
        "CSV ではなく HTML（ウェブページ）です",
        "CSV ファイルをもう一度ダウンロードして置きかえる",
        "this is HTML (a web page), not CSV",
        "download the CSV file again and replace it",
    ),
    "no_rows": (
        "見出しの行だけで、データがありません",
        "データの行を書くか、ファイルを消す",
        "there is a header but no row",
        "write the rows, or delete the file",
    ),
    "missing_column": (
        "列 {value} がありません",
        "列を足す（この見出しの列: {known}）",
        "the column {value} is missing",
        "add the column (columns here: {known})",
    ),
    "missing_column_near": (
        "列 {value} がありません",
        "見出し {near} を {value} に直す（列: {known}）",
        "the column {value} is missing",
        "rename the column {near} to {value} (columns: {known})",
    ),
    "in_no_row": (
        "どの行にも {what}",
        "列を足すか、見出しを直す（この見出しの列: {known}）",
        "in every row {what_en}",
        "add the column or mend its header (columns here: {known})",
    ),
    "unknown_column": (
        "知らない列 {value} があります",
        "消すか、名前を直す（使える列: {known}）",
        "there is an unknown column {value}",
        "remove or rename it (known columns: {known})",
    ),
    "unknown_column_near": (
        "知らない列 {value} があります",
        "見出しを {near} に直す",
        "there is an unknown column {value}",
        "rename it to {near}",
    ),
    "duplicate_column": (
        "列 {value} が二度あります",
        "どちらかの列を消す",
        "the column {value} stands twice",
        "remove one of them",
    ),
    "unnamed_column": (
        "{value} 列目に見出しがないのに、データがあります",
        "見出しを書くか、列を消す",
        "column {value} has data but no header",
        "write a header, or remove the column",
    ),
    "ragged_long": (
        "セルが {value} 個あり、見出しの {known} 個より多いです",
        "余分な「,」を消すか、「,」を含むセルを引用符で囲む",
        "the row has {value} cells, more than the {known} headers",
        "remove the extra comma, or quote the cell that holds one",
    ),
    "ragged_short": (
        "セルが {value} 個で、見出しの {known} 個より少ないです",
        "空のセルも「,」で区切って書く",
        "the row has {value} cells, fewer than the {known} headers",
        "write empty cells too, with their commas",
    ),
    "row": (
        "列 {column}: {what}",
        "{instead}",
        "column {column}: {what_en}",
        "{instead_en}",
    ),
    "row_failed": (
        "この行が読めません（{why}）",
        "セルの書き方を、ほかの行とくらべて直す",
        "this row cannot be read ({why})",
        "compare its cells with other rows",
    ),
    # --- records and their fields
    **RECORD_PHRASES,
}
