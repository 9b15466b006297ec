/** The package's exports: the name of each file in `dist`, and its module. */
export const libraryEntries = {
  index: "lib/index.ts",
  lambda: "lambda/index.ts",
  verifier: "verifier/index.ts",
  "verifier.express": "verifier/adapters/express.ts",
  "verifier.fastify": "verifier/adapters/fastify.ts",
  "verifier.hono": "verifier/adapters/hono.ts",
  "verifier.node-http": "verifier/adapters/node-http.ts",
} as const;

export const programEntry = { latchkey: "bin/cli.ts" } as const;

/** Files that modules read beside themselves; they keep their places below `dist/assets`. */
export const dataFiles = [
  "lib/edge/site-request.js",
  "catalog/models.json",
  "CHANGELOG.md",
] as const;
export const dataDirectories = ["web/docs/pages"] as const;
