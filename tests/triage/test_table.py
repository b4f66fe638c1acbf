"""The table of terms: mistakes in it are told by line, and numbers in texts are read right."""

from decimal import Decimal
from pathlib import Path

import pytest

from casework.triage import lexicon, numerals
from policies.pack import PolicyPack

HEAD = "kind,name,category,weight,scope,pattern,source,explain\n"
WORD = "word,STEAL,,,negatable,偷|盗,刑法第264条,盗窃\n"


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("wort,A,,,keep,甲,source,\n", "unknown kind"),
        ("word,A,,,keep,甲||乙,source,\n", "an empty term"),
        ("word,A,,,keep,甲,,\n", "source is empty"),
        ("pair,A,,,keep,甲乙,source,\n", "not of the form"),
        ("rule,r,THEFT,x,text,STEAL,source,why\n", "not a number"),
        ("rule,r,THEFT,1,page,STEAL,source,why\n", "unknown scope"),
        ("rule,r,THEFT,1,text,STEEL,source,why\n", "unknown STEEL"),
        ("rule,r,THEFT,1,text,!STEAL,source,why\n", "what must be present"),
        ("word,STEAL,,,keep,窃,source,\n", "another scope"),
        ("word,A,,,keep\n", "wrong number of columns"),
    ],
)
def test_a_wrong_row_is_refused_by_line(row: str, complaint: str, tmp_path: Path) -> None:
    path = tmp_path / "terms.csv"
    path.write_text(HEAD + WORD + row, encoding="utf-8")

    with pytest.raises(lexicon.TableError, match=rf"line 3: .*{complaint}"):
        lexicon.load(path)


def test_every_rule_scores_a_category_of_the_pack(plan: PolicyPack) -> None:
    assert {rule.category for rule in lexicon.table().rules} <= plan.categories.keys()


def test_every_category_can_be_suggested(plan: PolicyPack) -> None:
    scored = {rule.category for rule in lexicon.table().rules if rule.weight > 0}

    assert plan.categories.keys() - scored == set()


def test_every_rule_and_word_says_where_it_comes_from() -> None:
    assert all(rule.source and rule.explain for rule in lexicon.table().rules)


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("损失3万元", 30000),
        ("1.2万元", 12000),
        ("五千块", 5000),
        ("三千五百元", 3500),
        ("两万三元", 23000),
        ("二十六元", 26),
        ("一千零五元", 1005),
        ("几千元", 2000),
        ("上万元", 10000),
        ("3,200元", 3200),
        ("￥499.50", Decimal("499.50")),
        ("开完锁要八百。", 800),
        ("3000余元", 3000),
    ],
)
def test_sums_are_read_in_yuan(text: str, yuan: int | Decimal) -> None:
    assert [found.yuan for found in numerals.sums(text)] == [Decimal(yuan)]


@pytest.mark.parametrize("text", ["做了三个月", "一次四小时", "第二天", "百分之三", "两个阿姨"])
def test_what_is_no_sum_is_not_read_as_one(text: str) -> None:
    assert list(numerals.sums(text)) == []


@pytest.mark.parametrize(
    ("text", "years"), [("3岁", 3), ("八十二岁", 82), ("六十多岁", 60), ("一周岁", 1)]
)
def test_ages_are_read_in_years(text: str, years: int) -> None:
    assert [found.years for found in numerals.ages(text)] == [years]
