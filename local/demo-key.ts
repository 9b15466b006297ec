import * as z from "zod";

const demoAccountId = "demo";
const demoKeyName = "Demo key";

const keyList = z.object({
  data: z.array(z.object({ id: z.string(), name: z.string(), revoked_at: z.string().nullable() })),
  next_cursor: z.string().nullable(),
});

const issuedKey = z.object({ key: z.string() });

/**
 * Issues a key to try things out with, on the demo account whose plan includes the public API. Demo
 * keys of earlier runs on the same data are revoked, so that they do not add up to the account's
 * cap.
 *
 * @returns the whole key
 * @throws Error if the management API answers otherwise than its contract says
 */
export async function issueDemoKey(url: string, operatorToken: string): Promise<string> {
  const account = `${url}/api/manage/v1/accounts/${demoAccountId}`;
  const call = async (method: string, target: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(target, {
      method,
      headers: { Authorization: `Bearer ${operatorToken}`, "Content-Type": "application/json" },
      body: body === undefined ? null : JSON.stringify(body),
    });
    if (response.ok) return response.json();
    throw new Error(`${method} ${new URL(target).pathname} answered ${response.status}`);
  };
  for (const id of await earlierKeys(call, account)) await call("DELETE", `${account}/keys/${id}`);
  return issuedKey.parse(await call("POST", `${account}/keys`, { name: demoKeyName })).key;
}

async function earlierKeys(
  call: (method: string, target: string) => Promise<unknown>,
  account: string,
): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const page: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const list = keyList.parse(await call("GET", `${account}/keys?limit=100${page}`));
    const live = list.data.filter(({ name, revoked_at }) => name === demoKeyName && !revoked_at);
    ids.push(...live.map(({ id }) => id));
    cursor = list.next_cursor;
  }
  return ids;
}
