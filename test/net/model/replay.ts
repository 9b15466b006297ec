import * as z from "zod";

/** Which history to run: by a seed, and after a failure the very one that was shortened last. */
const replayShape = z.object({
  seed: z.int(),
  path: z.string().optional(),
  replayPath: z.string().optional(),
});

export type Replay = z.infer<typeof replayShape>;

/** The value of `LATCHKEY_REPLAY`, or else the run's own seed. */
export function readReplay(environment: NodeJS.ProcessEnv, seed: number): Replay {
  const given = environment.LATCHKEY_REPLAY;
  return given ? replayShape.parse(JSON.parse(given)) : { seed };
}
