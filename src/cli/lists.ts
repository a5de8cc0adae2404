/**
 * `npm run lists`: writes `src/classify/lists.bin` of the lists in `src/classify/list-sources.ts`, in the form that
 * `src/classify/lists.ts` reads. A test compares the two.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LISTS } from '../classify/list-sources.ts';

export const listsFile = join(import.meta.dirname, '../classify/lists.bin');

export function packedLists(): Uint8Array {
  const lists = Object.entries(LISTS).map(([name, list]) => [name, Buffer.from(JSON.stringify(list))] as const);
  const lengths = Object.fromEntries(lists.map(([name, { length }]) => [name, length]));
  return Buffer.concat([Buffer.from(`${JSON.stringify(lengths)}\n`), ...lists.map(([, list]) => list)]);
}

if (import.meta.main) writeFileSync(listsFile, packedLists());
