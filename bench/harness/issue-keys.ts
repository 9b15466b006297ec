import * as z from "zod";
import type { RunningLatchkey } from "../../local/start.ts";

const keyCount = 20;
const limitPerMinute = 10_000;

const issuedKey = z.object({ key: z.string() });

/** Creates enough keys for none to meet its limit. */
export async function issueKeys({ url, operatorToken }: RunningLatchkey): Promise<string[]> {
  const account = `${url}/api/manage/v1/accounts/bench`;
  const send = async (method: string, target: string, body: object): Promise<unknown> => {
    const response = await fetch(target, {
      method,
      headers: { authorization: `Bearer ${operatorToken}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} answered ${response.status}`);
    return response.json();
  };
  await send("PUT", account, { plan: "enterprise" });
  const keys: string[] = [];
  for (let made = 0; made < keyCount; made++) {
    const body = { name: `Key ${made}`, rate_limit_per_minute: limitPerMinute };
    keys.push(issuedKey.parse(await send("POST", `${account}/keys`, body)).key);
  }
  return keys;
}
