/**
 * Runs a task for each item, several at a time, and yields the results in the order of the items. After
 * a failure no further task is started; tasks in progress run to their end.
 *
 * @param atOnce maximum number of concurrent tasks
 * @throws the error of the first task that fails
 */
export async function* inOrder<T, R>(
  items: Iterable<T>,
  atOnce: number,
  task: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const underWay: Promise<R>[] = [];
  for (const item of items) {
    const result = task(item);
    // It may fail before it is awaited.
    result.catch(() => {});
    underWay.push(result);
    const oldest = underWay.length >= atOnce ? underWay.shift() : undefined;
    if (oldest) yield await oldest;
  }
  for (const result of underWay) yield await result;
}

/**
 * Runs the tasks of one group in sequence, in the order in which they are started. After a failure, the
 * waiting tasks of the group fail with the same error without running.
 *
 * @param groupOf returns the group of an item; undefined if the item waits for no other
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
