/**
 * What the user's latest words want, and what the heads of domains, actions, commerce, needs and verticals make of it, in
 * one pass over the words: a head alone would look up each of some four hundred features again. Pure.
 */

import { HeadTable } from './head-table.ts';
import type { Head } from './heads.ts';
import type { Language } from './language.ts';
import { learned } from './learned.ts';
import { readWant, type Want } from './want.ts';

/** Probabilities of labels, adding up to one. */
class Chances {
  readonly labels: readonly string[];
  readonly values: Float64Array;

  constructor(labels: readonly string[], values: Float64Array) {
    this.labels = labels;
    this.values = values;
  }

  of(label: string): number {
    return this.values[this.labels.indexOf(label)] ?? 0;
  }
}

export interface Wishes extends Want {
  readonly actions: Chances;
  readonly intents: Chances;
  readonly needs: Chances;
  readonly verticals: Chances;
}

let table: HeadTable | null = null;

export function readWishes(text: string, language: Language): Wishes {
  const domains = learned('domains');
  const verticals = learned('verticals');
  const [actions, commerce, needs] = [learned('actions'), learned('commerce'), learned('needs')];
  table ??= new HeadTable([domains, verticals, actions, commerce, needs]);
  const reading = table.reading();
  let read = 0;
  const want = readWant(text, language, (subject) => {
    reading.add(subject);
    read = subject.keys.length;
    return reading.of(domains);
  });
  reading.add(want.subject, read);
  const chances = (head: Head): Chances => new Chances(head.labels, reading.of(head));
  // That of verticals knows nothing of cues: what has their hashes is another thing.
  const trades = chances(verticals);
  reading.add(want.cues);
  return { ...want, verticals: trades, actions: chances(actions), intents: chances(commerce), needs: chances(needs) };
}
