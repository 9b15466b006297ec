/**
 * Returns the top of a chart's scale: a round number at or above the greatest value. It is 1, 2 or 5
 * times a power of ten, and at least 4, so that the middle of the scale is also a whole number.
 */
export function chartTop(greatest: number): number {
  if (greatest <= 4) return 4;
  const power = 10 ** Math.floor(Math.log10(greatest));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= greatest) ?? 10;
  return step * power;
}
