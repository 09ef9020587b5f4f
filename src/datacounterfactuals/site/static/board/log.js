// What happened, told one thing after another; a screen reader hears it as it comes.

import { el } from "../lib/dom.js";

/** @import { GameEvent } from "../types.js" */

const PAUSE = 240; // milliseconds between two lines

/** @param {HTMLElement} host a live region */
export function createLog(host) {
  const list = el("ol");
  host.replaceChildren(list);
  let season = 0;
  let hurried = false;
  /** @type {{ moves: number, lines: number }[]} how many lines there were, by moves made */
  let marks = [];

  /** @param {GameEvent} event */
  function write(event) {
    if (event.season !== season) {
      season = event.season;
      list.append(el("li", { class: "season" }, `Season ${season}`));
    }
    const trained = event.kind === "rose" ? ` Trained in ${Math.round(1000 * event.seconds)} ms.` : "";
    list.append(el("li", { class: `event ${event.kind} ${event.by ?? ""}` }, event.say + trained));
    host.scrollTop = host.scrollHeight;
  }

  /** Of moves that were taken back nothing is told any more. @param {number} moves */
  function back(moves) {
    if ((marks.at(-1)?.moves ?? -1) <= moves) return;
    marks = marks.filter((mark) => mark.moves <= moves);
    const lines = marks.at(-1)?.lines ?? 0;
    while (list.children.length > lines) list.lastElementChild?.remove();
    const last = [...list.querySelectorAll(".season")].at(-1);
    season = Number(last?.textContent?.split(" ").at(-1) ?? 0);
  }

  return {
    /**
     * @param {number} moves made when all are told @param {GameEvent[]} events @param {boolean} pauses
     * @param {(event: GameEvent) => void} before called as each is told
     */
    async tell(moves, events, pauses, before) {
      hurried = false;
      back(moves);
      for (const event of events) {
        before(event);
        write(event);
        if (pauses && !hurried) await new Promise((go) => setTimeout(go, PAUSE));
      }
      marks.push({ moves, lines: list.children.length });
    },
    /** @param {number} moves @param {string} words said of it all */
    note(moves, words) {
      list.append(el("li", { class: "event mood" }, words));
      host.scrollTop = host.scrollHeight;
      marks.push({ moves, lines: list.children.length });
    },
    hurry: () => (hurried = true),
    clear() {
      season = 0;
      marks = [];
      list.replaceChildren();
    },
  };
}
