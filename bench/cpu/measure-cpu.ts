const runs = 9;
const requestsPerRun = 10_000;

/** @returns for each run, the CPU time of this process per call, in microseconds */
export async function measureCpu(request: () => Promise<unknown>): Promise<number[]> {
  const measured: number[] = [];
  // The first run is for the compiler.
  for (let run = 0; run <= runs; run++) {
    const before = process.cpuUsage();
    for (let done = 0; done < requestsPerRun; done++) await request();
    const { user, system } = process.cpuUsage(before);
    if (run > 0) measured.push((user + system) / requestsPerRun);
  }
  return measured;
}
