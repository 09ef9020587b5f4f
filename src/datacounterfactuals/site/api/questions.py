"""The catalogue of questions."""

from fastapi import APIRouter

from datacounterfactuals.questions.catalogue import kind, questions
from datacounterfactuals.site.asking import info_of
from datacounterfactuals.site.shapes.asking import QuestionInfo, QuestionList
from datacounterfactuals.site.site import Site

router = APIRouter(prefix="/questions", tags=["questions"])


def kept(site: Site) -> list[str]:
    """What an export keeps."""
    del site
    return [f"/api/questions/{name}" for name in questions()]


@router.get("")
def list_questions() -> QuestionList:
    """Every question, with its parameters."""
    return QuestionList(questions=[info_of(one) for one in questions().values()])


@router.get("/{name}")
def show_question(name: str) -> QuestionInfo:
    """One question, with its parameters."""
    return info_of(kind(name))
