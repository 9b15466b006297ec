import { DynamoDBClient, TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { OutcomeUnknownError } from "../../../../core/admission/outcome-unknown-error.ts";
import { createTableClient } from "../../../../core/store/table-client.ts";
import { Deadline, DeadlineError } from "../../../../core/time/deadline.ts";
import { TestClock } from "../../../support/deadlines.ts";

const answered = (status: number, name: string) =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode: status } });
const throttled = answered(400, "ThrottlingException");
const invalid = answered(400, "ValidationException");
const lost = new Error("the connection broke");
const cancelled = new TransactionCanceledException({ message: "cancelled", $metadata: {} });

/** A table that answers as it was told, the last answer for good, and what it was asked. */
function tableOf(answers: readonly unknown[], { ms = 10_000, random = (): number => 1 } = {}) {
  const document = DynamoDBDocumentClient.from(new DynamoDBClient({ region: "eu-west-1" }));
  const sent: { name: string; input: Readonly<Record<string, unknown>> }[] = [];
  jest.spyOn(document, "send").mockImplementation(async (command: object) => {
    const input = "input" in command ? Object(command.input) : {};
    sent.push({ name: command.constructor.name, input });
    const answer = answers[Math.min(sent.length, answers.length) - 1];
    if (answer instanceof Error) throw answer;
    return answer;
  });
  const clock = new TestClock();
  const client = createTableClient(document, new Deadline(ms, clock), {
    attemptTimeoutMs: 60_000,
    random,
  });
  return { client, clock, sent };
}

const key = { TableName: "t", Key: { pk: "a" } };
const write = { TransactItems: [] };
const faultOf = (promise: Promise<unknown>) => promise.catch((error: unknown) => error);

afterEach(() => {
  jest.restoreAllMocks();
});

describe("the table", () => {
  it("is asked each question by its own command, and once if it answers", async () => {
    const { client, sent } = tableOf([{ Items: [1] }]);
    const query = { TableName: "t", KeyConditionExpression: "pk = :a" };
    const batch = { RequestItems: { t: { Keys: [{ pk: "a" }] } } };
    expect(await client.get(key)).toEqual({ Items: [1] });
    expect(await client.query(query)).toEqual({ Items: [1] });
    expect(await client.batchGet(batch)).toEqual({ Items: [1] });
    expect(sent).toEqual([
      { name: "GetCommand", input: key },
      { name: "QueryCommand", input: query },
      { name: "BatchGetCommand", input: batch },
    ]);
  });

  it("is asked again after a fault that may pass, after twice the time up to 400 ms", async () => {
    const { client, clock } = tableOf([...Array<Error>(6).fill(throttled), { Item: {} }]);
    expect(await client.get(key)).toEqual({ Item: {} });
    expect(clock.pauses).toEqual([25, 50, 100, 200, 400, 400]);
  });

  it("is asked again after a random part of that time", async () => {
    const { client, clock } = tableOf([throttled, lost, {}], { random: () => 0.5 });
    await client.get(key);
    expect(clock.pauses).toEqual([12.5, 25]);
  });

  it("is not asked again after a refusal", async () => {
    const { client, sent } = tableOf([invalid]);
    expect(await faultOf(client.get(key))).toBe(invalid);
    expect(sent).toHaveLength(1);
  });

  it("is asked no longer than an attempt may take", async () => {
    const document = DynamoDBDocumentClient.from(new DynamoDBClient({ region: "eu-west-1" }));
    const signals: unknown[] = [];
    jest.spyOn(document, "send").mockImplementation(async (...sent: unknown[]) => {
      signals.push(Object(sent[1]).abortSignal);
      return signals.length > 1 ? {} : new Promise(() => {});
    });
    const client = createTableClient(document, new Deadline(10_000), {
      attemptTimeoutMs: 1,
      random: () => 0,
    });
    await client.get(key);
    expect(signals).toMatchObject([{ aborted: true }, { aborted: false }]);
  });

  it("is asked nothing if less than 50 ms are left, and is not waited for into them", async () => {
    const late = tableOf([{}], { ms: 49 });
    expect(await faultOf(late.client.get(key))).toEqual(
      new DeadlineError("no time is left for a request to the table"),
    );
    expect(late.sent).toEqual([]);
    const justInTime = tableOf([{}], { ms: 50 });
    expect(await justInTime.client.get(key)).toEqual({});
    // 25 ms of pause and 50 for the next attempt.
    const tooShort = tableOf([throttled, {}], { ms: 74 });
    expect(await faultOf(tooShort.client.get(key))).toBe(throttled);
    const longEnough = tableOf([throttled, {}], { ms: 75 });
    expect(await longEnough.client.get(key)).toEqual({});
  });
});

describe("a transaction", () => {
  it("has one token for all its attempts, and another has another", async () => {
    const { client, sent } = tableOf([lost, throttled, {}]);
    await client.transactWrite(write);
    await client.transactWrite(write);
    const tokens = sent.map(({ input }) => input.ClientRequestToken);
    expect(tokens).toHaveLength(4);
    expect(new Set(tokens.slice(0, 3)).size).toBe(1);
    expect(new Set(tokens).size).toBe(2);
    expect(sent[0]).toMatchObject({ name: "TransactWriteCommand", input: write });
  });

  it("whose answer was lost may have been done, whatever fails afterwards", async () => {
    for (const after of [invalid, throttled]) {
      const { client } = tableOf([lost, after]);
      const fault = await faultOf(client.transactWrite(write));
      expect(fault).toEqual(new OutcomeUnknownError("a transaction may have been done"));
      expect(fault).toMatchObject({ cause: after });
    }
  });

  it("may have been done for the rest of the request", async () => {
    const { client, clock } = tableOf([lost, cancelled, {}]);
    await faultOf(client.transactWrite(write));
    clock.nowMs = 9_960;
    for (const next of [client.get(key), client.backOff(10)]) {
      const fault = await faultOf(next);
      expect(fault).toBeInstanceOf(OutcomeUnknownError);
      expect(fault).toMatchObject({ cause: expect.any(DeadlineError) });
    }
  });

  it("that was cancelled was not done, by an earlier attempt either", async () => {
    const { client, sent } = tableOf([lost, cancelled]);
    expect(await faultOf(client.transactWrite(write))).toBe(cancelled);
    expect(sent).toHaveLength(2);
  });

  it("that was never taken was not done", async () => {
    const { client } = tableOf([throttled]);
    expect(await faultOf(client.transactWrite(write))).toBe(throttled);
  });

  it("is not in doubt because of a read whose answer was lost", async () => {
    const { client } = tableOf([lost]);
    expect(await faultOf(client.get(key))).toBe(lost);
  });
});

describe("backing off", () => {
  it("waits for a random part of the time, and only if an attempt may follow", async () => {
    const { client, clock } = tableOf([{}], { ms: 100, random: () => 0.5 });
    await client.backOff(100);
    expect(clock.pauses).toEqual([50]);
    await expect(client.backOff(1)).rejects.toBeInstanceOf(DeadlineError);
    expect(clock.pauses).toEqual([50]);
  });
});
