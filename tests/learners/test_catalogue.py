"""Learners are found by walking the package and through entry points, and made from words."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from datacounterfactuals.core.errors import LearnerError
from datacounterfactuals.learners.catalogue import learner, learners
from datacounterfactuals.learners.logistic import Logistic
from datacounterfactuals.learners.neighbours import Neighbours
from datacounterfactuals.learners.ridge import Ridge

PLUGIN = '''
from dataclasses import dataclass
from typing import final
from datacounterfactuals.learners.base import Capability, Learner

@final
@dataclass(frozen=True)
class Guess(Learner):
    """Always says the same."""
    name = "{name}"
    title = "a guess"
    version = 1
    capability = Capability(("classification",))
    luck: float = 0.5

    def statistics(self, schema):
        return ()

    def summarise(self, rows, evaluation):
        return None

    def scorer(self, objects, evaluation, statistics, seed):
        raise NotImplementedError
'''


def install(folder: Path, module: str, code: str, point: str) -> None:
    """A package beside ours, as pip would install it."""
    (folder / f"{module}.py").write_text(code)
    info = folder / f"{module}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[datacounterfactuals.learners]\n{point}\n")


def test_every_learner_of_the_package_is_found() -> None:
    known = learners()
    assert set(known) >= {"logistic", "ridge", "centroid", "naive_bayes", "neighbours"}
    assert all(kind.name == name for name, kind in known.items())
    assert list(known) == sorted(known)


def test_finding_learners_does_not_import_scikit_learn() -> None:
    program = (
        "from datacounterfactuals.learners.catalogue import learners; import sys; learners();"
        "print(sorted({'sklearn', 'scipy', 'pandas', 'joblib'} & set(sys.modules)))"
    )
    printed = subprocess.check_output([sys.executable, "-c", program], text=True)
    assert printed.strip() == "[]"


def test_a_learner_is_made_from_plain_data() -> None:
    assert learner("logistic", l2=2, per="mean") == Logistic(2.0, "mean")
    assert learner("ridge") == Ridge()
    made = learner(kind="neighbours", k=3)
    assert made == Neighbours(3)
    assert made.settings() == {"k": 3}
    assert type(learner("ridge", l2=2).settings()["l2"]) is float


@pytest.mark.parametrize(
    ("kind", "settings", "problem", "remedy"),
    [
        ("logstic", {}, "'logstic'", "'logistic'"),
        ("ridge", {"l3": 1.0}, "no setting 'l3'", "l2, per"),
        ("ridge", {"l2": "much"}, "'l2'", "Give a number"),
        ("ridge", {"l2": True}, "'l2'", "Give a number"),
        ("ridge", {"l2": -1.0}, "l2 is -1.0", "above 0"),
        ("ridge", {"per": "row"}, "'per'", "'sum', 'mean'"),
        ("neighbours", {"k": 2.5}, "'k'", "Give a whole number"),
        ("neighbours", {"k": None}, "'k'", "Give a whole number"),
    ],
)
def test_a_wrong_word_is_one_clear_error(
    kind: str, settings: dict[str, Any], problem: str, remedy: str
) -> None:
    with pytest.raises(LearnerError) as caught:
        learner(kind, **settings)
    assert problem in caught.value.problem
    assert remedy in caught.value.remedy


def test_a_learner_of_another_package_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, "guesswork", PLUGIN.format(name="guess"), "guess = guesswork:Guess")
    monkeypatch.syspath_prepend(tmp_path)
    assert learner("guess", luck=1).settings() == {"luck": 1.0}
    assert "guess" in learners()
    assert "guess" not in list(learner("ridge").settings())


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("raise RuntimeError('no')", "cannot be loaded: no"),
        ("Guess = 3", "is no learner"),
        (PLUGIN.format(name="ridge"), "two learners are named 'ridge'"),
    ],
)
def test_a_broken_package_is_named_and_leaves_our_own_learners(
    code: str, problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = "broken" + str(len(code))
    install(tmp_path, module, code, f"guess = {module}:Guess")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(LearnerError, match="Guess") as caught:
        learners()
    assert problem in str(caught.value)
    assert learner("ridge") == Ridge()
