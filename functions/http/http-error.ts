import type { PublicError } from "./errors.ts";

/** Ends a request with an error that the client is meant to see. */
export class HttpError extends Error {
  override readonly name = "HttpError";
  readonly publicError: PublicError;

  constructor(publicError: PublicError) {
    super(publicError.message);
    this.publicError = publicError;
  }

  /** A 400 that names the field and the rule, such as `name: must be 1 to 100 characters`. */
  static badRequest(message: string): HttpError {
    return new HttpError({ status: 400, code: "invalid_fields", message });
  }
}
