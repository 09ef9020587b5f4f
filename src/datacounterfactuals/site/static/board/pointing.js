// What the pointer does on the board: a mouse points, picks, turns and slides; one finger turns, two
// fingers slide, pinch and turn. A finger that goes up or down scrolls the page.

const DRAG = 4; // pixels before a press is a drag
const TURN = 260; // pixels of a drag that turn by one radian
const UP = 320;

/** @typedef {{ x: number, y: number }} Spot in the window */

/**
 * @param {HTMLElement} canvas
 * @param {object} does
 * @param {(spot: Spot) => void} does.hover
 * @param {() => void} does.leave
 * @param {(spot: Spot) => void} does.pick
 * @param {(turns: number, ups: number) => void} does.turn
 * @param {(across: number, down: number) => void} does.slide in pixels
 * @param {(by: number, spot: Spot) => void} does.zoom what is under the spot stays there
 */
export function point(canvas, does) {
  /** @type {Map<number, Spot>} what is pressed, by pointer */
  const pressed = new Map();
  let moved = false;

  canvas.addEventListener("pointerdown", (event) => {
    if (pressed.size === 0) moved = false;
    else moved = true; // a second finger never picks
    pressed.set(event.pointerId, spotOf(event));
    canvas.setPointerCapture(event.pointerId);
  });

  canvas.addEventListener("pointermove", (event) => {
    const before = pressed.get(event.pointerId);
    if (!before) return event.pointerType === "mouse" ? does.hover(spotOf(event)) : does.leave();
    const now = spotOf(event);
    const [across, down] = [now.x - before.x, now.y - before.y];
    if (!moved && Math.hypot(across, down) < DRAG) return;
    moved = true;
    if (pressed.size === 2) pinch(event.pointerId, now);
    else if (pressed.size === 1) {
      if (event.shiftKey || event.buttons === 2) does.slide(across, down);
      else does.turn(-across / TURN, event.pointerType === "mouse" ? down / UP : 0);
    }
    pressed.set(event.pointerId, now);
  });

  /** @param {number} finger that moved @param {Spot} now where it is */
  function pinch(finger, now) {
    const [one, before] = [[...pressed].find(([other]) => other !== finger)?.[1], pressed.get(finger)];
    if (!one || !before) return;
    const [was, is] = [Math.hypot(before.x - one.x, before.y - one.y), Math.hypot(now.x - one.x, now.y - one.y)];
    does.slide((now.x - before.x) / 2, (now.y - before.y) / 2);
    if (was > 0 && is > 0) does.zoom(is / was, { x: (now.x + one.x) / 2, y: (now.y + one.y) / 2 });
  }

  canvas.addEventListener("pointerup", (event) => {
    const only = pressed.size === 1 && !moved;
    pressed.delete(event.pointerId);
    if (only) does.pick(spotOf(event));
  });
  canvas.addEventListener("pointercancel", (event) => pressed.delete(event.pointerId));
  canvas.addEventListener("pointerleave", () => does.leave());
  canvas.addEventListener("contextmenu", (event) => event.preventDefault());
  for (const kind of /** @type {const} */ (["touchstart", "touchmove"])) {
    canvas.addEventListener(kind, (event) => void (event.touches.length > 1 && event.preventDefault()), { passive: false }); // else the page would scroll under two fingers
  }
  canvas.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      does.zoom(Math.exp(-event.deltaY / 240), spotOf(event));
    },
    { passive: false },
  );
}

/** @param {MouseEvent} event @returns {Spot} */
const spotOf = (event) => ({ x: event.clientX, y: event.clientY });
