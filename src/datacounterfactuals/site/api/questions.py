"""The catalogue of questions."""

from fastapi import APIRouter

from datacounterfactuals.questions.catalogue import kind, questions
from datacounterfactuals.site.asking import info_of
from datacounterfactuals.site.shapes.asking import QuestionInfo, QuestionList

router = APIRouter(prefix="/questions", tags=["questions"])


@router.get("")
def list_questions() -> QuestionList:
    """Every question, with its parameters."""
    return QuestionList(questions=[info_of(one) for one in questions().values()])


@router.get("/{name}")
def show_question(name: str) -> QuestionInfo:
    """One question, with its parameters."""
    return info_of(kind(name))
