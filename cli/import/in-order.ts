/**
 * Does a task for each item, several at a time, and gives the results in the order of the items.
 * When one fails no further one is begun, and those under way are left to end.
 *
 * @param atOnce at most so many tasks under way
 * @throws what the first task to fail threw
 */
export async function* inOrder<T, R>(
  items: Iterable<T>,
  atOnce: number,
  task: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const underWay: Promise<R>[] = [];
  for (const item of items) {
    const result = task(item);
    // It may fail before its turn to be awaited comes.
    result.catch(() => {});
    underWay.push(result);
    const oldest = underWay.length >= atOnce ? underWay.shift() : undefined;
    if (oldest) yield await oldest;
  }
  for (const result of underWay) yield await result;
}

/**
 * Makes tasks of one group wait for each other, in the order in which they are begun. Once one has
 * failed, those that wait for it fail likewise and do nothing.
 *
 * @param groupOf names the group of an item; undefined: it waits for none
 */
export function oneByOne<T, R>(
  groupOf: (item: T) => string | undefined,
  task: (item: T) => Promise<R>,
): (item: T) => Promise<R> {
  const latest = new Map<string, Promise<R>>();
  return (item) => {
    const group = groupOf(item);
    if (group === undefined) return task(item);
    const before = latest.get(group);
    const result = before ? before.then(() => task(item)) : task(item);
    latest.set(group, result);
    return result;
  };
}
