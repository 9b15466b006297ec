import { startDatabase } from "../../packages/cfn-local/services/database.ts";
import type { Benchmark } from "../harness/benchmark.ts";
import { latchkey } from "../harness/contestants/latchkey.ts";
import { fullestSpan, wrongRefusals } from "../harness/histories/history.ts";
import { runProcesses } from "../harness/histories/run-processes.ts";

const limit = 500;
const storm = { processes: 4, callersPerKey: 8, seconds: 75, speed: 1 };

export const realTime: Benchmark = {
  title: `${storm.processes} processes call with one key of limit ${limit} for ${storm.seconds} s`,
  async run({ progress }) {
    const database = await startDatabase(undefined, undefined);
    try {
      const prepared = [await latchkey.prepare(database.endpoint, 1, limit)];
      progress("no simulation: this takes as long as it says");
      const { histories, roundTrips } = await runProcesses(latchkey, database.endpoint, {
        prepared,
        ...storm,
      });
      const [history] = histories;
      if (!history) throw new Error("no history came back");
      const refused = history.refused.length;
      const common = { of: latchkey.name, unit: "" };
      return [
        {
          ...common,
          name: `fullest 60 s of real time, limit ${limit}`,
          value: fullestSpan(history),
          target: { atMost: limit, atLeast: limit - 5 },
        },
        {
          ...common,
          name: "refused without need, or without an answer",
          value: wrongRefusals(history, limit) + history.faults,
          target: { atMost: 0 },
        },
        { ...common, name: "admitted", value: history.admittedAt.length },
        { ...common, name: "refused", value: refused },
        {
          ...common,
          name: "round trips per refused request",
          value: (roundTrips - history.admittedAt.length) / refused,
          target: { atMost: 0.05 },
        },
      ];
    } finally {
      await database.stop();
    }
  },
};
