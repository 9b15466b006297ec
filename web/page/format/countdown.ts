/** Time left in whole seconds, as a clock: `6 d 23:59:58`, `23:59:58`, `0:09`. */
export function countdown(secondsLeft: number): string {
  const left = Math.max(0, Math.floor(secondsLeft));
  const days = Math.floor(left / 86_400);
  const hours = Math.floor((left % 86_400) / 3600);
  const minutes = Math.floor((left % 3600) / 60);
  const seconds = left % 60;
  const clock = `${padded(minutes)}:${padded(seconds)}`;
  if (days > 0) return `${days} d ${padded(hours)}:${clock}`;
  if (hours > 0) return `${hours}:${clock}`;
  return `${minutes}:${padded(seconds)}`;
}

function padded(number: number): string {
  return String(number).padStart(2, "0");
}
