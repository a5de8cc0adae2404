/** What `npm run lists` packs: every list in the form in which it is read. The Worker has the packed ones (`lists.ts`), and this not at all. */

import { CUE_KINDS } from './cue-kinds.ts';
import { CUE_WORDS } from './cue-words.ts';
import { ASKING, CONDITIONS, FIELDS, QUANTITIES, TASKS } from './difficulty-lists.ts';
import { GLOSSES } from './gloss-words.ts';
import { chinese } from './idioms/chinese.ts';
import { english } from './idioms/english.ts';
import { french } from './idioms/french.ts';
import { german } from './idioms/german.ts';
import type { Idiom } from './idioms/idiom.ts';
import { japanese } from './idioms/japanese.ts';
import { Openings, type PackedOpenings } from './idioms/openings.ts';
import { portuguese } from './idioms/portuguese.ts';
import { spanish } from './idioms/spanish.ts';
import { QUICK_CLAUSES, THINK_CLAUSES, THINK_WITHIN } from './idioms/whole-clause-words.ts';
import { ACTION_WORDS, DOMAIN_WORDS } from './lexicon-words.ts';
import { stem } from './words.ts';

/** A pattern as its source and its flags. */
type Written = readonly [source: string, flags: string];

export interface WrittenIdiom {
  readonly trigger: Written;
  readonly think: Written;
  readonly quick: Written;
  readonly brood: Written | null;
  readonly lead: Written;
  readonly not: Written;
}

const written = ({ source, flags }: RegExp): Written => [source, flags];

function writtenIdiom({ trigger, patterns }: Idiom): WrittenIdiom {
  const { think, quick, brood, lead, not } = patterns();
  return {
    ...{ trigger: written(trigger), think: written(think), quick: written(quick) },
    ...{ brood: brood === null ? null : written(brood), lead: written(lead), not: written(not) },
  };
}

/** The bit of each pattern is the power of two of its place. */
function openingsOf(patterns: readonly (RegExp | null)[]): PackedOpenings {
  const openings = new Openings();
  for (const [at, pattern] of patterns.entries()) if (pattern !== null) openings.add(pattern, 1 << at);
  return openings.packed();
}

/** Those of `languages.ts`, and in the same order. */
const latin = { english, spanish, german, french, portuguese };

/** Of which kinds a word is as it is written, or as `stem` leaves it. */
function cueKinds(): Readonly<Record<string, number>> {
  const kinds = new Map<string, number>();
  for (const [at, kind] of CUE_KINDS.entries()) {
    for (const word of CUE_WORDS[kind].split(' ')) {
      for (const form of new Set([word, stem(word)])) kinds.set(form, (kinds.get(form) ?? 0) | (1 << at));
    }
  }
  return Object.fromEntries(kinds);
}

export const LISTS = {
  cues: cueKinds(),
  ...{ glosses: GLOSSES, domains: DOMAIN_WORDS, actions: ACTION_WORDS },
  difficulty: { tasks: TASKS, fields: FIELDS, conditions: CONDITIONS, quantities: QUANTITIES, asking: ASKING },
  english: writtenIdiom(english),
  spanish: writtenIdiom(spanish),
  german: writtenIdiom(german),
  french: writtenIdiom(french),
  portuguese: writtenIdiom(portuguese),
  chinese: writtenIdiom(chinese),
  japanese: writtenIdiom(japanese),
  latinOpenings: openingsOf(
    Object.values(latin).flatMap(({ patterns }) => {
      const { think, quick, brood } = patterns();
      return [think, quick, brood];
    }),
  ),
  wholeClauses: { think: written(THINK_CLAUSES), quick: written(QUICK_CLAUSES), within: written(THINK_WITHIN) },
};
