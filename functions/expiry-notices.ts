import type { Context } from "aws-lambda";
import { writeNotices } from "../core/store/expiring-keys.ts";
import { noticeDays } from "../core/store/expiry-notice.ts";
import * as budgets from "../core/time/budgets.ts";
import { withDeadline } from "../core/time/deadline.ts";
import { createTable } from "./management/table.ts";

const table = createTable(process.env);

/** A page takes less, unless the table is slow; then the next run goes on. */
const pageMs = 10_000;

/** Tells accounts which of their keys expire soon. */
export const handler = (_: unknown, context: Context) =>
  withDeadline(budgets.expiryNoticesMs, context, async (deadline) => {
    for (const days of noticeDays) {
      await writeNotices(table.clientFor(deadline), days, {
        tableName: table.name,
        retentionDays: table.retentionDays,
        nowEpochSeconds: Math.floor(Date.now() / 1000),
        hasTime: () => deadline.remainingMs > pageMs,
      });
    }
  });
