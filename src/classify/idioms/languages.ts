/** The idioms of every language. Their patterns are compiled one by one, when a text first has what they can begin with. */

import { once } from '../../once.ts';
import type { WrittenIdiom } from '../list-sources.ts';
import { listed } from '../lists.ts';
import type { Idiom, Patterns } from './idiom.ts';

type LanguageName = 'english' | 'spanish' | 'german' | 'french' | 'portuguese' | 'chinese' | 'japanese';

const compiled = ([source, flags]: WrittenIdiom['think']): RegExp => new RegExp(source, flags);

function idiomOf(name: LanguageName): Idiom {
  const written = once((): WrittenIdiom => listed(name));
  const trigger = once(() => compiled(written().trigger));
  return {
    get trigger() {
      return trigger();
    },
    patterns: once(() => patternsOf(written())),
  };
}

function patternsOf(written: WrittenIdiom): Patterns {
  const [think, quick] = [once(() => compiled(written.think)), once(() => compiled(written.quick))];
  const [lead, not] = [once(() => compiled(written.lead)), once(() => compiled(written.not))];
  const brood = once(() => (written.brood === null ? null : compiled(written.brood)));
  return {
    get think() {
      return think();
    },
    get quick() {
      return quick();
    },
    get brood() {
      return brood();
    },
    get lead() {
      return lead();
    },
    get not() {
      return not();
    },
  };
}

/** Tried on text in Latin letters, and on text that holds Chinese or Japanese characters. */
export const LATIN_IDIOMS: readonly Idiom[] = ['english', 'spanish', 'german', 'french', 'portuguese'].map((name) =>
  idiomOf(name as LanguageName),
);
export const CJK_IDIOMS: readonly Idiom[] = [idiomOf('chinese'), idiomOf('japanese')];
