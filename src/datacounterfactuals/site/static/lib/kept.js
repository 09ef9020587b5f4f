// Files of an export. A copy that is opened from a disk can ask nobody for them: there they stand in
// the page itself.

import { at } from "./root.js";

const host = document.getElementById("kept");
/** @type {Record<string, string> | null} the text of each file, by its place */
const kept = host ? JSON.parse(host.textContent ?? "{}") : null;

/**
 * The text at an address of this site, or null where there is none; `status` tells why.
 * @param {string} address
 * @returns {Promise<{ text: string | null, status: number }>}
 */
export async function textAt(address) {
  if (kept) {
    const place = new URL(address, document.baseURI).href.slice(new URL(at("/"), document.baseURI).href.length);
    const text = Object.hasOwn(kept, place) ? (kept[place] ?? null) : null;
    return { text, status: text === null ? 404 : 200 };
  }
  const reply = await fetch(address).catch(() => null);
  return { text: reply?.ok ? await reply.text() : null, status: reply?.status ?? 0 };
}
