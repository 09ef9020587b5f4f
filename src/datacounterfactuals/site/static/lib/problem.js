// A mistake, with its remedy.

export class Problem extends Error {
  /**
   * @param {string} problem what is wrong; a sentence without its stop
   * @param {string} remedy
   * @param {number} status that of HTTP, or 0 where nobody answered
   */
  constructor(problem, remedy, status) {
    super(problem);
    this.problem = problem.slice(0, 1).toUpperCase() + problem.slice(1);
    this.remedy = remedy;
    this.status = status;
  }
}
