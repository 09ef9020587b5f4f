// Pages that are read: their figures become live.

import { mountFigures } from "../views/figure.js";

mountFigures(document);
