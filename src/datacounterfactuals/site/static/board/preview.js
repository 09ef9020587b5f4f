// A board to look at before one is played: the cells of a study that ships, as bars.

import { getCells } from "../lib/api.js";
import { decode } from "../lib/cells.js";
import { el, fill } from "../lib/dom.js";
import { number, scalesOf, share, worldInWords } from "../lib/format.js";
import { at } from "../lib/root.js";
import { createScene } from "./scene.js";
import { capital } from "./table.js";

/** @import { BoardLook } from "./shown.js" */

const STUDY = "corpora";

/**
 * Throws where the browser has no WebGL, or nobody has the cells.
 * @param {HTMLElement} host @param {BoardLook} look
 * @returns {Promise<(look: BoardLook) => void>} to draw it in another light
 */
export async function showPreview(host, look) {
  const table = decode(await getCells(STUDY, null));
  const scales = scalesOf(table);
  const rows = Array.from({ length: table.rows.count }, (_, row) => table.rows.members.filter((_, member) => table.rows.weight(row, member) > 0));
  const caption = host.querySelector("figcaption");
  const stage = host.querySelector("div");
  if (!stage || !caption) return () => {};
  let selected = { row: table.order[0] ?? 0, column: 0 };
  host.hidden = false;
  const scene = createScene(stage, { select, hover: (found) => say(found ?? selected) });

  /** @param {number} row @param {number} column */
  function select(row, column) {
    selected = { row, column };
    draw(look);
  }

  /** @param {{ row: number, column: number }} cell */
  function say({ row, column }) {
    const scale = scales.get(table.columns[column]?.scale ?? "");
    const value = table.shown[column]?.[row] ?? NaN;
    fill(
      /** @type {HTMLElement} */ (caption),
      el("b", {}, `${capital(worldInWords(table.rows, row))} on ${table.columns[column]?.name}: ${Number.isNaN(value) ? "not trained yet" : `${number(value, scale?.digits ?? 2)} ${table.columns[column]?.unit}`}. `),
      `${rows.length} rows by ${table.columns.length} slices of a study that ships; the taller the better. Drag to turn, point to read, or `,
      el("a", { href: at(`/explorer/${STUDY}`) }, "see it as the grid"),
      ".",
    );
  }

  /** @param {BoardLook} now */
  function draw(now) {
    look = now;
    scene.show({
      game: STUDY,
      rows,
      moves: false,
      look,
      slices: table.columns.map(({ name }) => ({ name, mark: "", due: 0 })),
      share(row, column) {
        const scale = scales.get(table.columns[column]?.scale ?? "");
        return scale ? share(scale, table.oriented[column]?.[row] ?? NaN) : NaN;
      },
      selected,
      values: [],
      text(row, column) {
        const value = table.shown[column]?.[row] ?? NaN;
        return Number.isNaN(value) ? "" : number(value, scales.get(table.columns[column]?.scale ?? "")?.digits ?? 2);
      },
      state: () => "",
    });
    say(selected);
  }
  draw(look);
  return draw;
}
