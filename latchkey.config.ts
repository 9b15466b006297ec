import { defineConfig } from "./lib/config/define-config.ts";

/** What you decide about your product: docs/configuration.md explains each field. */
export default defineConfig({
  product: { name: "Latchkey" },
  keyPrefix: "sk_live_",
  plans: [
    { name: "free", label: "Free", eligible: false, limitPerMinute: 10, initial: true },
    { name: "pro", label: "Pro", eligible: false, limitPerMinute: 30 },
    { name: "agency", label: "Agency", eligible: true, limitPerMinute: 60 },
    { name: "master", label: "Master", eligible: true, limitPerMinute: 120 },
    { name: "business", label: "Business", eligible: true, limitPerMinute: 120 },
    { name: "enterprise", label: "Enterprise", eligible: true, limitPerMinute: 600 },
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
  stages: {
    dev: {
      region: "us-east-1",
      callbackUrls: ["http://localhost:3000/app/settings/api-keys"],
      retention: { whenDeleted: "destroy", logDays: 7 },
      throttles: {
        public: { ratePerSecond: 500, burst: 500 },
        management: { ratePerSecond: 50, burst: 100 },
      },
    },
    prod: {
      region: "us-east-1",
      retention: { whenDeleted: "keep", logDays: 90 },
      // Far above what one key may use (10,000 a minute are 167 a second), since one caller's flood
      // must not be enough to shut out the others.
      throttles: {
        public: { ratePerSecond: 2000, burst: 2000 },
        management: { ratePerSecond: 50, burst: 100 },
      },
      webAcl: {},
      alarms: {},
      dashboard: true,
      edgeLogs: true,
      rollout: "canary-10-percent-5-minutes",
      priceClass: "all",
    },
  },
});
