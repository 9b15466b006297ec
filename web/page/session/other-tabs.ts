/** The page's other tabs in the same browser. Each has its own tokens. */
export interface OtherTabs {
  announceSignedOut(): void;
  /** @param callback is called when another tab signs out */
  onSignedOut(callback: () => void): void;
}

/** Uses a BroadcastChannel: messages are not stored and stay within the origin. */
export function findOtherTabs(): OtherTabs {
  const channel = new BroadcastChannel("latchkey.signed-out");
  return {
    announceSignedOut: () => channel.postMessage(null),
    onSignedOut: (callback) => {
      channel.onmessage = () => callback();
    },
  };
}
