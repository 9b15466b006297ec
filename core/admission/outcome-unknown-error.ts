/** A change was sent and the time was up before its answer came: it may have been made. */
export class OutcomeUnknownError extends Error {
  override readonly name = "OutcomeUnknownError";
}
