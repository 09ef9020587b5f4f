// The page of one question.

import { mountFigures } from "../views/figure.js";
import { previews } from "../views/preview.js";
import { scrolling } from "../views/scrolling.js";

mountFigures(document);
previews();
scrolling(".formula");
