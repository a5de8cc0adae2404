/** The heads that `npm run train` has learned, laid open on the isolate's first need of one. */

// A module of bytes, as workerd has them: as a script's literal they were parsed, and decoded, by every isolate.
import MODEL from '#classify/model.bin';
import type { Head } from './heads.ts';
import { unpackHeads } from './packed-heads.ts';

let heads: ReadonlyMap<string, Head> | null = null;

type HeadName = 'topics' | 'followup' | 'domains' | 'actions' | 'verticals' | 'commerce' | 'needs' | 'asked';

export function learned(name: HeadName): Head {
  heads ??= unpackHeads(new Uint8Array(MODEL));
  const head = heads.get(name);
  if (head === undefined) throw new Error(`The model has no head "${name}": run npm run train.`);
  return head;
}
