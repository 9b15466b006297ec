import { isRecord } from "../api/fields.ts";
import { parseSignInState, type SignInState } from "./return-path.ts";

/** The state that a sign-in keeps in this tab while the user is at the issuer. */
export interface PendingSignIn {
  readonly codeVerifier: string;
  readonly state: SignInState;
  /** The issuer's discovery document, if it was needed. */
  readonly discovery?: string | undefined;
}

export interface PendingSignIns {
  /** @param id the `state` of the authorization request */
  put(id: string, pending: PendingSignIn): void;
  /** Returns and removes it, since a response counts once. */
  take(id: string): PendingSignIn | undefined;
}

const prefix = "latchkey.sign-in.";
/** A sign-in that takes longer starts anew. */
const lifeMs = 15 * 60_000;

export function createPendingSignIns(
  storage: Storage,
  base: string,
  nowEpochMs: () => number,
): PendingSignIns {
  return {
    put(id, pending) {
      for (const key of Object.keys(storage))
        if (key.startsWith(prefix) && !read(key)) storage.removeItem(key);
      storage.setItem(prefix + id, JSON.stringify({ ...pending, startedAtEpochMs: nowEpochMs() }));
    },
    take(id) {
      const pending = read(prefix + id);
      storage.removeItem(prefix + id);
      return pending;
    },
  };

  function read(key: string): PendingSignIn | undefined {
    const value: unknown = JSON.parse(storage.getItem(key) ?? "null");
    if (!isRecord(value)) return undefined;
    const { codeVerifier, discovery, startedAtEpochMs: startedAt } = value;
    if (typeof codeVerifier !== "string" || typeof startedAt !== "number") return undefined;
    if (nowEpochMs() - startedAt > lifeMs) return undefined;
    return {
      codeVerifier,
      state: parseSignInState(value.state, base),
      discovery: typeof discovery === "string" ? discovery : undefined,
    };
  }
}
