import type { AnonymousReason } from "../../core/admission/refusal-counts.ts";
import { wordsOfRefusal } from "../../core/admission/refusal-words.ts";
import type { Refusals } from "../api/objects.ts";

const anonymous: Readonly<Record<AnonymousReason, string>> = {
  missing_token: "no Bearer token was sent",
  malformed: "what was sent is no key by its form",
  unknown: "there was no such key",
};
const anonymousWords = new Map<string, string>(Object.entries(anonymous));

/** @param rotatedAt when the key's secret was last replaced, if it ever was */
export function reasonText(
  reason: string,
  requestedAt: string,
  rotatedAt: string | undefined,
): string {
  const text = wordsOfRefusal(reason) ?? anonymousWords.get(reason);
  if (text === undefined) return reason;
  // A later rotation is not the one that ended the secret.
  const isKnown = rotatedAt !== undefined && Date.parse(rotatedAt) <= Date.parse(requestedAt);
  return reason === "superseded" && isKnown
    ? `${reason}: ${text} at ${rotatedAt}`
    : `${reason}: ${text}`;
}

/** `12 superseded, 3 limit in the last 30 days`; undefined if they were not asked for. */
export function refusalsText(refusals: Refusals | undefined): string | undefined {
  if (!refusals) return undefined;
  const sums = new Map<string, number>();
  for (const { reasons: counts } of refusals.days) {
    for (const [reason, count] of Object.entries(counts)) {
      sums.set(reason, (sums.get(reason) ?? 0) + count);
    }
  }
  const most = [...sums].sort(([, one], [, other]) => other - one);
  const texts = most.map(([reason, count]) => `${count} ${reason}`);
  const what = texts.length === 0 ? "none" : texts.join(", ");
  return `${what} in the last 30 days, by the access log`;
}
