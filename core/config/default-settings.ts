import type { Settings } from "./config.ts";
import { routeRules } from "./route-rules.ts";

/** The contract's values. Without side effects, so that bundles can leave them out. */
export const defaultSettings: Settings = {
  product: { name: "Latchkey" },
  keyPrefix: "sk_live_",
  plans: [
    {
      name: "free",
      label: "Free",
      eligible: false,
      limitPerMinute: 10,
      keyCap: 25,
      initial: true,
    },
    { name: "pro", label: "Pro", eligible: false, limitPerMinute: 30, keyCap: 25 },
    { name: "agency", label: "Agency", eligible: true, limitPerMinute: 60, keyCap: 25 },
    { name: "master", label: "Master", eligible: true, limitPerMinute: 120, keyCap: 25 },
    { name: "business", label: "Business", eligible: true, limitPerMinute: 120, keyCap: 25 },
    { name: "enterprise", label: "Enterprise", eligible: true, limitPerMinute: 600, keyCap: 25 },
  ],
  planRefusal: "Public API access requires Agency, Master/Business, or Enterprise plan.",
  leaks: "revoke",
  scopes: {
    "models:read": { label: "List models", description: "Read the catalogue of models." },
    "account:read": {
      label: "See account",
      description: "Read the plan and usage of the account that the key belongs to.",
    },
  },
  routes: /* @__PURE__ */ routeRules(),
};
