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

  return {
    /**
     * @param {GameEvent[]} events @param {boolean} pauses
     * @param {(event: GameEvent) => void} before called as each is told
     */
    async tell(events, pauses, before) {
      hurried = false;
      for (const event of events) {
        before(event);
        write(event);
        if (pauses && !hurried) await new Promise((go) => setTimeout(go, PAUSE));
      }
    },
    hurry: () => (hurried = true),
    clear() {
      season = 0;
      list.replaceChildren();
    },
  };
}
