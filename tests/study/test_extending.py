"""Extending the board: reserves, corrupted and synthetic stand-ins."""

from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from datacounterfactuals.core.arrays import Array
from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.study.extending import Board, extended
from datacounterfactuals.study.loading import load
from datacounterfactuals.study.source import Piece
from datacounterfactuals.study.study import Study
from tests.study.support import contents, joined, people, same_evaluation, study, taken

LINES = [
    "the cat sat on the mat and the dog sat on the log",
    "a dog and a cat ran over the mat to the log",
    "the log lay still while the cat slept on the mat",
]
TEXTS = {
    "who": [name for name in "AABBEE" for _ in range(20)],
    "text": [f"{LINES[row % 3]} {'once' if row % 2 else 'twice'} more" for row in range(120)],
}
TALK = Study.from_frame(
    TEXTS, objects="who", text="text", evaluation=0.3, learner="ngram", reserve=["E"]
)
VOTES = study()
PRICES = study(target="income", learner="ridge")
EVERY = pytest.mark.parametrize(
    ("made", "name"), [(VOTES, "N"), (PRICES, "N"), (TALK, "B")], ids=["labels", "targets", "texts"]
)


def rows(made: Study, name: str, column: str) -> Array:
    """A column of an object's raw rows, in the order of their contents."""
    assert made.source is not None
    piece = made.source.pieces[made.universe.position(name)]
    assert isinstance(piece, Piece)
    order = np.lexsort(piece.stock.identities[piece.rows].T)
    return piece.stock.cast.columns[column][piece.rows][order]


def test_what_waits_in_reserve_joins_the_roster_and_nothing_else_changes() -> None:
    after = TALK.plus("E")
    assert TALK.universe.roster.names == ("A", "B")
    assert after.universe.roster.names == ("A", "B", "E")
    assert contents(after) == contents(TALK)
    assert after.fingerprint == TALK.fingerprint
    assert "E joined the board" in after.held_fixed[-1]


@EVERY
@pytest.mark.parametrize(("way", "mark"), [("flip", "*"), ("sample", "~")])
def test_a_stand_in_takes_its_originals_place_and_no_old_cell_is_renamed(
    made: Study, name: str, way: str, mark: str
) -> None:
    after = made.plus(f"{way}:{name}")
    new = name + mark
    assert set(after.universe.roster.names) == {*made.universe.roster.names, new} - {name}
    assert contents(after).items() > contents(made).items()
    assert contents(after)[new] != contents(made)[name]
    assert after.fingerprint == made.fingerprint
    assert same_evaluation(after.evaluation, made.evaluation)
    old = made.universe.world("full")
    assert after.universe.keys.of_rows(old.row(len(after.universe))[None]).tolist() == (
        made.universe.keys.of_rows(old.row(len(made.universe))[None]).tolist()
    )
    item = after.universe[len(made.universe)]
    assert item.label in after.held_fixed[-1]
    assert f"{new} is one" in after.cautions[-1]


@EVERY
def test_a_share_of_nothing_is_the_original(made: Study, name: str) -> None:
    after = made.plus(f"flip:{name}:0")
    assert contents(after)[f"{name}*"] == contents(made)[name]


@EVERY
@pytest.mark.parametrize("way", ["flip", "sample"])
def test_stand_ins_are_the_same_wherever_they_are_made(made: Study, name: str, way: str) -> None:
    first, again = made.plus(f"{way}:{name}"), made.plus(f"{way}:{name}")
    assert contents(first) == contents(again)
    seeded = replace(made, about=made.about.model_copy(update={"seed": made.seed + 1}))
    other = seeded.plus(f"{way}:{name}").universe[-1].content
    assert (other != first.universe[-1].content) or (way == "flip" and made is VOTES)


def test_stand_ins_do_not_depend_on_the_order_of_rows_or_on_names() -> None:
    plain = people()
    turned = taken(plain, list(range(119, -1, -1)))
    turned["region"] = [f"far {region}" for region in turned["region"]]
    other = study(turned)
    for way in ("flip", "flip:{}:0.4", "sample"):
        text = way if ":" in way else f"{way}:{{}}"
        first, second = VOTES.plus(text.format("N")), other.plus(text.format("far N"))
        assert first.universe[-1].content == second.universe[-1].content


def test_flipped_labels_are_flipped_in_just_the_share_that_was_asked() -> None:
    own = rows(VOTES, "N", "said")
    for share in (0.25, 0.5, 1.0):
        flipped = rows(VOTES.plus(f"flip:N:{share}"), "N*", "said")
        assert (own != flipped).sum() == round(share * len(own))
    assert Counter(rows(VOTES.plus("flip:N"), "N*", "income")) == Counter(
        rows(VOTES, "N", "income")
    )


def test_a_larger_share_spoils_the_same_rows_and_more() -> None:
    own = rows(VOTES, "N", "said")
    some = rows(VOTES.plus("flip:N:0.3"), "N*", "said") != own
    more = rows(VOTES.plus("flip:N:0.7"), "N*", "said") != own
    assert more[some].all()


def test_many_classes_flip_to_another_that_training_rows_have() -> None:
    made = study(target="job", evaluation=people(40, seed=5), missing="drop")
    own, flipped = rows(made, "N", "job"), rows(made.plus("flip:N"), "N*", "job")
    assert (own != flipped).all()
    assert set(flipped) <= {"baker", "cook", "tailor"}


def test_noise_is_added_to_the_share_of_targets_that_was_asked() -> None:
    own, noisy = rows(PRICES, "N", "income"), rows(PRICES.plus("flip:N:0.5"), "N*", "income")
    assert (own != noisy).sum() == round(len(own) / 2)
    everywhere = rows(PRICES.plus("flip:N"), "N*", "income") - own
    assert 0.3 < np.std(everywhere) / 9 < 3


def test_shuffled_texts_keep_their_words_and_their_lengths() -> None:
    own = [text.split() for text in rows(TALK, "B", "text")]
    spoiled = [text.split() for text in rows(TALK.plus("flip:B"), "B*", "text")]
    assert Counter(word for text in own for word in text) == Counter(
        word for text in spoiled for word in text
    )
    assert sorted(map(len, own)) == sorted(map(len, spoiled))
    assert sorted(own) != sorted(spoiled)


def test_sampled_rows_keep_their_targets_and_take_values_of_the_same_class() -> None:
    sampled = VOTES.plus("sample:N")
    assert Counter(rows(sampled, "N~", "said")) == Counter(rows(VOTES, "N", "said"))
    for label in ("yes", "no"):
        own = rows(VOTES, "N", "income")[rows(VOTES, "N", "said") == label]
        drawn = rows(sampled, "N~", "income")[rows(sampled, "N~", "said") == label]
        assert set(drawn) <= set(own)
    priced = PRICES.plus("sample:N")
    assert sorted(rows(priced, "N~", "income")) == sorted(rows(PRICES, "N", "income"))


@EVERY
def test_a_leak_holds_its_original_and_copies_of_the_points(made: Study, name: str) -> None:
    assert made.source is not None
    held = made.evaluation.table.hashes
    counts: list[int] = []
    for share in (0.1, 0.5, 1.0):
        after = made.plus(f"leak:{name}:{share}")
        item = after.universe[-1]
        assert (item.name, item.stands_in_for) == (f"{name}^", name)
        own, leaked = (after.table(after.universe.position(one)) for one in (name, item.name))
        own_hashes, rows_ = ({row.tobytes() for row in one.hashes} for one in (own, leaked))
        assert own_hashes <= rows_
        assert len(leaked) == len(own) + round(share * len(held))
        counts.append(sum(row.tobytes() in rows_ for row in held))
        assert same_evaluation(after.evaluation, made.evaluation)
        assert contents(made) == {k: v for k, v in contents(after).items() if k != item.name}
    assert counts[0] <= counts[1] <= counts[2] == len(held)
    assert made.plus(f"leak:{name}").universe[-1].content == (
        made.plus(f"leak:{name}:0.5").universe[-1].content
    )
    words = made.plus(f"leak:{name}").held_fixed[-1]
    assert "with copies of" in words
    assert "of the" in words


class Forbidden:
    def __getattribute__(self, name: str) -> Any:
        raise AssertionError(f"the evaluation was read: {name}")


@EVERY
@pytest.mark.parametrize("way", ["flip", "sample"])
def test_no_stand_in_reads_the_evaluation(made: Study, name: str, way: str) -> None:
    assert made.source is not None
    hidden = replace(made.source, points=Forbidden())  # pyright: ignore[reportArgumentType]
    board = Board(made.universe, hidden, (), ())
    after = extended(board, made.learner, made.seed, [f"{way}:{name}"])
    assert after.universe[-1].content == made.plus(f"{way}:{name}").universe[-1].content


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["X"], "cannot be extended by 'X'"),
        (["flip:X"], "no object is named 'X'"),
        (["flip:N:2"], "'2' is no share of 'N'"),
        (["leak:N:2"], "'2' is no share of 'N'"),
        (["leak:X"], "no object is named 'X'"),
        (["flip:N", "leak:N"], "stands in for 'N' already"),
        (["flip:N:nan"], "'nan' is no share"),
        (["flip:N:"], "'' is no share"),
        (["sample:N:0.5"], "no object is named 'N:0.5'"),
        (["flip:"], "no object is named ''"),
        ([""], "cannot be extended by ''"),
        (["N"], "'N' is on the board already"),
        (["flip:N", "flip:N"], "'flip:N' is added twice"),
        (["flip:N", "flip:N:1"], "'flip:N:1' is added twice"),
        (["flip:N", "sample:N"], "stands in for 'N' already"),
        (["flip:N", "flip:S", "flip:E", "flip:W"], "by 4 objects at once"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(texts: list[str], said: str) -> None:
    with pytest.raises(StudyError, match=said):
        VOTES.plus(*texts)


def test_an_object_may_be_named_like_a_way() -> None:
    plain = people()
    plain["region"] = [
        {"N": "flip:S", "S": "S", "E": "a:0.5", "W": "a"}[r] for r in plain["region"]
    ]
    made = study(plain)
    with pytest.raises(StudyError, match="'flip:S' is on the board already"):
        made.plus("flip:S")
    assert made.plus("flip:flip:S").universe[-1].stands_in_for == "flip:S"
    assert made.plus("flip:a:0.5").universe[-1].stands_in_for == "a:0.5"
    assert made.plus("flip:a:0.5:0.5").universe[-1].stands_in_for == "a:0.5"


def test_a_declared_stand_in_can_take_its_originals_place() -> None:
    plain = joined(people(), people(30, seed=9) | {"region": ["far"] * 30})
    made = study(plain, stand_ins={"far": "N"}, evaluation=people(40, seed=5))
    after = made.plus("far")
    assert set(after.universe.roster.names) == {"E", "S", "W", "far"}
    with pytest.raises(StudyError, match="stands in for 'N' already"):
        made.plus("far", "flip:N")


def test_studies_without_rows_or_labels_say_so() -> None:
    with pytest.raises(StudyError, match="has no target"):
        load("letters").plus("flip:A")
    with pytest.raises(StudyError, match="a model of one row"):
        load("four").plus("sample:B")
