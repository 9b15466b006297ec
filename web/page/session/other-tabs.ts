/** The page's other tabs in the same browser, each of which has tokens of its own. */
export interface OtherTabs {
  tellSignedOut(): void;
  /** @param heed is called when another one told so */
  onSignedOut(heed: () => void): void;
}

/** By messages, which are stored nowhere and reach no other host. */
export function findOtherTabs(): OtherTabs {
  const channel = new BroadcastChannel("latchkey.signed-out");
  return {
    tellSignedOut: () => channel.postMessage(null),
    onSignedOut: (heed) => {
      channel.onmessage = () => heed();
    },
  };
}
