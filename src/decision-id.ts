/** What a decision is called: `dec_` and a ULID, so that ids sort by when they were made. */

import { ulid } from 'ulid';
import type { DecisionId } from './route/decision.ts';
import type { UnixMs } from './unit.ts';

/** The characters of chance in a ULID, of five bits each. */
const CHARACTERS = 16;

/** The library asks for chance character by character: it is fetched from the runtime at once. */
export function newDecisionId(now: UnixMs): DecisionId {
  const chance = crypto.getRandomValues(new Uint8Array(CHARACTERS));
  let at = 0;
  return `dec_${ulid(now, () => (chance[at++] ?? 0) / 256)}`;
}
