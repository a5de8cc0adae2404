/**
 * Lists of words and of patterns, each read when a text first needs it. They are a module of bytes beside the script, which
 * every isolate would else have to parse before its first answer; what they hold stands in `list-sources.ts`, and
 * `npm run lists` writes them. The bytes are a line of JSON, the length of each list by its name, and then the lists, in JSON.
 */

import LISTS from '#classify/lists.bin';
import { once } from '../once.ts';
import type { LISTS as SOURCES } from './list-sources.ts';

export type Lists = typeof SOURCES;

const NEWLINE = 0x0a;

/** Where each list lies. */
const places = once((): ReadonlyMap<string, Uint8Array> => {
  const bytes = new Uint8Array(LISTS);
  let at = bytes.indexOf(NEWLINE) + 1;
  const lengths: Readonly<Record<string, number>> = JSON.parse(new TextDecoder().decode(bytes.subarray(0, at)));
  const found = new Map<string, Uint8Array>();
  for (const [name, length] of Object.entries(lengths)) {
    found.set(name, bytes.subarray(at, at + length));
    at += length;
  }
  return found;
});

/** Reads it anew at each call. Throws where the bytes have no such list: they were written before it was there. */
export function listed<Name extends keyof Lists>(name: Name): Lists[Name] {
  const bytes = places().get(name);
  if (bytes === undefined) throw new Error(`There is no list "${name}": run npm run lists.`);
  return JSON.parse(new TextDecoder().decode(bytes));
}
