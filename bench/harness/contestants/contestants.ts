import { betterAuth } from "./better-auth.ts";
import type { Contestant } from "./contestant.ts";
import { latchkey } from "./latchkey.ts";
import { rateLimiterFlexible } from "./rate-limiter-flexible.ts";
import { tutorial } from "./tutorial.ts";

const contestants: readonly Contestant[] = [latchkey, tutorial, rateLimiterFlexible, betterAuth];

/** All that can run here; says which cannot. */
export function availableContestants(progress: (line: string) => void): readonly Contestant[] {
  return contestants.filter(({ name, install }) => {
    try {
      install?.();
      return true;
    } catch (error) {
      const [reason] = String(error).split("\n");
      progress(`${name} is left out, since its packages could not be installed: ${reason}`);
      return false;
    }
  });
}

export function contestantNamed(name: string): Contestant {
  const contestant = contestants.find((candidate) => candidate.name === name);
  if (!contestant) throw new Error(`there is no contestant ${name}`);
  return contestant;
}
