/** `latchkey … | head` closes the pipe early; that is not an error. */
export function leaveOnClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
}
