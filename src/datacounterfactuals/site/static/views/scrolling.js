// What is wider than its place can be scrolled with the keyboard.

/** @param {string} selector */
export function scrolling(selector) {
  const watch = new ResizeObserver((seen) => {
    for (const { target } of seen) {
      const wide = target.scrollWidth > target.clientWidth;
      if (wide) {
        target.setAttribute("tabindex", "0");
        target.setAttribute("role", "group");
        target.setAttribute("aria-label", "wide formula");
      } else for (const name of ["tabindex", "role", "aria-label"]) target.removeAttribute(name);
    }
  });
  for (const one of document.querySelectorAll(selector)) watch.observe(one);
}
