import { defineConfig } from "../../lib/config/define-config.ts";

/** Limits that a short flood exceeds. */
export default defineConfig({
  stages: {
    dev: {
      region: "us-east-1",
      retention: { whenDeleted: "destroy", logDays: 1 },
      throttles: {
        public: { ratePerSecond: 500, burst: 500 },
        management: { ratePerSecond: 20, burst: 20 },
      },
      webAcl: { management: { perMinute: 300 } },
    },
  },
});
