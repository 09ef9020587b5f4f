// The state of the page: what the address says, changed by one door, so that Back finds it again.

import { readAddress, writeAddress } from "../lib/address.js";

/** @import { PageState } from "../types.js" */

/** @param {(before: PageState) => unknown} follow called after every change, with the state before */
export function createState(follow) {
  let state = readAddress(location.search);

  /** The address of the page in another state. @param {Partial<PageState>} change */
  const address = (change) => location.pathname + writeAddress({ ...state, ...change });

  /** Change the state; `step` makes it one that Back returns from. @param {Partial<PageState>} change @param {boolean} step */
  function go(change, step) {
    const before = state;
    const next = address(change);
    state = { ...state, ...change };
    if (step) history.pushState(null, "", next);
    else history.replaceState(null, "", next);
    void follow(before);
  }

  addEventListener("popstate", () => {
    const before = state;
    state = readAddress(location.search);
    void follow(before);
  });

  return {
    go,
    address,
    /** The link to what is shown now. */
    link: () => location.origin + address({}),
    /** Mend what an old address says, before anything is shown. @param {Partial<PageState>} change */
    mend(change) {
      state = { ...state, ...change };
    },
    get now() {
      return state;
    },
  };
}
