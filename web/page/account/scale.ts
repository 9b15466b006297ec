/**
 * Returns the top of a chart's scale: a round number at or above the greatest value, whose half is a
 * whole number too, since a scale of counts has no other marks. It is even up to 10, then 1, 2 or 5
 * times a power of ten.
 */
export function chartTop(greatest: number): number {
  if (greatest <= 10) return Math.max(4, 2 * Math.ceil(greatest / 2));
  const power = 10 ** Math.floor(Math.log10(greatest));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= greatest) ?? 10;
  return step * power;
}
