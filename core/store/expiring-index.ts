/** The sparse index of the keys that expire, by when they do. */
export const expiringIndex = "expiring";
