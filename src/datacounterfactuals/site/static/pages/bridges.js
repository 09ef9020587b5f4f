// The bridges on one study.

import { fillBridges } from "../views/filling.js";
import { previews } from "../views/preview.js";
import { scrolling } from "../views/scrolling.js";

previews();
scrolling(".formula");
fillBridges();
