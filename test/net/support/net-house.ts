import { type RunningLatchkey, startLocal } from "../../../local/start.ts";
import { startDatabase } from "../../../packages/cfn-local/services/database.ts";
import { Recorder } from "../history/recorder.ts";
import { buildHouse, type Plant } from "./built-house.ts";
import { type FaultyLine, startFaultyLine } from "./faulty-line.ts";
import { type SimulatedClock, simulatedClock } from "./simulated-clock.ts";

/** A Latchkey whose clock and whose line to the database are in a test's hand. */
export interface NetHouse {
  readonly latchkey: RunningLatchkey;
  readonly clock: SimulatedClock;
  readonly line: FaultyLine;
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
}

/** Runs on `DYNAMODB_ENDPOINT` where that is set, else on the embedded database. */
export async function startNetHouse(options: NetHouseOptions = {}): Promise<NetHouse> {
  const { plant, maxContainers = 4, oidcIssuer } = options;
  const started: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const each of started.splice(0).reverse()) await each();
  };
  try {
    const clock = simulatedClock();
    const built = await buildHouse({ plant, prelude: clock.prelude });
    started.push(built.remove);
    const database = await startDatabase(process.env.DYNAMODB_ENDPOINT, undefined);
    started.push(database.stop);
    const line = await startFaultyLine(database.endpoint, clock.nowMs);
    started.push(line.close);
    const logs: string[] = [];
    const log = (text: string) => void logs.push(text);
    const latchkey = await startLocal({
      port: 0,
      isUnthrottled: true,
      dynamodbEndpoint: line.url,
      assemblyDirectory: built.directory,
      maxContainers,
      oidcIssuer,
      log,
      reportFailure: log,
    });
    started.push(latchkey.stop);
    const { url: baseUrl, operatorToken } = latchkey;
    return {
      latchkey,
      clock,
      line,
      databaseEndpoint: database.endpoint,
      logs,
      assemblyDirectory: built.directory,
      newRecorder: () => new Recorder({ baseUrl, operatorToken, nowMs: clock.nowMs }),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
