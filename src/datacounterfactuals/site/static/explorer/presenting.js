// Before a room: large type, and the keys of a clicker walk through a tour.

/**
 * @param {object} page
 * @param {() => boolean} page.presenting
 * @param {(by: 1 | -1) => boolean} page.walk go on or back in a tour; whether there is one
 * @param {() => void} page.leave
 */
export function createPresenting({ presenting, walk, leave }) {
  addEventListener(
    "keydown",
    (event) => {
      if (!presenting() || event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement) return;
      if (event.key === "Escape") leave();
      else if (event.key === "PageDown" && !walk(1)) return;
      else if (event.key === "PageUp" && !walk(-1)) return;
      else if (!["Escape", "PageDown", "PageUp"].includes(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
    },
    { capture: true },
  );
}
