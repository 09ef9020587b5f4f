// Building pictures. Text is only ever text.

/** @typedef {Record<string, string | number | null | undefined | false>} Marks */

/**
 * An element of a picture.
 * @param {string} tag
 * @param {Marks} [marks]
 * @param {...(SVGElement | string | null | SVGElement[])} children
 * @returns {SVGElement}
 */
export function svg(tag, marks = {}, ...children) {
  const made = /** @type {SVGElement} */ (document.createElementNS("http://www.w3.org/2000/svg", tag));
  for (const [name, value] of Object.entries(marks)) {
    if (value !== null && value !== undefined && value !== false) made.setAttribute(name, String(value));
  }
  for (const child of children.flat()) if (child !== null) made.append(child);
  return made;
}
