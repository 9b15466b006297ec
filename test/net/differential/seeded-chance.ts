import { createHash } from "node:crypto";
import { monotonicFactory } from "ulid";
import type { Chance } from "../../support/management-on-table.ts";

/** The same bytes and ids in the same order for the same seed. */
export function seededChance(seed: string): Chance {
  let drawn = 0;
  const draw = () => createHash("sha512").update(`${seed} ${drawn++}`).digest();
  return {
    randomBytes(size) {
      const blocks = Array.from({ length: Math.ceil(size / 64) }, draw);
      return Buffer.concat(blocks).subarray(0, size);
    },
    newEventId: monotonicFactory(() => draw().readUInt32BE() / 2 ** 32),
  };
}
