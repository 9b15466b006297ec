/** Older lines are dropped. */
const greatestGroup = 20_000;

export interface StoredEvent {
  readonly timestamp: number;
  readonly message: string;
}

/** The newest lines of each log group, for as long as the process runs. */
export class LogStore {
  readonly #groups: ReadonlyMap<string, StoredEvent[]>;

  /** @param groups the log groups that there are */
  constructor(groups: readonly string[]) {
    this.#groups = new Map(groups.map((group) => [group, []]));
  }

  write(logGroup: string, message: string): void {
    const events = this.#groups.get(logGroup);
    events?.push({ timestamp: Date.now(), message });
    if (events && events.length > greatestGroup) events.splice(0, events.length - greatestGroup);
  }

  /** @returns undefined if there is no such group */
  eventsOf(logGroup: string): readonly StoredEvent[] | undefined {
    return this.#groups.get(logGroup);
  }
}
