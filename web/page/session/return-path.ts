import { isRecord } from "../api/fields.ts";
import { basePath } from "../navigation/route.ts";

/** The state that a sign-in keeps while the user is at the issuer. */
export interface SignInState {
  /** The path to return to, with its query. */
  readonly path: string;
  /** Whether the API rejected the previous sign-in. If it rejects this one too, stop trying. */
  readonly isSecondTry: boolean;
}

/** Parses the returned state. Only paths of this page are accepted. */
export function parseSignInState(value: unknown, base = basePath): SignInState {
  const path = isRecord(value) && typeof value.path === "string" ? value.path : base;
  return {
    path: isOfThisPage(path, base) ? path : base,
    isSecondTry: isRecord(value) && value.isSecondTry === true,
  };
}

function isOfThisPage(path: string, base: string): boolean {
  return path === base || ["/", "?"].some((next) => path.startsWith(base + next));
}
