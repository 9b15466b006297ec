import { type KeyRules, rulesAt } from "../../core/key/key-rules.ts";
import type { ManagedKey } from "../../core/key/managed-key.ts";
import type { Asked } from "./verifier.ts";

const listed = 19;

/** A key with everything that can be judged: two scopes, 20 blocks of addresses, three quotas. */
export const allRules: KeyRules = {
  scopes: ["models:read", "account:read"],
  allowedIps: [
    ...Array.from({ length: listed }, (_, index) =>
      index % 2 === 0 ? `203.0.${index}.0/24` : `2001:db8:${index.toString(16)}::/48`,
    ),
    "198.51.100.7",
  ],
  quotas: { day: 10 ** 12, month: 10 ** 12, total: 10 ** 12 },
};

/** A request that such a key admits, from the last address of its list. */
export const askedOfAllRules: Asked = { scope: "models:read", address: "198.51.100.7" };

/** The fields of a key that has these rules from its creation on. */
export function withRules(rules: KeyRules): Partial<ManagedKey> {
  return rulesAt(1, rules);
}
