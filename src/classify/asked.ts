/**
 * What the user's own latest words ask of the effort: to think, to be quick, or nothing. Strict on purpose: a request
 * must stand where a request stands, said to whoever answers. Words that are quoted, pasted, in code, told of others or
 * asked about are none. Nothing here can raise an entitlement; it only expresses a wish (CONTRACT §3). Pure.
 */

import type { AskedEffort } from './contract.ts';
import { readEffortClauses, TOLD_BEHIND } from './effort-clauses.ts';
import type { Idiom, Patterns } from './idioms/idiom.ts';
import { CJK_IDIOMS, LATIN_IDIOMS } from './idioms/languages.ts';
import { matchesOf, mayBeIn, type Starts, startsIn } from './idioms/starts.ts';
import { readWholeClauses } from './idioms/whole-clauses.ts';
import { readLearnedAsked } from './learned-asked.ts';
import { QUOTED } from './own-words.ts';
import { withoutSlips } from './slips.ts';
import { fold } from './words.ts';

/** The longest clause before a request that is looked at. */
const MAX_CLAUSE_CHARACTERS = 120;

const CLAUSE_END = /[.!?;:,…—–\n()。！？；：，、]|\s-\s/gu;
/** "My teacher said: think hard" and "the phrase: think hard" tell of words and do not mean them. */
const MENTION =
  /(?:said|says|say|told|tells|wrote|writes|reads|means?|quotes?|phrase|sentence|expression|words?|title|titled|called|lyrics|slogan|motto|begins?|starts?|todo|note|example|button|label|system|assistant|text|message|说|写道|言った|sagte|sagt|dit|dice|dijo|disse)\s*[:,：，]\s*$/u;
/** Before "and" or "then", a request may follow another one; a clause with one of these words is no request. */
const TELLS =
  /(?:^|\s)(?:i|we|he|she|it|they|who|whom|that|which|does|did|do|if|when|how|why|what|people|everyone|someone|you|is|are|was|were|to|makes?)(?:\s|$)/u;

/** A request may follow another one. */
const JOINS = /(?:^|\s)(?:and|then|but|y|pero|und|aber|et|mais|e|mas)$/u;
/** It may follow its reason, whoever that tells of ("i have to leave so be quick"). */
const CAUSAL = /\s(?:so|therefore|asi que|por eso|also|daher|deshalb|darum|donc|alors|entao|por isso)$/u;

/** Who declines haste asks for thought; who declines to be kept short, or need not have it at once, asks for nothing. */
const HASTE = /quick|fast|speed|rapid|schnell|vite|快|速|早く/u;
const NEEDLESS =
  /(?:no need(?: \p{L}+){0,3}|hace falta(?: \p{L}+){0,3}|besoin(?: \p{L}+){0,3}|precisa(?: \p{L}+){0,3}|不用|不必|不需要|无需)\s*$/u;

/** Orders about models are for the router's policy to decide: a sentence with such a word asks nothing of the effort. */
const OF_MODELS = /(?<!\p{L})(?:models?|modell|modelle|modele|modelo|router|llm|gpt-?\d\p{L}*)(?!\p{L})/u;
const SENTENCE = /[^.!?;:\n]+/gu;

/** `own` is what `ownWords` left of the latest user turn. */
export function readAsked(own: string): AskedEffort {
  const folded = fold(own);
  const text = OF_MODELS.test(folded) ? folded.replace(SENTENCE, (one) => (OF_MODELS.test(one) ? '' : one)) : folded;
  const foreseen = readRules(text);
  if (foreseen !== 'none') return foreseen;
  // Read as it stands first: a word of another language may look like a slip in English.
  const spelled = withoutSlips(text);
  const meant = spelled === text ? 'none' : readRules(spelled);
  return meant === 'none' ? readLearnedAsked(spelled) : meant;
}

function readRules(text: string): AskedEffort {
  const idioms = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/v.test(text)
    ? [...CJK_IDIOMS, ...LATIN_IDIOMS]
    : LATIN_IDIOMS;
  // A look at the beginnings of words is cheaper than any search for the triggers, and leaves few to be searched for.
  const starts = startsIn(text);
  let asked: AskedEffort = 'none';
  for (const idiom of idioms) {
    const found = mayBeIn(text, idiom, starts) ? readIdiom(text, idiom, starts) : 'none';
    if (found === 'think') return 'think';
    if (found === 'quick') asked = 'quick';
  }
  if (asked === 'none') asked = readEffortClauses(text);
  return asked === 'none' ? readWholeClauses(text) : asked;
}

function readIdiom(text: string, idiom: Idiom, starts: Starts): AskedEffort {
  const thinks = matchesOf(text, idiom, 'think', starts);
  const quicks = matchesOf(text, idiom, 'quick', starts);
  const broods = matchesOf(text, idiom, 'brood', starts);
  let asked: AskedEffort = 'none';
  if (thinks.length + quicks.length + broods.length === 0) return asked;
  const patterns = idiom.patterns();
  for (const { index, 0: words } of thinks) {
    const said = TOLD_BEHIND.test(text.slice(index + words.length)) ? 'told' : howSaid(text, index, patterns);
    if (said === 'asked') return 'think';
    if (said === 'refused') asked = 'quick';
  }
  for (const { index, 0: words } of quicks) {
    const said = howSaid(text, index, patterns);
    if (said === 'asked') asked = 'quick';
    if (said === 'refused' && HASTE.test(words) && !NEEDLESS.test(text.slice(0, index))) return 'think';
  }
  for (const { index } of broods) if (howSaid(text, index, patterns) === 'refused') asked = 'quick';
  return asked;
}

/** Whether what begins at `index` is asked for, asked not to be done, or only told of. */
function howSaid(text: string, index: number, { lead, not }: Patterns): 'asked' | 'refused' | 'told' {
  const before = text.slice(Math.max(0, index - MAX_CLAUSE_CHARACTERS), index);
  let start = 0;
  for (const end of before.matchAll(CLAUSE_END)) start = end.index + end[0].length;
  if (MENTION.test(before.slice(0, start))) return 'told';
  let clause = before.slice(start).trim();
  let joined = false;
  let causal = false;
  let refused = false;
  while (clause !== '' && !joined && !causal) {
    const negation = not.exec(clause);
    const opening = negation ?? lead.exec(clause);
    if (opening === null) break;
    if (negation !== null) refused = true;
    else {
      joined = JOINS.test(clause);
      causal = CAUSAL.test(clause);
    }
    clause = clause.slice(0, opening.index).trim();
  }
  if (clause === '' || causal) return refused ? 'refused' : 'asked';
  if (!joined || TELLS.test(clause) || clause.includes(QUOTED)) return 'told';
  return refused ? 'refused' : 'asked';
}
