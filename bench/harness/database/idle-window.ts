import { emptyWindow, type RollingWindow } from "../../../core/admission/rolling-window.ts";

const idleSeconds = 300;

/** The window of a key that was used earlier today, but not in the last minute. */
export function idleWindow(nowEpochMs: number): RollingWindow {
  return { ...emptyWindow, second: Math.floor(nowEpochMs / 1000) - idleSeconds, count: 1 };
}
