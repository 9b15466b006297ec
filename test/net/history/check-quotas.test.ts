import { describe, expect, it } from "@jest/globals";
import { checkQuotas } from "./check-quotas.ts";
import { checkVerdicts } from "./check-verdicts.ts";
import { type WrittenHistory, withKey } from "./support/written-history.ts";

const secondsPerDay = 86_400;
const withQuota = () => withKey({ quotas: { day: 2 } });

function refuse(history: WrittenHistory, atSeconds: number): WrittenHistory {
  const credential = { kind: "key", keyId: "key00001", secret: 1 } as const;
  const json = { error: "Quota exceeded" };
  return history.add([atSeconds, atSeconds + 0.1], "GET", "/api/v1/models", 429, {
    credential,
    json,
  });
}

describe("quotas", () => {
  it("are broken by an admission above one, in the same day", () => {
    const uses = (last: number) =>
      withQuota()
        .use([2, 2.1], 200)
        .use([3, 3.1], 200)
        .use([last, last + 0.1], 200);
    expect(checkQuotas(uses(200).history)).toHaveLength(1);
    expect(checkQuotas(uses(secondsPerDay).history)).toEqual([]);
  });

  it("are broken by a refusal for what was used on the day before", () => {
    const uses = () => withQuota().use([2, 2.1], 200).use([3, 3.1], 200);
    expect(checkQuotas(refuse(uses(), 200).history)).toEqual([]);
    expect(checkQuotas(refuse(uses(), secondsPerDay).history)).toHaveLength(1);
  });
});

describe("scopes", () => {
  it("are broken by an admission after the answer that took one away", () => {
    const use = (from: number) =>
      withKey({ scopes: null })
        .patch([2, 2.5], { scopes: [] })
        .use([from, from + 0.1], 200);
    expect(checkVerdicts(use(3).history)).toHaveLength(1);
    expect(checkVerdicts(use(2.2).history)).toEqual([]);
  });
});
