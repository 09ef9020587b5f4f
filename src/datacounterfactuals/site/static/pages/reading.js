// Pages that are read: their figures become live, and their terms have notes.

import { mountFigures } from "../views/figure.js";
import { previews } from "../views/preview.js";

mountFigures(document);
previews();
