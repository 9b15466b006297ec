import { Fields } from "./fields.ts";

/** Who is signed in, as the API sees their access token. */
export interface Caller {
  readonly accountId: string;
  readonly subject: string;
}

/** @throws UnexpectedResponse */
export function parseCaller(value: unknown): Caller {
  const fields = new Fields(value);
  return { accountId: fields.text("account_id"), subject: fields.text("subject") };
}
