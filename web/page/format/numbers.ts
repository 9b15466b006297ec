const grouped = new Intl.NumberFormat("en");
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

/** `12,345` */
export function count(number: number): string {
  return grouped.format(number);
}

/** `12,345`, or `1.2M` from 100,000 on. */
export function shortCount(number: number): string {
  return number < 100_000 ? count(number) : compact.format(number);
}

/** `1 request`, `12,345 requests` */
export function counted(number: number, one: string, many: string = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : many}`;
}
