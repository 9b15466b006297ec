import { fetchDocumented } from "./documented.ts";

/** The parts of a running Latchkey that tests use. */
export interface Running {
  readonly url: string;
  readonly operatorToken: string;
}

export interface JsonResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests compare parts of bodies of many shapes.
  readonly json: any;
}

const made = new Set<string>();

/** The ids of accounts that this file's tests put, percent-encoded as they were sent. */
export function accountsMade(): ReadonlySet<string> {
  return made;
}

/** Calls the management API as an operator does; the answer has to fit the OpenAPI document. */
export async function manage(
  { url, operatorToken }: Running,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<JsonResponse> {
  const response = await fetchDocumented(`${url}/api/manage/v1${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${operatorToken}`,
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const [, account] = /^\/accounts\/([^/?]+)$/.exec(path) ?? [];
  if (method === "PUT" && account !== undefined && response.status === 201) made.add(account);
  return answerOf(response);
}

/** Calls the public API with a key; the answer has to fit the OpenAPI document. */
export async function callModels(
  { url }: Running,
  key: string,
  headers: Record<string, string> = {},
): Promise<JsonResponse> {
  const authorization = { Authorization: `Bearer ${key}` };
  return answerOf(
    await fetchDocumented(`${url}/api/v1/models`, { headers: { ...authorization, ...headers } }),
  );
}

async function answerOf(response: Response): Promise<JsonResponse> {
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: text === "" ? undefined : JSON.parse(text),
  };
}

export interface CreatedKey {
  readonly id: string;
  readonly key: string;
}

/** Setting up is not what a test is about, so it tries again what a busy machine refused undone. */
async function setUp(running: Running, method: string, path: string, body: object) {
  let answer = await manage(running, method, path, body);
  for (let attempts = 1; attempts < 5 && answer.json?.code === "unavailable"; attempts++) {
    answer = await manage(running, method, path, body);
  }
  return answer;
}

let accounts = 0;

/** An account of its own for a test. */
export async function newAccount(running: Running, plan: string): Promise<string> {
  accounts++;
  const accountId = `test_${accounts}_${Math.random().toString(36).slice(2)}`;
  const answer = await setUp(running, "PUT", `/accounts/${accountId}`, { plan });
  if (answer.status !== 201) throw new Error(`no account: ${answer.status} ${answer.text}`);
  return accountId;
}

export async function newKeyOf(
  running: Running,
  accountId: string,
  fields: Record<string, unknown> = {},
): Promise<CreatedKey> {
  const body = { name: "Test key", ...fields };
  const answer = await setUp(running, "POST", `/accounts/${accountId}/keys`, body);
  if (answer.status !== 201) throw new Error(`no key: ${answer.status} ${answer.text}`);
  return { id: answer.json.id, key: answer.json.key };
}
