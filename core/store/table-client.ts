import { randomUUID } from "node:crypto";
import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import {
  BatchGetCommand,
  type BatchGetCommandInput,
  type BatchGetCommandOutput,
  type DynamoDBDocumentClient,
  GetCommand,
  type GetCommandInput,
  type GetCommandOutput,
  QueryCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from "@aws-sdk/lib-dynamodb";
import { OutcomeUnknownError } from "../admission/outcome-unknown-error.ts";
import { type Deadline, DeadlineError } from "../time/deadline.ts";
import { withSignal } from "../time/with-signal.ts";
import { failureOf } from "./attempt-error.ts";

/**
 * What may be done to the table on behalf of one request. Every function tries again after a fault
 * that may pass, with full jitter, until the request's deadline, and rejects then:
 * with the last fault or DeadlineError where nothing was written, else with OutcomeUnknownError.
 */
export interface TableClient {
  get(input: GetCommandInput): Promise<GetCommandOutput>;
  query(input: QueryCommandInput): Promise<QueryCommandOutput>;
  batchGet(input: BatchGetCommandInput): Promise<BatchGetCommandOutput>;
  /** Does all of it, once, or nothing. */
  transactWrite(input: TransactWriteCommandInput): Promise<void>;
  /** Waits for a random part of `ms`. */
  backOff(ms: number): Promise<void>;
}

export interface TableClientOptions {
  /** After so long without an answer an attempt is given up. */
  readonly attemptTimeoutMs: number;
  /** A number from 0 to 1: the jitter. */
  readonly random: () => number;
}

const firstBackoffMs = 25;
const greatestBackoffMs = 400;
/** A transaction that is begun with less time than this would most likely end as unknown. */
const leastAttemptMs = 50;

/** @param client its own retries must be off: they know of no deadline */
export function createTableClient(
  client: DynamoDBDocumentClient,
  deadline: Deadline,
  { attemptTimeoutMs, random }: TableClientOptions,
): TableClient {
  /** Whether a transaction may have been done whose answer never came. */
  let hasUnknownOutcome = false;

  function fault(cause: unknown): unknown {
    if (!hasUnknownOutcome || cause instanceof OutcomeUnknownError) return cause;
    return new OutcomeUnknownError("a transaction may have been done", { cause });
  }

  async function backOff(ms: number): Promise<void> {
    const backoffMs = ms * random();
    try {
      deadline.require(backoffMs + leastAttemptMs);
      await deadline.pause(backoffMs);
    } catch (error) {
      throw fault(error);
    }
  }

  async function send<T>(
    kind: "read" | "write",
    attempt: (options: { readonly abortSignal: AbortSignal }) => Promise<T>,
  ): Promise<T> {
    for (let attempts = 0; ; attempts++) {
      if (deadline.remainingMs < leastAttemptMs) {
        throw fault(new DeadlineError("no time is left for a request to the table"));
      }
      let lastError: unknown;
      try {
        return await withSignal(deadline, attemptTimeoutMs, (abortSignal) =>
          attempt({ abortSignal }),
        );
      } catch (error) {
        const failure = failureOf(error);
        if (kind === "write" && failure === "unknown") hasUnknownOutcome = true;
        // By its token a cancelled transaction was not done by an earlier attempt either.
        if (error instanceof TransactionCanceledException) throw error;
        if (failure === "refused") throw fault(error);
        lastError = error;
      }
      await backOff(Math.min(firstBackoffMs * 2 ** attempts, greatestBackoffMs)).catch(() => {
        throw fault(lastError);
      });
    }
  }

  return {
    backOff,
    get: (input) => send("read", (options) => client.send(new GetCommand(input), options)),
    query: (input) => send("read", (options) => client.send(new QueryCommand(input), options)),
    batchGet: (input) =>
      send("read", (options) => client.send(new BatchGetCommand(input), options)),
    async transactWrite(input) {
      // By this token a further attempt finds what an earlier one did: DynamoDB API reference,
      // TransactWriteItems, "ClientRequestToken".
      const command = { ...input, ClientRequestToken: randomUUID() };
      await send("write", (options) => client.send(new TransactWriteCommand(command), options));
    },
  };
}
