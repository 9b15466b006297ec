import type { leakReportRoute } from "../../../functions/management/routes.ts";
import { leakRefusals } from "../leak-refusals.ts";
import type { Parts } from "../parts.ts";
import { answeredWithoutBody } from "../responses.ts";
import { anyone } from "../security.ts";
import type { Operations } from "../types.ts";

export function leakOperations({ config, requests }: Parts) {
  const end = config.leaks === "revoke" ? "revokes it for good" : "pauses it";
  return {
    "POST /leaks/report": {
      operationId: "reportLeak",
      tags: ["Leaks"],
      summary: "Report a key that was found",
      description: `Whoever holds a whole key that is not revoked ${end} by this, even if it is paused or expired. A previous secret in its grace period ends alone. Needs no credential but the key itself, and is safe to repeat. An address may report 10 keys at once, and one a second from then on.`,
      security: anyone,
      requestBody: requests.leakReport,
      responses: {
        ...answeredWithoutBody(
          204,
          "Understood. If there was such a key, it is ended; the answer does not tell.",
        ),
        ...leakRefusals,
      },
    },
  } as const satisfies Operations<typeof leakReportRoute>;
}
