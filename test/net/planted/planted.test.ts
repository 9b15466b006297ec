import { expect, it, jest } from "@jest/globals";
import { startIssuer } from "../../support/issuer.ts";
import type { Plant } from "../support/built-house.ts";
import { startNetHouse } from "../support/net-house.ts";
import { exercise } from "./exercise.ts";
import { inspect } from "./inspect.ts";
import { plantedBugs } from "./plants.ts";

/*
 * The checkers are worth what they catch: each planted bug is caught by its own, in the same short
 * run in which they find nothing in the product as it is.
 */

/** Five by the run's seed: each takes a product of its own. `LATCHKEY_PLANTED=all` takes all of them. */
const first = Math.abs(jest.getSeed()) % plantedBugs.length;
const chosen =
  process.env.LATCHKEY_PLANTED === "all"
    ? plantedBugs
    : [...plantedBugs, ...plantedBugs].slice(first, first + 5);

async function run(plant?: Plant): Promise<Record<string, string[]>> {
  const issuer = await startIssuer("");
  const house = await startNetHouse({ plant, oidcIssuer: issuer.url });
  try {
    issuer.audience = house.latchkey.oidcAudience ?? "";
    const recorder = house.newRecorder();
    await exercise({
      house,
      recorder,
      async signIn(accountId) {
        const iat = Math.floor(house.clock.nowMs() / 1000);
        const token = await issuer.sign({ sub: accountId, iat, exp: iat + 300 });
        return { as: "user", token, accountId };
      },
    });
    return await inspect(house, recorder);
  } finally {
    await house.stop();
    await issuer.stop();
  }
}

// Much of such a run is waiting.
it.concurrent("finds nothing in the product as it is", async () => {
  expect(await run()).toEqual({});
});

it.concurrent.each(chosen)("catches $name", async ({ caughtBy, ...plant }) => {
  expect(Object.keys(await run(plant))).toEqual(expect.arrayContaining([...caughtBy]));
});
