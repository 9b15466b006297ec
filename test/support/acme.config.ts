import { defineConfig } from "../../lib/config/define-config.ts";

/** A configuration that shares nothing with the default one. */
export default defineConfig({
  product: {
    name: "Acme Maps",
    supportUrl: "https://acme.example/support",
    upgradeUrl: "https://acme.example/plans",
    logo: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4.5" cy="4.5" r="4" fill="#0b6b4f"/></svg>',
    accent: { light: "#0b6b4f", dark: "#5fd3a8" },
  },
  keyPrefix: "acme_",
  plans: [
    {
      name: "starter",
      label: "Starter",
      eligible: false,
      limitPerMinute: 5,
      keyCap: 2,
      initial: true,
    },
    {
      name: "team",
      label: "Team",
      eligible: true,
      limitPerMinute: 7,
      keyCap: 9,
      quotas: { day: 1_000, month: 20_000 },
    },
    { name: "scale", label: "Scale", eligible: true, limitPerMinute: 3000 },
  ],
  planRefusal: "Your plan has no API access.",
  leaks: "pause",
  scopes: {
    "maps:list": { label: "List maps", description: "See which maps there are." },
    usage: { label: "See usage", description: "Read how much was used." },
  },
  routes: {
    "GET /v1/models": { scope: "maps:list", cost: 2 },
    "GET /v1/account": { scope: null, cost: 3 },
  },
  stages: {
    test: {
      region: "eu-central-1",
      account: "111111111111",
      callbackUrls: ["http://localhost:3000/app/settings/api-keys"],
      retention: { whenDeleted: "destroy", logDays: 1, auditDays: 30 },
      throttles: {
        public: { ratePerSecond: 100, burst: 100 },
        management: { ratePerSecond: 20, burst: 20 },
      },
      keys: { imported: "any" },
      verify: { from: ["10.0.0.0/8", "2001:db8::1"] },
    },
  },
});
