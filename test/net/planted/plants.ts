import type { Plant } from "../support/built-house.ts";

/** A bug, and what has to find it. */
export interface PlantedBug extends Plant {
  readonly caughtBy: readonly string[];
}

/**
 * Bugs that others had, or that this product had. Whoever rebuilds what a patch is about carries the
 * patch along: the bug has to be possible in the new form too.
 */
export const plantedBugs: readonly PlantedBug[] = [
  {
    name: "a cached verdict",
    caughtBy: ["verdicts"],
    patches: [
      {
        file: "core/admission/verify-key.ts",
        find: "const failuresAtOnce = 2;",
        replace: "const failuresAtOnce = 2;\nconst cache = new Map();",
      },
      {
        file: "core/admission/verify-key.ts",
        find: "const key = parsePresented(token, ports.config);",
        replace: `const cached = cache.get(token);
          if (cached && ports.nowEpochMs() < cached.untilEpochMs) return cached.verdict;
          const key = parsePresented(token, ports.config);`,
      },
      {
        file: "core/admission/verify-key.ts",
        find: 'return { kind: "admitted", caller: callerOf(record), allowance };',
        replace: `const verdict = { kind: "admitted", caller: callerOf(record), allowance };
        cache.set(token, { verdict, untilEpochMs: nowEpochMs + 5_000 });
        return verdict;`,
      },
    ],
  },
  {
    name: "a counter that is read, then written",
    caughtBy: ["rate limit"],
    patches: [
      {
        file: "core/store/window-room.ts",
        find: 'const hasRoom = "n <= :most_before";',
        replace: 'const hasRoom = "(n <= :most_before OR n > :most_before)";',
      },
    ],
  },
  {
    name: "an off-by-one in the window",
    caughtBy: ["rate limit"],
    patches: [
      {
        file: "core/admission/rolling-window.ts",
        find: "export const spanSeconds = 60;",
        replace: "export const spanSeconds = 59;",
      },
    ],
  },
  {
    name: "a lost audit event",
    caughtBy: ["trail", "table"],
    patches: [
      {
        file: "core/store/keys.ts",
        find: "        recordEventAction(tableName, decided.event, retentionDays),",
        replace: `...(decided.event.changes.is_active
          ? []
          : [recordEventAction(tableName, decided.event, retentionDays)]),`,
      },
    ],
  },
  {
    name: "an event out of order",
    caughtBy: ["trail", "table"],
    patches: [
      {
        file: "core/store/event-item.ts",
        find: "  const { origin } = event;",
        replace: `  if (event.changes.name) event = { ...event, id: "00" + event.id.slice(2) };
          const { origin } = event;`,
      },
    ],
  },
  {
    name: "a late effect after a 503",
    caughtBy: ["observations", "quiet"],
    patches: [
      {
        file: "core/time/deadline.ts",
        find: "return await answer(deadline);",
        replace: `const early = new Promise((_, reject) => {
          setTimeout(() => reject(new Error("too late")), budgetMs / 4);
        });
        return await Promise.race([answer(deadline), early]);`,
      },
      {
        file: "core/time/deadline.ts",
        find: "    deadline.end();",
        replace: "",
      },
    ],
  },
  {
    name: "a secret leaked into the log",
    caughtBy: ["leaks"],
    patches: [
      {
        file: "core/management/create-key.ts",
        find: "const key = issueKey(randomBytes, config.keyPrefix);",
        replace: `const key = issueKey(randomBytes, config.keyPrefix);
          console.log(JSON.stringify({ made: Buffer.from(key.text).toString("base64") }));`,
      },
    ],
  },
  {
    name: "a secret leaked into the audit trail",
    caughtBy: ["secrecy", "table"],
    patches: [
      {
        file: "core/management/create-key.ts",
        find: 'trail.keyEvent("key.created", undefined, record, createdAtEpochMs),',
        replace: `[trail.keyEvent("key.created", undefined, record, createdAtEpochMs)].map((event) => ({
          ...event,
          origin: { ...event.origin, userAgent: Buffer.from(key.text).toString("hex") },
        }))[0],`,
      },
    ],
  },
  {
    name: "a cap that is only read",
    caughtBy: ["cap"],
    patches: [
      {
        file: "core/store/key-writes.ts",
        // biome-ignore lint/suspicious/noTemplateCurlyInString: the source's own text.
        find: "${isAsSuspended} AND ${hasRoom} AND",
        // biome-ignore lint/suspicious/noTemplateCurlyInString: the source's own text.
        replace: "${isAsSuspended} AND",
      },
    ],
  },
  {
    name: "a listing that loses an entry between pages",
    caughtBy: ["listings"],
    patches: [
      {
        file: "core/store/list-page.ts",
        find: "found.length > page.length ? page.at(-1)?.place : undefined",
        replace: "found.length > page.length ? found.at(-1)?.place : undefined",
      },
    ],
  },
  {
    name: "an answer that shows more than its document says",
    caughtBy: ["answers"],
    patches: [
      {
        file: "functions/management/key-object.ts",
        find: 'object: "api_key", id,',
        replace: 'object: "api_key", version: record.version, id,',
      },
    ],
  },
  {
    name: "another's account within a user's reach",
    caughtBy: ["ownership"],
    patches: [
      {
        file: "core/management/request.ts",
        find: 'return caller.type === "operator" || caller.accountId === accountId;',
        replace: "return true;",
      },
    ],
  },
  {
    name: "a revoked key that still counts as active",
    caughtBy: ["table"],
    patches: [
      {
        file: "core/store/key-writes.ts",
        find: "DELETE active_key_ids :key_ids ADD version :one",
        replace: "DELETE other_key_ids :key_ids ADD version :one",
      },
    ],
  },
  {
    name: "a quota that forgets that its period ends",
    caughtBy: ["quotas"],
    patches: [
      {
        file: "core/store/quota-room.ts",
        find: "if (isOptimisticJoin || isSamePeriod(",
        replace: "if (true || isSamePeriod(",
      },
      {
        file: "core/admission/judge.ts",
        find: "return isSamePeriod(period, window.second, second) ? (quotaUse[period] ?? 0) : 0;",
        replace: "return quotaUse[period] ?? 0;",
      },
    ],
  },
  {
    name: "rules that act one request late",
    caughtBy: ["verdicts"],
    patches: [
      {
        file: "core/store/admission-write.ts",
        find: "  requireRules(update, attempt);\n",
        replace: "",
      },
    ],
  },
  {
    name: "a cost that the window ignores",
    caughtBy: ["rate limit"],
    patches: [
      {
        file: "core/store/window-room.ts",
        find: 'update.let(":cost", cost);',
        replace: 'update.let(":cost", 1);',
      },
    ],
  },
  {
    name: "an event lost between stream and queue",
    caughtBy: ["delivery"],
    patches: [
      {
        file: "functions/events/publish.ts",
        find: "wants(endpoint, event.action))",
        replace: 'wants(endpoint, event.action) && event.action !== "key.rotated")',
      },
    ],
  },
  {
    name: "an event that the bus never gets",
    caughtBy: ["delivery"],
    patches: [
      {
        file: "functions/events/publish.ts",
        find: "const Entries = batch.map(",
        replace: 'const Entries = batch.filter((one) => one.event.action !== "key.revoked").map(',
      },
    ],
  },
  {
    name: "a quota that is one unit too high",
    caughtBy: ["quotas"],
    patches: [
      {
        file: "core/store/quota-room.ts",
        find: "quota - cost)",
        replace: "quota - cost + 1)",
      },
      {
        file: "core/admission/judge.ts",
        find: "unitsUsed(record, period, second) + cost > quota;",
        replace: "unitsUsed(record, period, second) + cost > quota + 1;",
      },
    ],
  },
  {
    name: "a suspension that the check ignores",
    caughtBy: ["verdicts"],
    patches: [
      {
        file: "core/store/admission-write.ts",
        find: " AND attribute_not_exists(suspended)",
        replace: "",
      },
      {
        file: "core/admission/judge.ts",
        find: 'if (record.isSuspended) return "suspended";',
        replace: "",
      },
    ],
  },
  {
    name: "an allow list that the check ignores",
    caughtBy: ["verdicts"],
    patches: [
      {
        file: "core/admission/judge.ts",
        find: 'if (!isAddressAllowed) return "address";',
        replace: "",
      },
    ],
  },
];
