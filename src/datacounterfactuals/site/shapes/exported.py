"""What an export of the site keeps of its studies beside their cells."""

from typing import Any

from datacounterfactuals.site.shapes.base import Fault, Shape


class KeptTemplate(Shape):
    """How a question's contrast follows from its parameters: JSON in which `{"parameter": NAME}`
    stands for what is given. `where`: what other parameters must be for it to hold, each a list of
    values or a `{"least": number}`."""

    contrast: dict[str, Any]
    label_kind: list[str]
    where: dict[str, Any]


class KeptQuestion(Shape):
    """A question of a study: how it is answered without the program, or why it is not."""

    name: str
    template: KeptTemplate | None
    fault: Fault | None


class KeptAnswer(Shape):
    """An answer that was worked out beforehand: to a question at these parameters, as people type
    them. `file`: where it is under the site's root. `light`, `dark`: where its chart is, by
    column; "" is the chart of all of them."""

    question: str
    parameters: dict[str, str]
    metric: str
    file: str
    light: dict[str, str]
    dark: dict[str, str]


class Manifest(Shape):
    """What an export knows of a study."""

    study: str
    written: str
    questions: list[KeptQuestion]
    answers: list[KeptAnswer]
