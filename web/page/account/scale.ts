/**
 * A round number at or above the greatest value, for the top of a chart: 1, 2 or 5 times a power of
 * ten, and never below 4, so that the chart's middle is a whole number, too.
 */
export function chartTop(greatest: number): number {
  if (greatest <= 4) return 4;
  const power = 10 ** Math.floor(Math.log10(greatest));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= greatest) ?? 10;
  return step * power;
}
