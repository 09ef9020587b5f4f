"""The glossary."""

from fastapi import APIRouter

from datacounterfactuals.shelf.glossary.terms import terms
from datacounterfactuals.shelf.markdown import plain
from datacounterfactuals.site.shapes.reading import Glossary, GlossaryTerm

router = APIRouter(prefix="/glossary", tags=["glossary"])


@router.get("")
def show_glossary() -> Glossary:
    """Every term with its definition as plain text."""
    return Glossary(
        terms=[
            GlossaryTerm(
                slug=term.slug, name=term.name, also=list(term.also), text=plain(term.text)
            )
            for term in terms().values()
        ]
    )
