/** One line of the table of figures, found by its benchmark and the name that it is saved under. */
export interface Row {
  readonly label: string;
  readonly benchmark: string;
  readonly figure: string;
  /** The reason why it misses its target, if it does. */
  readonly whyMissed?: string;
  /** README shows it too. */
  readonly isHeadline?: true;
}

/** docs/decisions.md has what was tried. */
const whyColdStartIsMissed = "two thirds of it are Node's own, for two connections in TLS";

/** All figures that have a target, as docs/performance.md shows them. */
export const rows: readonly Row[] = [
  {
    label: "cold start, initialisation and first invocation: share of the tutorial authorizer's",
    benchmark: "cold-start",
    figure: "cold start against the tutorial",
    whyMissed: whyColdStartIsMissed,
    isHeadline: true,
  },
  {
    label: "the same: share of the same logic's on `client-dynamodb`",
    benchmark: "cold-start",
    figure: "cold start against client-dynamodb",
    whyMissed: whyColdStartIsMissed,
  },
  {
    label: "first invocation alone: share of the tutorial's",
    benchmark: "cold-start",
    figure: "first invocation against the tutorial",
  },
  {
    label: "authorizer, minified",
    benchmark: "bundle-size",
    figure: "bundle: authorizer",
    isHeadline: true,
  },
  {
    label: "CPU of a request, without network",
    benchmark: "cpu",
    figure: "CPU per request, without network",
    isHeadline: true,
  },
  {
    label: "the same, key with scopes, an allow list of 20 and three quotas",
    benchmark: "cpu",
    figure: "CPU per request, key with all rules, without network",
  },
  {
    label: "CPU of a request over HTTPS: share of the tutorial's",
    benchmark: "cpu",
    figure: "CPU per request, HTTPS, against the tutorial",
  },
  { label: "CPU of a malformed key", benchmark: "cpu", figure: "CPU per malformed key" },
  {
    label: "round trips for a malformed key",
    benchmark: "flood",
    figure: "flood of junk keys: round trips per request",
  },
  {
    label: "round trips per request, warm key",
    benchmark: "round-trips",
    figure: "round trips per request, warm key",
    isHeadline: true,
  },
  {
    label: "the same, key with scopes, an allow list of 20 and three quotas",
    benchmark: "round-trips",
    figure: "round trips per request, warm key with all rules",
  },
  {
    label: "round trips of a container's first request with a key, at most",
    benchmark: "round-trips",
    figure: "round trips of a container's first request with a key",
  },
  {
    label: "round trips per request, 4 containers at 20 requests a second",
    benchmark: "round-trips",
    figure: "round trips per request, 4 containers, 20 a second",
  },
  {
    label: "round trips per refused request, 200 a second",
    benchmark: "round-trips",
    figure: "round trips per request, refused, 200 a second",
  },
  {
    label: "fullest 60 s of 75 s in real time, limit 500, 4 processes × 8 callers",
    benchmark: "real-time",
    figure: "fullest 60 s of real time, limit 500",
    isHeadline: true,
  },
  ...[1, 10, 100, 1000].map((limit) => ({
    label: `runs of 20 within a limit of ${limit} in every 60 s, 4 containers, simulated clock`,
    benchmark: "exactness",
    figure: `runs of 20 within limit ${limit}, 4 containers`,
  })),
  ...["cost 1", "mixed costs"].map((costs) => ({
    label: `runs of 20 within quotas by day, month and in total, ${costs}, 4 containers, simulated clock`,
    benchmark: "quotas",
    figure: `runs of 20 within every quota, ${costs}, 4 containers`,
  })),
  {
    label: "item after a day of traffic",
    benchmark: "growth",
    figure: "item after a day of traffic, greatest size",
  },
  {
    label: "memory of 1,000 keys and 10,000 rejected ones, the most that a container keeps",
    benchmark: "memory",
    figure: "memory of 1,000 keys and 10,000 rejected ones, after three times as many",
  },
  {
    label: "the same, keys with scopes, an allow list of 20 and three quotas",
    benchmark: "memory",
    figure:
      "memory of 1,000 keys and 10,000 rejected ones, after three times as many with all rules",
  },
  ...["1 caller", "16 callers", "64 callers"].flatMap((callers) => [
    {
      label: `embedded verifier: CPU above plain Express, instant table, ${callers}`,
      benchmark: "verifier",
      figure: `CPU above plain Express, instant table, ${callers}`,
      ...(callers === "16 callers" ? { isHeadline: true as const } : {}),
    },
    {
      label: `the same, share of rate-limiter-flexible's on the same table, ${callers}`,
      benchmark: "verifier",
      figure: `CPU above plain Express, against rate-limiter-flexible on the same table, ${callers}`,
      ...(callers === "16 callers" ? { isHeadline: true as const } : {}),
    },
  ]),
  {
    label: "embedded verifier, 400 callers at once on one key: runs of 5 that admit its limit, 300",
    benchmark: "crowd",
    figure: "400 callers at once on one key, limit 300: runs of 5 with the limit admitted",
    isHeadline: true,
  },
  {
    label: "the same: answers other than 200 and 429",
    benchmark: "crowd",
    figure: "400 callers at once on one key, limit 300: other answers",
    isHeadline: true,
  },
  ...["nginx", "Caddy", "HAProxy"].map((gateway) => ({
    label: `latency that the check adds behind ${gateway}, p50: share of the check's own`,
    benchmark: "forward-auth",
    figure: `forward-auth: added p50 behind ${gateway}, share of the check's own`,
    isHeadline: true as const,
  })),
  {
    label: "`npm start` until it is ready, from scratch",
    benchmark: "start-up",
    figure: "npm start, from scratch",
    isHeadline: true,
  },
  {
    label: "the same, nothing changed",
    benchmark: "start-up",
    figure: "npm start, nothing changed",
  },
  {
    label: "401 to a key's first request: greatest difference of two reasons, in run-to-run noise",
    benchmark: "refusal-timing",
    figure:
      "401 for a key's first request: greatest difference of two reasons, in run-to-run noise",
  },
  {
    label: "the same, its second request",
    benchmark: "refusal-timing",
    figure: "401 for its second: greatest difference of two reasons, in run-to-run noise",
  },
  {
    label: "settings page until it shows 25 keys, files cached, 4 × slower CPU, Fast 3G",
    benchmark: "page",
    figure: "page: first list of 25 keys, files cached, 4 × slower CPU, Fast 3G",
    isHeadline: true,
  },
  {
    label: "the same, nothing cached",
    benchmark: "page",
    figure: "page: first list of 25 keys, nothing cached, 4 × slower CPU, Fast 3G",
  },
  {
    label: "500 keys filtered, 4 × slower CPU",
    benchmark: "page",
    figure: "page: 500 keys filtered, 4 × slower CPU",
    isHeadline: true,
  },
];

/** The figures that README shows. */
export const headlines: readonly Row[] = rows.filter(({ isHeadline }) => isHeadline);
