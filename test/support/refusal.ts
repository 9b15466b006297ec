import type { PublicError } from "../../functions/http/errors.ts";
import type { HttpError } from "../../functions/http/http-error.ts";

/** What most tests of a refusal are about; its code has tests of its own. */
export type Refusal = Pick<PublicError, "status" | "message">;

export function shown({ publicError: { status, message } }: HttpError): Refusal {
  return { status, message };
}
