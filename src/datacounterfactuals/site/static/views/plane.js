// A plane with a few points that can be dragged, or moved by the arrow keys, or given another label.

/** @import { Spot } from "../lib/moved.js" */

const NEAR = 0.1; // a step of an arrow key; with Shift five of them
const FAR = 0.5;
/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/**
 * Make the points that the server drew operable.
 * @param {SVGSVGElement} host
 * @param {object} hand
 * @param {(name: string) => void} hand.choose
 * @param {(name: string, spot: Spot) => void} hand.move
 * @param {(name: string) => void} hand.flip
 * @param {(spot: Spot, right: number, up: number, step: number) => Promise<Spot>} hand.step
 */
export function createPlane(host, hand) {
  const numbers = (/** @type {string | undefined} */ text) => (text ?? "").split(" ").map(Number);
  const [left = 0, bottom = 0] = numbers(host.dataset["low"]);
  const [right = 1, top = 1] = numbers(host.dataset["high"]);
  const [width = 1, height = 1] = [host.dataset["width"], host.dataset["height"]].map(Number);
  const features = /** @type {[string, string]} */ (JSON.parse(host.dataset["features"] ?? "[]"));
  const labels = /** @type {string[]} */ (JSON.parse(host.dataset["labels"] ?? "[]"));
  /** @type {Map<string, SVGGElement>} */
  const marks = new Map();
  /** @type {Map<string, Spot>} */
  const home = new Map();
  for (const mark of /** @type {NodeListOf<SVGGElement>} */ (host.querySelectorAll(".point"))) {
    const { name = "", x, y, kind } = mark.dataset;
    marks.set(name, mark);
    home.set(name, { x: Number(x), y: Number(y), label: Number(kind) });
  }
  let spots = new Map(home);
  /** @type {string | null} */
  let dragged = null;
  let open = false;

  const within = (/** @type {Spot} */ spot) => ({
    ...spot,
    x: Math.min(right, Math.max(left, spot.x)),
    y: Math.min(top, Math.max(bottom, spot.y)),
  });

  /** @param {PointerEvent} event @param {string} name */
  function dragTo(event, name) {
    const matrix = host.getScreenCTM();
    const spot = spots.get(name);
    if (!matrix || !spot) return;
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    const x = left + ((right - left) * at.x) / width;
    const y = top - ((top - bottom) * at.y) / height;
    const to = within({ ...spot, x: Math.round(100 * x) / 100, y: Math.round(100 * y) / 100 });
    place(name, to);
    hand.move(name, to);
  }

  /** @param {string} name @param {Spot} spot */
  function place(name, spot) {
    spots.set(name, spot);
    const mark = marks.get(name);
    if (!mark) return;
    const x = (width * (spot.x - left)) / (right - left);
    const y = (height * (top - spot.y)) / (top - bottom);
    mark.setAttribute("transform", `translate(${x.toFixed(2)} ${y.toFixed(2)})`);
    mark.dataset["kind"] = String(spot.label);
    mark.setAttribute("aria-valuenow", String(spot.x));
    mark.setAttribute("aria-valuetext", `${labels[spot.label] ?? ""} at ${spot.x}, ${spot.y}`);
  }

  for (const [name, mark] of marks) {
    mark.addEventListener("pointerdown", (event) => {
      if (!open || event.button !== 0) return;
      event.preventDefault();
      dragged = name;
      mark.setPointerCapture(event.pointerId);
      mark.focus({ preventScroll: true });
      hand.choose(name);
    });
    mark.addEventListener("pointermove", (event) => {
      if (dragged === name) dragTo(event, name);
    });
    for (const end of /** @type {const} */ (["pointerup", "pointercancel"])) mark.addEventListener(end, () => (dragged = null));
    mark.addEventListener("focus", () => open && hand.choose(name));
    mark.addEventListener("keydown", (event) => void onKey(event, name));
  }

  /** @param {KeyboardEvent} event @param {string} name */
  async function onKey(event, name) {
    if (!open || event.altKey || event.ctrlKey || event.metaKey) return;
    const spot = spots.get(name);
    const way = ARROWS[event.key];
    if (way && spot) {
      event.preventDefault();
      const to = within(await hand.step(spot, way[0], way[1], event.shiftKey ? FAR : NEAR));
      place(name, to);
      hand.move(name, to);
    } else if (event.key === "f" || event.key === "F" || event.key === " " || event.key === "Enter") {
      event.preventDefault();
      hand.flip(name);
    }
  }

  return {
    home,
    features,
    labels,
    target: host.dataset["target"] ?? "",
    /** Whether a point is in the hand now. */
    get held() {
      return dragged;
    },
    /** Show the points where they are. @param {ReadonlyMap<string, Spot>} now @param {string} chosen */
    show(now, chosen) {
      spots = new Map(now);
      for (const [name, spot] of spots) place(name, spot);
      for (const [name, mark] of marks) mark.classList.toggle("chosen", open && name === chosen);
    },
    /** Let the points be moved. */
    open() {
      open = true;
      host.classList.add("open");
      for (const [name, mark] of marks) {
        mark.setAttribute("tabindex", "0");
        mark.setAttribute("role", "slider");
        mark.setAttribute("aria-label", `Point ${name}`);
        mark.setAttribute("aria-roledescription", "point in the plane");
        mark.setAttribute("aria-valuemin", String(left));
        mark.setAttribute("aria-valuemax", String(right));
      }
    },
  };
}
