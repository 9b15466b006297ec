import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningLatchkey, startLocal } from "../../../local/start.ts";
import { startDatabase } from "../../../packages/cfn-local/services/database.ts";
import type { Json } from "../history/calls.ts";
import { eventIdOf, type Sent } from "../history/check-delivery.ts";
import { Recorder } from "../history/recorder.ts";
import { buildHouse, type Plant } from "./built-house.ts";
import { startEmbeddedServer } from "./embedded-server.ts";
import { type FaultyLine, startFaultyLine } from "./faulty-line.ts";
import { type SimulatedClock, simulatedClock } from "./simulated-clock.ts";
import { startWebhookReceiver } from "./webhook-receiver.ts";

/** A Latchkey whose clock and whose line to the database are in a test's hand. */
export interface NetHouse {
  readonly latchkey: RunningLatchkey;
  readonly clock: SimulatedClock;
  readonly line: FaultyLine;
  /** The line of the embedded verifier, whose calls belong to no request of the product. */
  readonly verifierLine: FaultyLine;
  /** The events that came out, on the bus and by webhook. */
  readonly sent: Sent;
  /** Resolves once all these events came out, or none has for some time. */
  drained(eventIds: readonly string[]): Promise<void>;
  /** The database itself, past the line. */
  readonly databaseEndpoint: string;
  /** All that functions and gateway logged. */
  readonly logs: readonly string[];
  readonly assemblyDirectory: string;
  newRecorder(): Recorder;
  stop(): Promise<void>;
}

export interface NetHouseOptions {
  readonly plant?: Plant | undefined;
  readonly maxContainers?: number;
  readonly oidcIssuer?: string | undefined;
  /** One in so many of the receiver's requests fails; none if absent. */
  readonly failsEvery?: number;
}

/** An event that does not come within that time after the one before it is lost. */
const patienceMs = 5_000;

async function drained(eventIds: readonly string[], sent: Sent): Promise<void> {
  let lastCount = -1;
  let sinceMs = performance.now();
  for (;;) {
    const known = [sent.published, sent.delivered].map((all) => new Set(all.map(eventIdOf)));
    if (eventIds.every((id) => known.every((ids) => ids.has(id)))) return;
    const count = sent.published.length + sent.delivered.length;
    if (count !== lastCount) sinceMs = performance.now();
    else if (performance.now() - sinceMs > patienceMs) return;
    lastCount = count;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Runs on `DYNAMODB_ENDPOINT` where that is set, else on the embedded database. */
export async function startNetHouse(given: NetHouseOptions = {}): Promise<NetHouse> {
  const { plant, maxContainers = 4, oidcIssuer, failsEvery } = given;
  const started: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const each of started.splice(0).reverse()) await each();
  };
  try {
    const clock = simulatedClock();
    const receiver = await startWebhookReceiver(failsEvery);
    started.push(receiver.stop);
    const built = await buildHouse({ plant, prelude: clock.prelude, webhookUrl: receiver.url });
    started.push(built.remove);
    const runDirectory = await mkdtemp(join(tmpdir(), "latchkey-net-"));
    started.push(() => rm(runDirectory, { recursive: true, force: true }));
    const database = await startDatabase(process.env.DYNAMODB_ENDPOINT, undefined);
    started.push(database.stop);
    const line = await startFaultyLine(database.endpoint, clock.nowMs);
    started.push(line.close);
    const verifierLine = await startFaultyLine(database.endpoint, clock.nowMs);
    started.push(verifierLine.close);
    const published: Json[] = [];
    const logs: string[] = [];
    const log = (text: string) => void logs.push(text);
    const latchkey = await startLocal({
      port: 0,
      isUnthrottled: true,
      dynamodbEndpoint: line.url,
      assemblyDirectory: built.directory,
      maxContainers,
      oidcIssuer,
      runDirectory,
      queueSpeed: 100_000,
      onEvent: (event) => published.push(Object(event)),
      log,
      reportFailure: log,
    });
    started.push(latchkey.stop);
    const embedded = await startEmbeddedServer(runDirectory, verifierLine.url, clock.nowMs);
    started.push(embedded.stop);
    const { url: baseUrl, operatorToken } = latchkey;
    const sent = { published, delivered: receiver.delivered };
    const options = { baseUrl, operatorToken, embeddedUrl: embedded.url, nowMs: clock.nowMs };
    return {
      latchkey,
      clock,
      line,
      verifierLine,
      sent,
      drained: (eventIds) => drained(eventIds, sent),
      databaseEndpoint: database.endpoint,
      logs,
      assemblyDirectory: built.directory,
      newRecorder: () => new Recorder(options),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
