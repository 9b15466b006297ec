const grouped = new Intl.NumberFormat("en");

/** `12,345` */
export function count(number: number): string {
  return grouped.format(number);
}

/** `1 request`, `12,345 requests` */
export function counted(number: number, one: string, many: string = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : many}`;
}
