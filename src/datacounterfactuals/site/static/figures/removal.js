// The smallest useful move: two rows of dots. Take one out, and see every column change.

import { writeAddress, findWorld, spellWorld } from "../lib/address.js";
import { ramp } from "../lib/colour.js";
import { el, fill } from "../lib/dom.js";
import { number, scalesOf, share, signed, worldInWords } from "../lib/format.js";
import { heldAt } from "../lib/held.js";
import { dots } from "../views/dots.js";
import { stage } from "../views/stage.js";

/** @param {HTMLElement} figure @param {string} address @param {{ trains?: boolean }} [how] */
export async function mount(figure, address, how) {
  const { name, state, study, table } = await heldAt(address, how);
  const darkness = matchMedia("(prefers-color-scheme: dark)");
  const scales = scalesOf(table);
  const { members } = table.rows;
  const every = table.columns.map((_, place) => place);
  const some = every.filter((place) => state.show?.includes(table.columns[place]?.name ?? "") ?? true);
  const columns = some.length ? some : every;
  const full = table.order[0] ?? 0;
  const found = state.world === null ? full : findWorld(table.rows, state.world);
  const inside = new Set(members.filter((_, member) => table.rows.weight(found < 0 ? full : found, member) > 0));
  const titles = new Map(study.objects.map((one) => [one.name, one.label]));

  const head = el("tr", {}, el("th", { scope: "col" }, el("span", { class: "hidden" }, "world")), columns.map((place) => el("th", { scope: "col" }, table.columns[place]?.name)));
  const body = el("tbody");
  const buttons = members.map((object) =>
    el("button", { type: "button", class: "member", title: titles.get(object) || null, onclick: () => turn(object) }, el("i", { "aria-hidden": "true" }), el("span", {}, object)),
  );
  const pair = el("table", { class: "removal" }, el("caption", { class: "hidden" }, `${study.title}: the full world and another`), el("thead", {}, head), body);
  pair.style.setProperty("--objects", String(members.length));
  const said = el("p", { class: "reading", role: "status" });
  const { lead } = stage(
    figure,
    address,
    el("p", { class: "members", role: "group", "aria-label": "Objects in the second world" }, el("span", { class: "ask" }, "In the second world:"), buttons),
    el("div", { class: "wide", role: "region", tabindex: 0, "aria-label": "Two worlds, column by column" }, pair),
    said,
  );

  /** @param {string} object */
  function turn(object) {
    if (!inside.delete(object)) inside.add(object);
    show();
  }

  function show() {
    const row = table.rows.find(Object.fromEntries([...inside].map((object) => [object, 1])));
    const missing = new Set(members.filter((object) => !inside.has(object)));
    const colour = ramp(darkness.matches);
    for (const [place, button] of buttons.entries()) {
      const there = inside.has(members[place] ?? "");
      button.setAttribute("aria-pressed", String(there));
      button.setAttribute("aria-label", `${members[place]}${titles.get(members[place] ?? "") ? ` (${titles.get(members[place] ?? "")})` : ""}`);
    }
    const changes = columns.map((place) => (table.oriented[place]?.[row] ?? NaN) - (table.oriented[place]?.[full] ?? NaN));
    fill(
      body,
      line(full, new Set(), colour),
      line(row, missing, colour),
      el(
        "tr",
        { class: "change" },
        el("th", { scope: "row" }, "change"),
        columns.map((place, at) => {
          const digits = scales.get(table.columns[place]?.scale ?? "")?.digits ?? 2;
          const gain = changes[at] ?? NaN;
          const text = signed(gain, digits);
          const tone = !/[1-9]/.test(text) ? "" : gain > 0 ? "help" : "harm";
          return el("td", { class: tone }, text);
        }),
      ),
    );
    const order = [...columns.keys()].sort((a, b) => Math.abs(changes[b] ?? 0) - Math.abs(changes[a] ?? 0));
    const most = order[0] ?? 0;
    const about = table.columns[columns[most] ?? 0];
    const digits = scales.get(about?.scale ?? "")?.digits ?? 2;
    const gain = changes[most] ?? NaN;
    const unit = about?.unit ? ` ${about.unit}` : "";
    said.textContent = missing.size === 0 ? "Take an object out." : Number.isNaN(gain) ? "That world is not trained." : `Without ${[...missing].join(", ")} the largest change is on ${about?.name}: ${number(Math.abs(gain), digits)}${unit} ${gain > 0 ? "better" : "worse"}.`;
    lead(`/explorer/${encodeURIComponent(name)}${writeAddress({ ...state, world: spellWorld(table.rows, row) })}`);
  }

  /** @param {number} row @param {ReadonlySet<string>} missing @param {ReturnType<typeof ramp>} colour */
  function line(row, missing, colour) {
    return el(
      "tr",
      {},
      el("th", { scope: "row" }, el("span", { class: "hidden" }, worldInWords(table.rows, row)), dots(table.rows, row, missing)),
      columns.map((place) => {
        const scale = scales.get(table.columns[place]?.scale ?? "");
        const value = table.oriented[place]?.[row] ?? NaN;
        const cell = el("td", { class: "cell" }, number(table.shown[place]?.[row] ?? NaN, scale?.digits ?? 2));
        if (scale && !Number.isNaN(value)) {
          const { ground, ink } = colour(share(scale, value));
          cell.style.backgroundColor = ground;
          cell.style.color = ink;
        } else cell.classList.add("absent");
        return cell;
      }),
    );
  }

  darkness.addEventListener("change", show);
  show();
}
