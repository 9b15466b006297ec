import type { ApiError, PublicError } from "../../core/api-errors.ts";

/** Makes the JSON body that an API answers an error with. */
export type ErrorBody = (
  error: Pick<PublicError, "message" | "code">,
) => Readonly<Record<string, string>>;

/** The public API's form: exactly `{ "error" }`. */
export function publicErrorBody({ message: error }: Pick<ApiError, "message">) {
  return { error };
}

/** The management API's form. */
export const managementErrorBody: ErrorBody = ({ message: error, code }) => ({ error, code });
