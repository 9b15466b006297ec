import { betterAuth } from "./better-auth.ts";
import type { Contestant } from "./contestant.ts";
import { latchkey } from "./latchkey.ts";
import { rateLimiterFlexible } from "./rate-limiter-flexible.ts";
import { tutorial } from "./tutorial.ts";

export const contestants: readonly Contestant[] = [
  latchkey,
  tutorial,
  rateLimiterFlexible,
  betterAuth,
];

export function contestantNamed(name: string): Contestant {
  const contestant = contestants.find((candidate) => candidate.name === name);
  if (!contestant) throw new Error(`there is no contestant ${name}`);
  return contestant;
}
