import { mkdtempSync, readFileSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Three times what a run of all tests has there at once, most of it assets of templates. */
const roomInBytes = 8e9;

/**
 * Gives the run a directory of its own, in which `tmpdir()` is for every test and the processes that
 * it starts. Whatever they leave there goes with the run. It is in memory on machines that have plenty.
 */
export default function setUp() {
  const directory = mkdtempSync(join(inMemory() ?? tmpdir(), "latchkey-test-"));
  process.env.TMPDIR = directory;
  process.once("exit", () => rmSync(directory, { recursive: true, force: true }));
}

/** Linux's file system in memory, if there is room in it and programs may run from there: containers often have neither. */
function inMemory() {
  if (process.platform !== "linux") return undefined;
  const mounted = /^\S+ (\/dev\/shm) tmpfs (\S+)/m.exec(readFileSync("/proc/self/mounts", "utf8"));
  const [, path, options = ""] = mounted ?? [];
  if (!path || /\bnoexec\b/.test(options)) return undefined;
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize >= roomInBytes ? path : undefined;
}
