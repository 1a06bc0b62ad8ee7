"""Search: time per query, index build time and size over 5,000 documents of about 200 characters.

Run: `python benchmarks/search.py [--documents N] [--rounds N] [--json FILE]`. It makes a SQLite
database of its own in a temporary folder; where DATABASE_URL names a PostgreSQL server, it makes
and drops the database `hanamizuki_bench_search` there as well. Bar: p99 < 50 ms.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Iterator
from statistics import quantiles
from typing import Any

import engines

DATABASE = "hanamizuki_bench_search"
BAR_MS = 50.0

# Own sentences, made of what a ward writes about; {0} and {1} are towns and things.
THINGS = (
    *("粗大ごみ", "印鑑登録", "国民健康保険", "予防接種", "赤ちゃんの健診"),
    *("放課後児童クラブ", "放置自転車", "犬の登録", "住民票", "戸籍謄本", "児童手当"),
    *("介護保険", "予防体操", "防災訓練", "備蓄庫", "道路の穴", "街路灯", "自治会の加入"),
    *("商店街のまつり", "工場見学", "読書活動", "健康づくり", "生活の相談", "法律相談"),
    *("マイナンバーカード", "税の証明", "年金の免除", "保育園の申請"),
)
TOWNS = (
    *("綱島西", "綱島東", "大倉山", "菊名", "新横浜", "日吉", "日吉本町", "高田東"),
    *("高田西", "樽町", "師岡町", "新羽町", "小机町", "大豆戸町", "篠原町", "仲手原"),
    *("富士塚", "錦が丘", "大曽根", "箕輪町", "下田町", "鳥山町", "岸根町", "新吉田東"),
)
SENTENCES = (
    "{0}にお住まいの方は、{1}の手続きを区役所の窓口で行えます。",
    "{1}については、平日の午前8時45分から午後5時まで受け付けます。",
    "{0}地区では、{1}に関する相談会を毎月第2土曜日に開きます。",
    "必要な書類は、本人確認書類と申請書です。{1}の写しも確認します。",
    "お子さんと高齢の方には、{1}の案内を郵送しています。",
    "地域防災拠点は{0}にあり、震度5強以上で開設します。",
    "{1}の申し込みは、電話かインターネットでお願いします。",
    "{0}の町内会と協力して、{1}のお知らせを回覧しています。",
)
QUERIES = {
    "one character": ["犬", "税", "町", "本", "に"],
    "short": ["国保", "粗大", "菊名", "年金", "介護"],
    "word": ["予防体操", "印鑑登録", "住民票", "自治会", "地域防災拠点"],
    "kana": ["よぼうたいそう", "いんかん", "そだいごみ", "ひっこし", "つなしま"],
    "romaji": ["tsunashima", "Ōkurayama", "kikuna", "shin-yokohama", "kohoku"],
    "english": ["trash", "moving", "health insurance", "nursery", "seal registration"],
    "two words": ["綱島 予防接種", "大倉山 防災訓練", "犬 登録", "児童手当 申請", "菊名 相談"],
    "sentence": [
        "赤ちゃんが生まれたら何をすればいいですか",
        "大倉山に引っ越してきました。国民健康保険の手続きを教えてください",
        "道路に穴があいているので直してほしい",
    ],
    "nothing": ["南極観測", "qwxz", "🐶"],
    "very long": ["区役所の窓口の申請書の写しの案内 " * 600],
}


def corpus(count: int) -> Iterator[Any]:
    """`count` entries of about 200 characters, always the same."""
    from hanamizuki.core.search import Entry

    chance = random.Random(20270319)
    for number in range(count):
        thing, town = chance.choice(THINGS), chance.choice(TOWNS)
        sentences = chance.sample(SENTENCES, 6)
        body = "".join(s.format(chance.choice(TOWNS), chance.choice(THINGS)) for s in sentences)
        yield Entry(
            ref=f"bench:{number}",
            kind=("offer", "place", "policy")[number % 3],
            url=f"/bench/{number}/",
            title={"ja": f"{town}の{thing}（{number}）", "en": f"Notice {number}"},
            summary={"ja": sentences[0].format(town, thing)},
            body=body,
        )


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Build the index in the database of the settings and time the queries."""
    from hanamizuki.core.packs import SectionRegistry, read_stack
    from hanamizuki.core.packs import registry as sections
    from hanamizuki.core.search import Registry, pack, services
    from hanamizuki.core.search.backends import backend
    from hanamizuki.core.search.queries import search
    from hanamizuki.core.text import pack as readings

    documents, rounds = options.documents, options.rounds
    both = SectionRegistry()
    for name in ("readings", "synonyms"):
        both.register(sections.get(name))
    data = read_stack(engines.ROOT / "packs", "kohoku", registry=both)
    readings.load(data)
    pack.load(data)
    mine = Registry()
    mine.source("bench", lambda: corpus(documents))
    services.registry, services.discover = mine, lambda: None  # type: ignore[assignment]
    began = time.perf_counter()
    services.rebuild()
    built = time.perf_counter()
    services.rebuild()
    again = time.perf_counter()
    result: dict[str, Any] = {
        "documents": documents,
        "characters": sum(len(e.body) + len(e.title["ja"]) for e in corpus(documents)) // documents,
        "build_s": round(built - began, 2),
        "unchanged_rebuild_s": round(again - built, 2),
        "index_mb": round(backend().size() / 1e6, 1),
        "classes": {},
    }
    every: list[float] = []
    for queries in QUERIES.values():  # dictionary and caches warm, as in a running server
        for query in queries:
            search(query)
    for name, queries in QUERIES.items():
        times, hits = [], 0
        for turn in range(rounds):
            query = queries[turn % len(queries)]
            start = time.perf_counter()
            hits += len(search(query))
            times.append((time.perf_counter() - start) * 1000)
        every += times
        result["classes"][name] = {**_figures(times), "hits": round(hits / rounds, 1)}
    result["all"] = _figures(every)
    return result


def _figures(times: list[float]) -> dict[str, float]:
    cuts = quantiles(times, n=100, method="inclusive")
    return {
        "p50_ms": round(cuts[49], 2),
        "p95_ms": round(cuts[94], 2),
        "p99_ms": round(cuts[98], 2),
    }


def report(results: list[dict[str, Any]]) -> None:
    """The tables of all engines."""
    for result in results:
        _table(result)


def _table(result: dict[str, Any]) -> None:
    print(
        f"\n{result['engine']}: {result['documents']} documents "
        f"of {result['characters']} characters, "
        f"built in {result['build_s']} s (unchanged: {result['unchanged_rebuild_s']} s), "
        f"index {result['index_mb']} MB, load average {result['load_average']}"
    )
    print(f"{'query class':<16}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'hits':>7}")
    for name, row in {**result["classes"], "all": result["all"]}.items():
        hits = row.get("hits", "")
        print(f"{name:<16}{row['p50_ms']:>9}{row['p95_ms']:>9}{row['p99_ms']:>9}{hits:>7}")


def bar(options: argparse.Namespace) -> tuple[str, Callable[[dict[str, Any]], bool]]:
    """For all classes of queries together."""
    return f"p99 < {BAR_MS:.0f} ms", lambda result: result["all"]["p99_ms"] < BAR_MS


def main() -> int:
    """Run, print, write JSON; 1 when the bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=200, help="queries per class")
    return engines.main(DATABASE, parser, run, report, bar)


if __name__ == "__main__":
    raise SystemExit(main())
