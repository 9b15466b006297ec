import * as z from "zod";

/** Which history to run: by a seed, and after a failure the very one that was shortened last. */
const replayShape = z.object({
  seed: z.int(),
  path: z.string().optional(),
  replayPath: z.string().optional(),
});

export type Replay = z.infer<typeof replayShape>;

/** What `LATCHKEY_REPLAY` says; a new seed where it is not set. */
export function readReplay(environment: NodeJS.ProcessEnv): Replay {
  const given = environment.LATCHKEY_REPLAY;
  if (given) return replayShape.parse(JSON.parse(given));
  return { seed: Date.now() & 0x7fff_ffff };
}
