/** Cuts a provider's bytes into events. A push parser: bytes in as they arrive, whole events out. */

export interface Frame {
  /** As received. */
  readonly bytes: Uint8Array;
  /** What kind of event it says it is; null where it says nothing. */
  readonly name: string | null;
  /** Null for a comment, a ping or another event without data. */
  readonly data: string | null;
}

export interface Framer {
  /** The events that `chunk` completes. Throws RangeError when one grows too long, and Error for bytes that cannot be framed. */
  readonly push: (chunk: Uint8Array) => readonly Frame[];
  /** The bytes of the event that has begun and not ended: valid until the next call. */
  readonly held: Uint8Array;
  /** What is left when the stream ends within an event; null when nothing is. */
  readonly rest: () => Frame | null;
}
