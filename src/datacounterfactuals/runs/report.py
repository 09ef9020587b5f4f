"""The page for the meeting: what the runs say, how sure that is, and what to run next."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, final

import jinja2

from datacounterfactuals.charts.draw import draw
from datacounterfactuals.charts.output import svg
from datacounterfactuals.charts.palette import LIGHT, SANS, SERIF
from datacounterfactuals.core.answer import Answer
from datacounterfactuals.core.errors import QuestionError, StudyError
from datacounterfactuals.core.question import Question
from datacounterfactuals.questions.catalogue import question as named
from datacounterfactuals.runs.cite import Citation, cite
from datacounterfactuals.runs.design import Design, design_of
from datacounterfactuals.runs.next_runs import NextRuns, next_runs
from datacounterfactuals.runs.observed import Observed
from datacounterfactuals.runs.predicted import ask_runs
from datacounterfactuals.runs.sections import Section, Sheet, section_of, sheet_of
from datacounterfactuals.runs.surrogate import LEVEL

TEMPLATES = Path(__file__).with_name("templates")
USUAL = ("leave_one_out", "shapley")
WIDTH = 700


@final
@dataclass(frozen=True, eq=False)
class Report:
    """A report as HTML that needs no other file, and as Markdown."""

    html: str
    markdown: str
    design: Design
    answers: tuple[Answer, ...]
    following: NextRuns | None

    def save(self, path: Path | str) -> Path:
        """Write it in the form that the file's name ends in: .html or .md. Raises StudyError."""
        path = Path(path)
        forms = {".html": self.html, ".htm": self.html, ".md": self.markdown}
        if path.suffix.lower() not in forms:
            raise StudyError(
                f"no report is written as {path.suffix or path.name!r}",
                "End the file's name in .html or .md",
            )
        path.write_text(forms[path.suffix.lower()], "utf-8")
        return path

    def to_json(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "design": self.design.to_json(),
            "answers": [answer.to_json() for answer in self.answers],
            "next": None if self.following is None else self.following.to_json(),
            "html": self.html,
            "markdown": self.markdown,
        }


def report(
    observed: Observed,
    *questions: Question,
    runs: int = 5,
    level: float = LEVEL,
    surface: str = "auto",
) -> Report:
    """Write the page for the meeting.

    It shows the runs, what their design can tell, the answers to the questions (leave-one-out
    and Shapley unless others are given) with intervals of this level, and the `runs` that would
    narrow the first of them most. Raises QuestionError for parameters that do not fit.
    """
    asked = questions or tuple(named(name) for name in USUAL)
    answers = ask_runs(observed, *asked, level=level, surface=surface)
    following = _following(observed, asked, runs, level, surface)
    design = design_of(observed.runs)
    told = _Told(
        sheet_of(observed),
        design,
        tuple(
            section_of(answer, question, level, _chart(answer))
            for answer, question in zip(answers, asked, strict=True)
        ),
        following,
        cite(observed),
    )
    html = _environment().get_template("report.html.jinja").render(**told.parts(observed, level))
    plain = _environment().get_template("report.md.jinja").render(**told.parts(observed, level))
    return Report(html, plain, design, answers, following)


@final
@dataclass(frozen=True, eq=False)
class _Told:
    """What the templates are given."""

    sheet: Sheet
    design: Design
    sections: tuple[Section, ...]
    following: NextRuns | None
    citation: Citation

    def parts(self, observed: Observed, level: float) -> dict[str, Any]:
        study = observed.study
        return {
            "title": study.title,
            "description": study.description,
            "sheet": self.sheet,
            "design": self.design,
            "sections": self.sections,
            "next": self.following,
            "citation": self.citation,
            "held_fixed": study.held_fixed,
            "cautions": study.cautions,
            "level": f"{100 * level:g}%",
            "predicted": any(section.predicted for section in self.sections),
            "look": LIGHT,
            "serif": SERIF,
            "sans": SANS,
        }


def _following(
    observed: Observed, asked: tuple[Question, ...], runs: int, level: float, surface: str
) -> NextRuns | None:
    """The next runs for the first question that any can be chosen for."""
    for question in asked if runs > 0 else ():
        try:
            found = next_runs(observed, question, runs, level=level, surface=surface)
        except QuestionError:
            continue
        if found.runs:
            return found
    return None


def _chart(answer: Answer) -> str:
    try:
        return svg(draw(answer, width=WIDTH))
    except QuestionError:  # nothing to draw: every value was refused
        return ""


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=lambda name: name is not None and "html" in name,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
