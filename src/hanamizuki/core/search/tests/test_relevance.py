"""Does the first page of results hold what people were looking for?"""

from __future__ import annotations

import pytest

from hanamizuki.core.search.queries import search
from hanamizuki.core.search.tests.ward import ENTRIES, QUERIES


@pytest.fixture
def ward(packs, index):
    assert index(ENTRIES) == len(ENTRIES)


def test_recall_and_mean_reciprocal_rank(ward):
    recalls, reciprocals, report = [], [], []
    nothing: dict[str, list[str]] = {}
    for query, wanted in QUERIES.items():
        found = [hit.ref for hit in search(query, limit=10)]
        if not wanted:
            nothing[query] = found
            continue
        ranks = [found.index(ref) + 1 for ref in wanted if ref in found]
        recalls.append(len(ranks) / len(wanted))
        reciprocals.append(1 / min(ranks) if ranks else 0.0)
        if recalls[-1] < 1 or reciprocals[-1] < 1:
            report.append(f"{query}: {wanted} in {found[:5]}")
    summary = (
        f"recall@10 {sum(recalls) / len(recalls):.3f}, MRR {sum(reciprocals) / len(recalls):.3f}"
    )
    print("\n".join([summary, *report]))
    assert nothing and not any(nothing.values()), nothing
    assert len(QUERIES) >= 40
    assert sum(recalls) / len(recalls) >= 0.9, "\n".join(report)
    assert sum(reciprocals) / len(reciprocals) >= 0.9, "\n".join(report)
