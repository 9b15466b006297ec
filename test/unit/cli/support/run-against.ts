import { latchkeyProgram } from "../../../../cli/latchkey.ts";
import { runProgram } from "../../../../cli/run.ts";
import { startJsonServer } from "../../../support/json-server.ts";
import type { RecordingTerminal } from "./recording-terminal.ts";

/** An answer of the management API. */
export interface Given {
  readonly status: number;
  readonly body: unknown;
}

/**
 * Runs a command against an API that gives these answers.
 *
 * @returns the exit code, what was asked, and what the API was told to change
 */
export async function runAgainst(
  words: readonly string[],
  terminal: RecordingTerminal,
  ...answers: readonly Given[]
) {
  const server = await startJsonServer(
    answers.map(({ status, body }) => ({ status, body: JSON.stringify(body) })),
  );
  try {
    const environment = {
      LATCHKEY_URL: server.endpoint.origin,
      LATCHKEY_OPERATOR_TOKEN: "t",
      LATCHKEY_RUN_DIR: "/nowhere",
    };
    const context = { terminal, environment, newIdempotencyKey: () => "once" };
    const exitCode = await runProgram(latchkeyProgram(context), words, terminal);
    const changes = server.requests.filter(({ method }) => method !== "GET");
    return {
      exitCode,
      requests: server.requests,
      changes: changes.map(({ body }) => JSON.parse(body || "null")),
    };
  } finally {
    await server.stop();
  }
}

/** A key as the API shows it. */
export function keyObject(fields: Readonly<Record<string, unknown>> = {}) {
  return {
    object: "api_key",
    id: "3kTMd92x",
    account_id: "a1",
    name: "Server",
    key_prefix: "sk_live_3kTMd92x",
    environment: "production",
    rate_limit_per_minute: 60,
    is_active: true,
    expires_at: null,
    created_at: "2026-01-01T00:00:00Z",
    updated_at: "2026-01-01T00:00:00Z",
    revoked_at: null,
    last_used_at: null,
    ...fields,
  };
}
