// Where this site is: at the root of a server, or, as an export, anywhere on a host of files.

const { root } = document.documentElement.dataset;

/** Whether the site is an export: files, with no program behind them. */
export const exported = document.documentElement.dataset["source"] === "files";

/**
 * The address of a page or file of this site, which is written from the site's root: `at("/memo")`,
 * `at("/static/icon.svg")`, `at("/q/shapley?study=four#figure")`.
 * @param {string} path
 */
export function at(path) {
  if (root === undefined) return path;
  const [whole = "", place = "", rest = ""] = /^\/?([^?#]*)(.*)$/s.exec(path) ?? [];
  if (!whole) return root;
  const folder = place && !place.endsWith("/") && !/\.[a-z][a-z0-9]{1,5}$/.test(place);
  return new URL(`${root}${place}${folder ? "/" : ""}${rest}`, document.baseURI).href;
}
