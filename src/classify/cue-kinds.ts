/** Of which kinds a word is for `cues.ts`, as bits, and what stands for it in the shape of a text. Pure. */

import { once } from '../once.ts';
import { listed } from './lists.ts';

/** In the order of their bits. */
export const CUE_KINDS = [
  'buy',
  'shop',
  'money',
  'goods',
  'brand',
  'learn',
  'scholar',
  'make',
  'mend',
  'crisis',
  'self',
  'kin',
  'young',
  'ask',
  'when',
] as const;

export type CueKind = (typeof CUE_KINDS)[number];

export const hashCue = (text: string): number => {
  let h = 0x7f4a7c15;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 10;
};

export const ANY_WORD = hashCue('any word');
const ANY_THING = hashCue('any thing');
const ANY_NUMBER = hashCue('any number');

const kindsByWord = once((): ReadonlyMap<string, number> => new Map(Object.entries(listed('cues'))));
const THING = CUE_KINDS.reduce<number>(
  (bits, kind, at) => (kind === 'goods' || kind === 'brand' ? bits | (1 << at) : bits),
  0,
);

export interface CueWord {
  readonly kinds: number;
  readonly shape: number;
}

export function cueWordOf(text: string, root: string, weak: boolean): CueWord {
  const kinds = kindsByWord().get(text) ?? kindsByWord().get(root) ?? 0;
  if ((kinds & THING) !== 0) return { kinds, shape: ANY_THING };
  if (/^\d/u.test(text)) return { kinds, shape: ANY_NUMBER };
  return { kinds, shape: kinds !== 0 || weak ? hashCue(root) : ANY_WORD };
}
