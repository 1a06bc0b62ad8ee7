"""The pack section `identity`."""

from __future__ import annotations

from hanamizuki.core.packs.data import PackData
from hanamizuki.core.packs.identity import Identity, check_identity, identity_document
from hanamizuki.core.packs.sections import Section, registry
from hanamizuki.core.packs.services import store_document

EXAMPLE = """\
# ward（町村は city）は必ず書く。わからない項目は書かない（推測で書かない）。
ward:
  name: 例区
  kana: れいく
  romaji: Rei Ward
  source: 区のホームページ
"""


def load(data: PackData) -> None:
    """Keep the identity as one document."""
    store_document("identity", identity_document(data))


SECTION = registry.register(
    Section(
        name="identity",
        files=("identity.yaml",),
        record=Identity,
        shape="mapping",
        check=check_identity,
        load=load,
        help="Who the municipality is: names, office, call centre, website, symbols.",
        example={"identity.yaml": EXAMPLE},
    )
)
