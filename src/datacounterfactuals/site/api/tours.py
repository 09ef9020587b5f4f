"""Guided tours of the explorer."""

from fastapi import APIRouter

from datacounterfactuals.shelf.tours.tour import tours
from datacounterfactuals.site.shapes.tours import TourGuess, TourInfo, TourList, TourStep

router = APIRouter(prefix="/tours", tags=["tours"])


@router.get("")
def list_tours() -> TourList:
    """Every tour, in its order."""
    return TourList(
        tours=[
            TourInfo(
                name=one.name,
                study=one.study,
                title=one.title,
                goal=one.goal,
                limits=one.limits,
                steps=[
                    TourStep(
                        state=step.state,
                        say=step.say,
                        do=step.do,
                        guess=None
                        if step.guess is None
                        else TourGuess(
                            prompt=step.guess.prompt,
                            reads=step.guess.reads,
                            cover=list(step.guess.cover),
                        ),
                    )
                    for step in one.steps
                ],
            )
            for one in tours()
        ]
    )
