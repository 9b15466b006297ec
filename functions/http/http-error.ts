import type { PublicError } from "../../core/api-errors.ts";
import { invalidFields } from "../../core/errors.ts";

/** Ends a request with an error that the client is meant to see. */
export class HttpError extends Error {
  override readonly name = "HttpError";
  readonly publicError: PublicError;

  constructor(publicError: PublicError) {
    super(publicError.message);
    this.publicError = publicError;
  }

  /** A 400 that names each field at fault and its rule. */
  static invalidFields(fields: Readonly<Record<string, string>>, message?: string): HttpError {
    return new HttpError(invalidFields(fields, message));
  }
}
