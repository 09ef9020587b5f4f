// Moving over the heatmap by hand: the wheel and dragging pan, the wheel with Control and two fingers
// zoom, a double click goes to a row.

/**
 * @typedef {object} Moves what a gesture may do
 * @property {() => number} pitch the height of a row now
 * @property {(pitch: number, y: number) => void} zoom so that what is at this height of the window stays
 * @property {(y: number) => void} dive to a row, or back
 * @property {(x: number, y: number) => void} pan by so many pixels
 * @property {(x: number, y: number, event: MouseEvent) => void} pick
 * @property {(share: number) => void} jump to a share of all rows
 */

const NOTCH = 0.0022; // how much of its own size a row grows for a pixel of the wheel
const SLACK = 4; // pixels that a click may move

/** @param {HTMLElement} stage @param {HTMLElement} strip the overview on the right @param {Moves} moves */
export function listen(stage, strip, moves) {
  const at = (/** @type {{ clientX: number, clientY: number }} */ { clientX, clientY }) => {
    const box = stage.getBoundingClientRect();
    return { x: clientX - box.left, y: clientY - box.top };
  };

  stage.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return; // the page's own scrolling pans
      event.preventDefault();
      const step = event.deltaMode === 1 ? 16 * event.deltaY : event.deltaY;
      moves.zoom(moves.pitch() * Math.exp(-NOTCH * Math.max(-240, Math.min(240, step)) * (Number.isInteger(step) ? 1 : 4)), at(event).y);
    },
    { passive: false },
  );

  /** @type {{ x: number, y: number, moved: boolean } | null} */
  let drag = null;
  let dragged = false;
  stage.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" || event.button !== 0 || event.target === strip) return;
    drag = { x: event.clientX, y: event.clientY, moved: false };
    dragged = false;
  });
  stage.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const [dx, dy] = [drag.x - event.clientX, drag.y - event.clientY];
    if (!drag.moved && Math.hypot(dx, dy) < SLACK) return;
    if (!drag.moved) stage.setPointerCapture(event.pointerId);
    drag = { x: event.clientX, y: event.clientY, moved: true };
    dragged = true;
    stage.classList.add("dragged");
    moves.pan(dx, dy);
  });
  for (const name of ["pointerup", "pointercancel"]) {
    stage.addEventListener(name, () => {
      drag = null;
      stage.classList.remove("dragged");
    });
  }
  stage.addEventListener("click", (event) => {
    const { x, y } = at(event);
    if (!dragged && event.target !== strip) moves.pick(x, y, event);
    dragged = false;
  });
  stage.addEventListener("dblclick", (event) => {
    if (event.target !== strip) moves.dive(at(event).y);
  });

  let apart = 0; // how far two fingers are apart
  stage.addEventListener(
    "touchmove",
    (event) => {
      const [one, two] = event.touches;
      if (!one || !two) return;
      event.preventDefault();
      const far = Math.max(1, Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY));
      const middle = at({ clientX: (one.clientX + two.clientX) / 2, clientY: (one.clientY + two.clientY) / 2 });
      if (apart) moves.zoom(moves.pitch() * (far / apart) ** PINCH, middle.y);
      apart = far;
    },
    { passive: false },
  );
  for (const name of ["touchstart", "touchend", "touchcancel"]) {
    stage.addEventListener(
      name,
      (event) => {
        apart = 0;
        if (event.type === "touchstart" && /** @type {TouchEvent} */ (event).touches.length > 1) event.preventDefault();
      },
      { passive: false },
    );
  }

  const jump = (/** @type {PointerEvent} */ event) => moves.jump(at(event).y / Math.max(1, stage.clientHeight));
  strip.addEventListener("pointerdown", (event) => {
    strip.setPointerCapture(event.pointerId);
    jump(event);
  });
  strip.addEventListener("pointermove", (event) => {
    if (strip.hasPointerCapture(event.pointerId)) jump(event);
  });
}

const PINCH = 2; // rows grow faster than fingers part: from a hundredth of a pixel to a row is far
