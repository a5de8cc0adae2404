/**
 * Which of two documents is true: the tenant object's own last version, or the other one that KV shows. KV shows a write
 * late, up to a minute after, so what it shows may be older than what the object wrote; and anybody may put a document
 * into KV past the object, so it may be newer. Pure.
 *
 * A document that the object knows as an earlier one is old news for a minute, and after that somebody put it again. A
 * document that it never saw was put by other means. Where that happened just before the object wrote over it, unseen, a
 * data centre may show it for a minute: then it is taken for the newer one. Nothing is lost by that, a change made to it
 * keeps both as versions, and whoever sent `If-Match` is told to look again.
 */

import type { UnixMs } from '../unit.ts';
import type { Mark } from './policy-contract.ts';

/** As long as KV may show what was there before: the 60 s of CONTRACT §4. */
export const SETTLED_MS = 60_000;

export const isSame = (a: Mark | null, b: Mark | null): boolean => a?.version === b?.version && a?.sha256 === b?.sha256;

interface Known {
  /** The object's own last version, by the version that KV shows with it. */
  readonly head: Mark | null;
  /** When the object wrote it. */
  readonly headAt: UnixMs;
  /** The object knows `seen`, as any of its versions. */
  readonly knowsSeen: boolean;
}

/** Whose document counts. Without any of its own, what KV shows, be it nothing. */
export function inForce({ head, headAt, knowsSeen }: Known, seen: Mark | null, now: UnixMs): 'object' | 'kv' {
  if (head === null) return 'kv';
  if (isSame(head, seen)) return 'object';
  const mayBeOld = seen === null || knowsSeen;
  return mayBeOld && now - headAt < SETTLED_MS ? 'object' : 'kv';
}
