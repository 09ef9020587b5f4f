// A mistake, with its remedy.

export class Problem extends Error {
  /**
   * @param {string} problem
   * @param {string} remedy
   * @param {number} status that of HTTP, or 0 where nobody answered
   */
  constructor(problem, remedy, status) {
    super(problem);
    this.problem = problem;
    this.remedy = remedy;
    this.status = status;
  }
}
