/**
 * Words that tell how hard a request is: what it asks for (`task`), which learned field it is about (`fields`) and what
 * has to be kept in mind at once (conditions, quantities). A word stands here folded, as `stem` leaves it or as it is
 * written; one that ends in `*` may go on; of several words each is as written, a hyphen being a space. Scripts
 * without spaces are read by patterns of their own. Pure.
 */

import { once } from '../once.ts';
import { listed } from './lists.ts';
import { Spellings } from './spellings.ts';
import { isFunctionWord, stem } from './words.ts';

/** What a word says of difficulty. */
export interface Mark {
  task: number;
  /** Places of the fields it belongs to. */
  readonly fields: number[];
  condition: boolean;
  quantity: boolean;
  asking: boolean;
  /** Whether it stands in any list here. */
  readonly says: boolean;
  /** A function word: what people say is full of them. */
  readonly binds: boolean;
  /** What may follow the word to make a phrase, and what the phrase then means. */
  readonly phrases: { readonly rest: readonly string[]; readonly meaning: Mark }[];
}

const blank = (says: boolean, binds: boolean): Mark => ({
  task: 0,
  fields: [],
  condition: false,
  quantity: false,
  asking: false,
  says,
  binds,
  phrases: [],
});

/** Stems of prefix entries are found by their first letters. */
const PREFIX_KEY = 4;
const MIN_STEMMED = 3;

interface Marks {
  readonly whole: Map<string, Mark>;
  readonly prefixes: Map<string, (readonly [prefix: string, mark: Mark])[]>;
}

/** The lists of `difficulty-lists.ts`, on the isolate's first need of a word. */
const marks = once((): Marks => {
  const made: Marks = { whole: new Map(), prefixes: new Map() };
  const each = (list: string, change: (mark: Mark) => void): void => {
    for (const entry of list.split(', ')) change(markFor(made, entry));
  };
  const { tasks, fields, conditions, quantities, asking } = listed('difficulty');
  for (const [weight, words] of tasks) {
    each(words, (mark) => {
      mark.task = Math.max(mark.task, weight);
    });
  }
  for (const [place, words] of fields.entries()) {
    each(words, (mark) => {
      if (!mark.fields.includes(place)) mark.fields.push(place);
    });
  }
  each(conditions, (mark) => {
    mark.condition = true;
  });
  each(quantities, (mark) => {
    mark.quantity = true;
  });
  each(asking, (mark) => {
    mark.asking = true;
  });
  return made;
});

function markFor({ whole, prefixes }: Marks, entry: string): Mark {
  if (entry.endsWith('*')) {
    const prefix = entry.slice(0, -1);
    const key = prefix.slice(0, PREFIX_KEY);
    const alike = prefixes.get(key) ?? [];
    prefixes.set(key, alike);
    const found = alike.find(([other]) => other === prefix)?.[1];
    if (found !== undefined) return found;
    const mark = blank(true, false);
    alike.push([prefix, mark]);
    return mark;
  }
  const [first = '', ...rest] = entry.split(' ');
  const mark = whole.get(first) ?? whole.get(stem(first)) ?? blank(true, isFunctionWord(first));
  whole.set(first, mark).set(stem(first), mark);
  if (rest.length === 0) return mark;
  const meaning = blank(true, false);
  mark.phrases.push({ rest, meaning });
  return meaning;
}

/** How many fields `difficulty-lists.ts` has. */
export const FIELD_COUNT = 7;
/** Formulas speak for the first field, mathematics. */
export const FORMULA_FIELD = 0;

const NOTHING = blank(false, false);
const BINDS = blank(false, true);

/** A folded word and what it means. */
export interface Meaning {
  readonly word: string;
  readonly mark: Mark;
}

const meanings = new Spellings((word): Meaning => ({ word, mark: look(word) }));

/** Of the word that `text` has from `start` to before `end`. */
export const meaningAt = (text: string, start: number, end: number): Meaning => meanings.at(text, start, end);

/** As written, else by its stem, else by how it begins. */
function look(word: string): Mark {
  const { whole, prefixes } = marks();
  const found = whole.get(word) ?? (word.length > MIN_STEMMED ? whole.get(stem(word)) : undefined);
  if (found !== undefined) return found;
  if (isFunctionWord(word)) return BINDS;
  return prefixes.get(word.slice(0, PREFIX_KEY))?.find(([prefix]) => word.startsWith(prefix))?.[1] ?? NOTHING;
}
