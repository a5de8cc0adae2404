/**
 * What the user's latest words want, read once for all heads that tell something of it: their words and pairs, the cues
 * in them, and the domains they speak of. Texts of other languages are read through their glosses. Pure; of a long text
 * only the two ends are read.
 */

import { readCues } from './cues.ts';
import type { FeatureVector } from './feature-vector.ts';
import { gloss } from './gloss.ts';
import type { Language } from './language.ts';
import { readTokens, wordVector } from './want-words.ts';

const MAX_END_CHARACTERS = 200;

/** What the likeliest domain weighs beside the words, which together weigh 1; one below `LEAST_DOMAIN` says nothing. */
const DOMAIN_WEIGHT = 0.3;
const LEAST_DOMAIN = Math.exp(-5);
const DOMAIN_SEED = 0x165667b1;

export interface Want {
  /** Words, pairs and domains: what it is about. */
  readonly subject: FeatureVector;
  /** Of which kinds its words are and how it is put. All heads but those of domains and verticals read them too. */
  readonly cues: FeatureVector;
  /** Probabilities in the order of the head's labels. */
  readonly domains: Float64Array;
  /** Without a word nothing is wanted. */
  readonly words: number;
}

/** `domainsOf` makes probabilities of a subject that has no domains yet. */
export function readWant(text: string, language: Language, domainsOf: (subject: FeatureVector) => Float64Array): Want {
  const english = gloss(bothEnds(text), language);
  const tokens = readTokens(english);
  const subject = wordVector(tokens);
  const domains = domainsOf(subject);
  for (let domain = 0; domain < domains.length; domain++) {
    const probability = domains[domain] ?? 0;
    if (probability <= LEAST_DOMAIN) continue;
    subject.push(DOMAIN_SEED + domain, DOMAIN_WEIGHT * (1 + Math.log(probability) / 5));
  }
  return { subject, cues: readCues(english, tokens), domains, words: tokens.length };
}

/** The vector of words alone, which the head of domains is trained on. */
export const wordsOf = (text: string, language: Language): FeatureVector =>
  wordVector(readTokens(gloss(bothEnds(text), language)));

function bothEnds(text: string): string {
  if (text.length <= 2 * MAX_END_CHARACTERS) return text;
  return `${text.slice(0, MAX_END_CHARACTERS)}\n${text.slice(-MAX_END_CHARACTERS)}`;
}
