import { setTimeout } from "node:timers/promises";

export interface EndpointWatch {
  /** Call it after a failure that the endpoint may have caused. */
  check(): Promise<void>;
  stop(): Promise<void>;
}

const patienceMs = 2000;

/**
 * Reports once that an endpoint no longer answers, and once that it answers again. It checks on
 * `check`, and then every `intervalMs` until there is an answer.
 */
export function watchEndpoint(
  name: string,
  endpoint: string,
  report: (line: string) => void,
  intervalMs = 1000,
): EndpointWatch {
  const stopping = new AbortController();
  let isWatching = false;
  const watch = async () => {
    if (await responds(endpoint)) return;
    if (stopping.signal.aborted) return;
    report(`${name} at ${endpoint} does not answer.`);
    do {
      await setTimeout(intervalMs, undefined, { ref: false, signal: stopping.signal });
    } while (!(await responds(endpoint)));
    report(`${name} at ${endpoint} is back.`);
  };
  return {
    async check() {
      if (isWatching) return;
      isWatching = true;
      // Stopping ends the wait by an error.
      await watch().catch(() => {});
      isWatching = false;
    },
    stop: async () => stopping.abort(),
  };
}

async function responds(endpoint: string): Promise<boolean> {
  try {
    await fetch(endpoint, { signal: AbortSignal.timeout(patienceMs) });
    return true;
  } catch {
    return false;
  }
}
