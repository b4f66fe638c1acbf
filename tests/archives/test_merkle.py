"""The tree is that of RFC 6962: published vectors, and a second implementation written apart."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archives import merkle

#: Leaves and roots of the reference tests of Certificate Transparency (sizes 0 to 8).
LEAVES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def by_definition(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962 §2.1, word for word: split at the largest power of two below n."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    left, right = by_definition(leaves[:split]), by_definition(leaves[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()


@pytest.mark.parametrize("size", range(9))
def test_the_published_roots_come_out(size):
    leaves = [bytes.fromhex(leaf) for leaf in LEAVES[:size]]

    assert merkle.root(map(merkle.leaf_hash, leaves)).hex() == ROOTS[size]
    assert by_definition(leaves).hex() == ROOTS[size]


@given(st.lists(st.binary(max_size=8), max_size=200))
def test_any_tree_has_the_root_of_the_definition(leaves):
    assert merkle.root(map(merkle.leaf_hash, leaves)) == by_definition(leaves)


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=70), st.data())
def test_a_stored_edge_grows_on_as_if_it_had_never_been_put_down(leaves, data):
    cut = data.draw(st.integers(0, len(leaves)))
    first = merkle.Frontier()
    for leaf in leaves[:cut]:
        first.append(merkle.leaf_hash(leaf))

    second = merkle.Frontier.restore(first.size, first.hex_peaks())
    for leaf in leaves[cut:]:
        second.append(merkle.leaf_hash(leaf))

    assert second.root() == by_definition(leaves)


def test_a_leaf_is_never_a_node():
    left, right = merkle.leaf_hash(b"a"), merkle.leaf_hash(b"b")

    assert merkle.leaf_hash(left + right) != merkle.node_hash(left, right)


@pytest.mark.parametrize(("size", "peaks"), [(1, []), (0, ["00"]), (3, ["00"]), (-1, [])])
def test_an_edge_that_does_not_fit_its_size_is_refused(size, peaks):
    with pytest.raises(ValueError, match="peaks"):
        merkle.Frontier.restore(size, peaks)
