import { errors } from "../../core/errors.ts";
import { type Check, errorBody, faultsOf } from "./check.ts";
import type { House } from "./house.ts";
import { quantile } from "./quantile.ts";
import type { WireResponse } from "./wire.ts";

const invalid = { status: 401, body: errorBody(errors.invalidKey) };
const good = { status: 200 };

function use(house: House, key: string): Promise<WireResponse> {
  return house.call("/v1/verify", key);
}

const keysToRevoke = 5;
const callsAfter = 10;

export const changeChecks: readonly Check[] = [
  {
    name: "a revocation acts on every request after its response",
    async run(house) {
      const faults: string[] = [];
      const tookMs: number[] = [];
      let admitted = 0;
      for (let index = 0; index < keysToRevoke; index++) {
        const { id, key } = await house.newKey();
        await Promise.all(Array.from({ length: callsAfter }, () => use(house, key)));
        const response = await house.revoke(id);
        tookMs.push(response.tookMs);
        const wanted = { status: 200, body: { id, is_active: false } };
        faults.push(...faultsOf("revocation", response, wanted));
        const after = await Promise.all(Array.from({ length: callsAfter }, () => use(house, key)));
        admitted += after.filter(({ status }) => status === 200).length;
        faults.push(...after.flatMap((each) => faultsOf("after it", each, invalid)).slice(0, 1));
      }
      const median = quantile(tookMs, 0.5).toFixed(0);
      const measured = `${admitted} of ${keysToRevoke * callsAfter} admitted afterwards; a revocation takes ${median} ms (median)`;
      return { faults, measured };
    },
  },
  {
    name: "a pause and a resumption act on the next request",
    async run(house) {
      const { id, key } = await house.newKey();
      const path = `${house.accountPath}/keys/${id}`;
      const paused = await house.manage("PATCH", path, { is_active: false });
      const during = await use(house, key);
      const resumed = await house.manage("PATCH", path, { is_active: true });
      return {
        faults: [
          ...faultsOf("pause", paused, { status: 200, body: { is_active: false } }),
          ...faultsOf("while paused", during, invalid),
          ...faultsOf("resumption", resumed, { status: 200, body: { is_active: true } }),
          ...faultsOf("once resumed", await use(house, key), good),
        ],
      };
    },
  },
  {
    name: "a rotation leaves the old secret for its grace period, and none without",
    async run(house) {
      const { id, key } = await house.newKey();
      const path = `${house.accountPath}/keys/${id}/rotate`;
      const second = await house.manage("POST", path, { grace_period_seconds: 60 });
      const faults = faultsOf("rotation", second, { status: 201, body: { id } });
      if (faults.length > 0) return { faults };
      const renewed = house.adopt(second);
      faults.push(...faultsOf("old secret in grace", await use(house, key), good));
      faults.push(...faultsOf("new secret", await use(house, renewed.key), good));
      const third = await house.manage("POST", path);
      faults.push(...faultsOf("second rotation", third, { status: 201 }));
      faults.push(...faultsOf("secret without grace", await use(house, renewed.key), invalid));
      return { faults };
    },
  },
  {
    name: "a change of plan acts on the next request, both ways",
    async run(house) {
      const { otherPlan: plan } = house;
      if (plan === undefined) return { skipped: "every plan is eligible" };
      const { key } = await house.newKey();
      const refusal = { status: 403, body: errorBody({ message: house.config.planRefusal }) };
      await house.setAccount({ plan });
      const during = await use(house, key);
      await house.setAccount({ plan: house.eligiblePlan });
      return {
        faults: [
          ...faultsOf(`on ${plan}`, during, refusal),
          ...faultsOf(`on ${house.eligiblePlan}`, await use(house, key), good),
        ],
      };
    },
  },
  {
    name: "a suspension acts on the next request, and so does its end",
    async run(house) {
      const { key } = await house.newKey();
      await house.setAccount({ is_suspended: true });
      const during = await use(house, key);
      await house.setAccount({ is_suspended: false });
      const wanted = { status: 403, body: errorBody(errors.accountSuspended) };
      return {
        faults: [
          ...faultsOf("while suspended", during, wanted),
          ...faultsOf("afterwards", await use(house, key), good),
        ],
      };
    },
  },
];
