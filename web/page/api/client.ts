import { ApiError, SessionEnded, Unreachable } from "./api-error.ts";

export interface Credentials {
  /** @returns undefined where nobody is signed in any more */
  accessToken(): Promise<string | undefined>;
  /** Gets a fresh token after one was refused. @returns whether there is one */
  renew(): Promise<boolean>;
}

export interface Request {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Below `/api/manage/v1`. */
  readonly path: string;
  readonly body?: unknown;
  readonly idempotencyKey?: string;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export type Call = (request: Request) => Promise<Answer>;

const basePath = "/api/manage/v1";

/** The API answers within its gateway's 29 seconds or not at all. */
const timeoutMs = 30_000;

/**
 * Calls the management API as the signed-in user. A token that is refused is renewed once.
 *
 * @param noteTime is told what time the service says it is: the `Date` of each answer
 */
export function createClient(
  fetch: typeof globalThis.fetch,
  credentials: Credentials,
  noteTime: (date: string | null) => void,
): Call {
  return async (request) => {
    const response = await send(request);
    if (response.status !== 401) return read(response);
    if (!(await credentials.renew())) throw new SessionEnded();
    const second = await send(request);
    if (second.status === 401) throw new SessionEnded();
    return read(second);
  };

  async function send({ method, path, body, idempotencyKey }: Request): Promise<Response> {
    const token = await credentials.accessToken();
    if (token === undefined) throw new SessionEnded();
    const headers = new Headers({ authorization: `Bearer ${token}`, accept: "application/json" });
    if (body !== undefined) headers.set("content-type", "application/json");
    if (idempotencyKey !== undefined) headers.set("idempotency-key", idempotencyKey);
    try {
      return await fetch(basePath + path, {
        method,
        headers,
        body: body === undefined ? null : JSON.stringify(body),
        credentials: "omit",
        redirect: "error",
        signal: AbortSignal.timeout(timeoutMs),
      });
    } catch (cause) {
      throw new Unreachable("no answer", { cause });
    }
  }

  async function read(response: Response): Promise<Answer> {
    noteTime(response.headers.get("date"));
    const body = await readJson(response);
    if (response.ok) return { status: response.status, body };
    throw new ApiError(response.status, body);
  }
}

/** @returns undefined where the body is not JSON, as that of a proxy's error page is not */
async function readJson(response: Response): Promise<unknown> {
  const text = await response.text().catch((cause: unknown) => {
    throw new Unreachable("the answer broke off", { cause });
  });
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
