/**
 * The embedded classifier: a tenant's routes compiled once per policy version, and a verdict in microseconds without
 * leaving the isolate. Each turn of a conversation is matched with the routes (`matcher.ts`), and the route is followed
 * from turn to turn (`thread.ts`). What a turn says is remembered, since the next request brings it again. Synchronous;
 * it never fails. Pure but for that memory, which belongs to one policy of one tenant.
 */

import type { Route } from '../tenant/policy.ts';
import { milliseconds, unixMs } from '../unit.ts';
import type { Turn } from '../wire/ask.ts';
import type { Classifier, Verdict } from './contract.ts';
import { withoutCourtesies } from './courtesies.ts';
import { learned } from './learned.ts';
import { type Matcher, matchRoutes, type Passage } from './matcher.ts';
import { Recent } from './recent.ts';
import { follow, type HeardTurn, type Reading } from './thread.ts';

/** Characters read of the latest user turn, and of each turn before it: half from the head, half from the tail. */
const MAX_LATEST_CHARACTERS = 3000;
const MAX_EARLIER_CHARACTERS = 1000;
/** A longer turn is also read by its first and last so many characters alone: in the whole, what is asked would drown. */
const END_CHARACTERS = 300;
/** Turns before the latest that are read: four exchanges say what a conversation is about. */
const MAX_EARLIER_TURNS = 8;
/** What turns may take of an isolate's memory for each policy, in bytes as reckoned by the two numbers below. */
const REMEMBERED = { weight: 1_000_000, ageMs: milliseconds(Number.POSITIVE_INFINITY) };
/** The key, and the bag of words that is made of it. */
const BYTES_PER_CHARACTER = 20;
/** Two probabilities. */
const BYTES_PER_ROUTE = 16;
/** A turn does not age: the policy that it was read for is a part of what remembers it. */
const AGELESS = unixMs(0);

/** The share of follow-ups among the turns that the head was trained on, as log odds: the conversation has its own. */
const TRAINED_ODDS = Math.log(0.34);

/** How sharply one turn of several speaks. */
const SOFTENED = 0.65;

const QUESTION = /[?？]\s*$/;

/** Compiles a tenant's routes. The answer's `classify` is synchronous and ignores the abort signal. */
export function compileRoutes(routes: readonly Route[]): Classifier {
  const matcher = matchRoutes(routes);
  const remembered = new Recent<Heard>(REMEMBERED);
  const hear = ({ role, text }: Said, isLatest: boolean): Heard => {
    const said = bothEnds(text, isLatest ? MAX_LATEST_CHARACTERS : MAX_EARLIER_CHARACTERS);
    const key = `${isLatest ? '!' : ''}${role} ${said}`;
    const known = remembered.get(key, AGELESS);
    if (known !== undefined) return known;
    const read = passages(withoutCourtesies(said));
    // Of what came before, the gist is enough: a third of the work, and every figure of npm run eval stays the same.
    const heard = hearTurn(role, isLatest ? read : read.slice(-1), matcher);
    const bytes = BYTES_PER_CHARACTER * said.length + BYTES_PER_ROUTE * routes.length;
    remembered.put(key, heard, bytes, AGELESS);
    return heard;
  };
  return {
    name: 'embedded',
    classify: (turns) => {
      const heard = spoken(turns).map((said, at, all) => hear(said, at === all.length - 1));
      return verdictOf(follow(heard, routes.length), routes, (route) => reasons(heard, route));
    },
  };
}

interface Heard extends HeardTurn {
  readonly because: (route: number) => readonly string[];
}

type Said = Turn & { readonly role: HeardTurn['role'] };

/** The system prompt, then the turns up to the user's latest. What tools say is not what anybody is asked for. */
function spoken(turns: readonly Turn[]): readonly Said[] {
  const said = turns.flatMap(({ role, text }): Said[] => (role === 'tool' ? [] : [{ role, text }]));
  const system = said.find(({ role }) => role === 'system');
  const talk = said.filter(({ role }) => role !== 'system');
  const latest = talk.findLastIndex(({ role }) => role === 'user');
  if (latest === -1) return said.map(({ text }) => ({ role: 'user', text }));
  const read = talk.slice(Math.max(0, latest - MAX_EARLIER_TURNS), latest + 1);
  return system === undefined ? read : [system, ...read];
}

/** The best that any passage of a turn says of each route; its last passage is the widest. */
function hearTurn(
  role: HeardTurn['role'],
  texts: readonly string[],
  { read, logits, nothing, because }: Matcher,
): Heard {
  let best: Float64Array | null = null;
  let widest: Passage | null = null;
  for (const text of texts) {
    widest = read(text);
    const found = logits(widest);
    if (best === null) best = found;
    else for (let route = 0; route < found.length; route++) best[route] = Math.max(best[route] ?? 0, found[route] ?? 0);
  }
  if (best === null || widest === null) throw new Error('A turn has no passage.');
  const passage = widest;
  return {
    role,
    reading: reading(best, nothing, 1),
    evidence: reading(best, nothing, SOFTENED),
    leans: role === 'user' ? leansOf(passage) : 0,
    asks: QUESTION.test(texts.at(-1) ?? ''),
    because: (route) => because(passage, route),
  };
}

/** A softmax over the routes' logits and that of "nothing"; `sharpness` below 1 brings the routes nearer to each other. */
function reading(logits: Float64Array, nothing: number, sharpness: number): Reading {
  let best = Number.NEGATIVE_INFINITY;
  for (let route = 0; route < logits.length; route++) best = Math.max(best, logits[route] ?? 0);
  const top = Math.max(best, nothing);
  let matched = 0;
  for (let route = 0; route < logits.length; route++) matched += Math.exp((logits[route] ?? 0) - top);
  const ofNothing = Math.exp(nothing - top);
  const routes = new Float64Array(logits.length);
  let total = 0;
  for (let route = 0; route < logits.length; route++) {
    const weight = Math.exp(sharpness * ((logits[route] ?? 0) - best));
    routes[route] = weight;
    total += weight;
  }
  const share = total === 0 ? 0 : matched / (matched + ofNothing) / total;
  for (let route = 0; route < routes.length; route++) routes[route] = (routes[route] ?? 0) * share;
  return { routes, nothing: ofNothing / (matched + ofNothing) };
}

function leansOf({ bag }: Passage): number {
  const head = learned('followup');
  const probability = head.probability(bag, head.labels.indexOf('followup'), 1);
  return Math.log(probability / (1 - probability)) - TRAINED_ODDS;
}

function verdictOf(final: Reading, routes: readonly Route[], because: (route: number) => readonly string[]): Verdict {
  const ranked = routes
    .map(({ name }, place) => ({ route: name, probability: final.routes[place] ?? 0, place }))
    .sort((a, b) => b.probability - a.probability);
  return {
    routes: ranked.map(({ route, probability }) => ({ route, probability })),
    nothing: final.nothing,
    because: ranked[0] === undefined ? [] : because(ranked[0].place),
  };
}

/** The reasons of the latest user turn that gave any: an elliptical one has none of its own. */
function reasons(heard: readonly Heard[], route: number): readonly string[] {
  for (const { role, because } of heard.toReversed()) {
    const found = role === 'user' ? because(route) : [];
    if (found.length > 0) return found;
  }
  return [];
}

/** The middle of a long text is left out: people say what they want at its two ends. */
function bothEnds(text: string, maxCharacters: number): string {
  const half = maxCharacters / 2;
  return text.length <= maxCharacters ? text : `${text.slice(0, half)} ${text.slice(-half)}`;
}

/** What to read of a turn: all of it, and before that each of its ends alone where it is long. */
function passages(text: string): string[] {
  if (text.length <= 2 * END_CHARACTERS) return [text];
  return [text.slice(0, END_CHARACTERS), text.slice(-END_CHARACTERS), text];
}
