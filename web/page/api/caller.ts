import { NoAccount } from "./api-error.ts";
import { Fields } from "./fields.ts";

/** Who is signed in, as the API sees their access token. */
export interface Caller {
  readonly accountId: string;
  readonly subject: string;
}

/** @throws NoAccount for an operator; UnexpectedResponse */
export function parseCaller(value: unknown): Caller {
  const fields = new Fields(value);
  if (fields.textOrNull("account_id") === undefined) throw new NoAccount();
  return { accountId: fields.text("account_id"), subject: fields.text("subject") };
}
