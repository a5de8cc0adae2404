/**
 * Clauses that are a wish of effort as a whole, in languages other than English: what stands alone between two marks of
 * punctuation needs no look at what it is said of. Pure; text comes folded.
 */

import { once } from '../../once.ts';
import type { AskedEffort } from '../contract.ts';
import { listed } from '../lists.ts';
import { Partings } from '../partings.ts';
import { Openings } from './openings.ts';

/** The longest of the wishes has fewer characters. */
const MAX_CHARACTERS = 60;
const CLAUSES = new Partings('.!?;:,…—–\n()。！？；：，、');
/** What follows a colon is shown or told. */
const COLON = /[:：]\s*$/;

const JAPANESE_WITHIN = /じっくり|念入り/;

const words = once(() => listed('wholeClauses'));
const compiled = ([source, flags]: readonly [source: string, flags: string]): RegExp => new RegExp(source, flags);
const think = once(() => compiled(words().think));
const quick = once(() => compiled(words().quick));
const thinkWithin = once(() => compiled(words().within));

const THINKS = 1;
const HURRIES = 2;
/** Most clauses begin like none of the wishes. */
const openingsOfWishes = once((): Openings => {
  const made = new Openings();
  made.add(think(), THINKS);
  made.add(quick(), HURRIES);
  return made;
});

/** Thought before haste, as everywhere. */
export function readWholeClauses(text: string): AskedEffort {
  const openings = openingsOfWishes();
  const anywhere = JAPANESE_WITHIN.test(text);
  let asked: AskedEffort = 'none';
  let end = 0;
  for (let index = CLAUSES.start(text, 0); index < text.length; index = CLAUSES.start(text, end)) {
    end = CLAUSES.end(text, index);
    const clause = text.slice(index, end).trim();
    if (clause.length > MAX_CHARACTERS) continue;
    const wishes = openings.at(clause, 0);
    if (wishes === 0 && !anywhere) continue;
    if (COLON.test(text.slice(Math.max(0, index - 3), index))) continue;
    if (((wishes & THINKS) !== 0 && think().test(clause)) || (anywhere && thinkWithin().test(clause))) return 'think';
    if ((wishes & HURRIES) !== 0 && quick().test(clause)) asked = 'quick';
  }
  return asked;
}
