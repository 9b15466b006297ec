import { isRecord } from "../api/fields.ts";
import { basePath } from "../navigation/route.ts";

/** What a sign-in remembers over its way to the issuer and back. */
export interface Errand {
  /** Where on the page to go on. */
  readonly path: string;
  /** Whether the API had refused the sign-in before. If it refuses this one, too, it is no use. */
  readonly isSecondTry: boolean;
}

/** Reads what came back. Only a path of this page is gone to. */
export function parseErrand(value: unknown): Errand {
  const path = isRecord(value) && typeof value.path === "string" ? value.path : basePath;
  return {
    path: path === basePath || path.startsWith(`${basePath}/`) ? path : basePath,
    isSecondTry: isRecord(value) && value.isSecondTry === true,
  };
}
