import { ApiError, SessionEnded, Unreachable } from "./api-error.ts";

export interface Credentials {
  /** @returns undefined if the session has ended */
  accessToken(): Promise<string | undefined>;
  /** Gets a new token after the API rejected one. @returns whether that succeeded */
  renew(): Promise<boolean>;
}

export interface ApiRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below `/api/manage/v1`. */
  readonly path: string;
  readonly body?: unknown;
  readonly idempotencyKey?: string;
}

export interface ApiResponse {
  readonly status: number;
  readonly body: unknown;
}

export type Call = (request: ApiRequest) => Promise<ApiResponse>;

const basePath = "/api/manage/v1";

/** API Gateway ends a request after 29 seconds. */
const timeoutMs = 30_000;

/**
 * Calls the management API as the signed-in user. A rejected token is renewed once.
 *
 * @param noteTime receives the `Date` header of each response
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

  async function send({ method, path, body, idempotencyKey }: ApiRequest): Promise<Response> {
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
      throw new Unreachable("no response", { cause });
    }
  }

  async function read(response: Response): Promise<ApiResponse> {
    noteTime(response.headers.get("date"));
    const body = await readJson(response);
    if (response.ok) return { status: response.status, body };
    throw new ApiError(response.status, body);
  }
}

/** @returns undefined if the body is not JSON, such as a proxy's error page */
async function readJson(response: Response): Promise<unknown> {
  const text = await response.text().catch((cause: unknown) => {
    throw new Unreachable("the response was cut off", { cause });
  });
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
