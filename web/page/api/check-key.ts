import { Unreachable } from "./api-error.ts";

/** The API's answer to a call with a key. */
export interface KeyCheck {
  readonly status: number;
  /** `name: value`, those that say something about the key. */
  readonly headers: readonly string[];
  readonly body: string;
}

/** The path that judges a key and does nothing else. */
export const checkPath = "/api/v1/verify";

const timeoutMs = 30_000;
const isAboutKey = /^(x-)?ratelimit|^x-latchkey|^retry-after$|^www-authenticate$/;

/**
 * Calls the public API with a key, as a program would. That counts as a request.
 *
 * @throws Unreachable without a response
 */
export async function checkKey(fetch: typeof globalThis.fetch, secret: string): Promise<KeyCheck> {
  try {
    const response = await fetch(checkPath, {
      headers: { authorization: `Bearer ${secret}` },
      credentials: "omit",
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
    });
    const headers = [...response.headers].filter(([name]) => isAboutKey.test(name));
    return {
      status: response.status,
      headers: headers.map(([name, value]) => `${name}: ${value}`),
      body: await response.text(),
    };
  } catch (cause) {
    throw new Unreachable("no response", { cause });
  }
}
