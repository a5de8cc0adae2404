/**
 * Long work in small pieces. Where it shares a thread with others' requests, as in the Worker, it lets them in between
 * two pieces; alone, as in a command, it runs through.
 */

/** Awaited now and then, so that others get a word in; null: there are none. */
export type Pause = (() => Promise<void>) | null;

/** Texts that are classified between two pauses: some milliseconds. */
const TEXTS_A_PAUSE = 20;

/** Awaited before each text; every twentieth time it pauses. */
export function paced(pause: Pause): () => Promise<void> {
  let texts = 0;
  return async () => {
    texts++;
    if (pause !== null && texts % TEXTS_A_PAUSE === 0) await pause();
  };
}
