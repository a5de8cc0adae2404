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
import { type Heard, hearer } from './hearing.ts';
import { matchRoutes } from './matcher.ts';
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
/** What a turn takes beside its text and its routes; a few words that spoke for one of them are in it. */
const BYTES_PER_TURN = 800;
/** The key and the passage, at two bytes for what is no Latin letter. */
const BYTES_PER_CHARACTER = 4;
/** Two probabilities. */
const BYTES_PER_ROUTE = 16;
/** A turn does not age: the policy that it was read for is a part of what remembers it. */
const AGELESS = unixMs(0);

/** Compiles a tenant's routes. The answer's `classify` is synchronous and ignores the abort signal. */
export function compileRoutes(routes: readonly Route[]): Classifier {
  const matcher = matchRoutes(routes);
  const hearTurn = hearer(matcher, routes.length);
  const remembered = new Recent<Heard>(REMEMBERED);
  const hear = ({ role, text }: Said, isLatest: boolean): Heard => {
    const said = bothEnds(text, isLatest ? MAX_LATEST_CHARACTERS : MAX_EARLIER_CHARACTERS);
    const key = `${isLatest ? '!' : ''}${role} ${said}`;
    const known = remembered.get(key, AGELESS);
    if (known !== undefined) return known;
    const read = passages(withoutCourtesies(said));
    // Of what came before, the gist is enough: a third of the work, and every figure of npm run eval stays the same.
    const heard = hearTurn(role, isLatest ? read : read.slice(-1));
    const bytes = BYTES_PER_TURN + BYTES_PER_CHARACTER * said.length + BYTES_PER_ROUTE * routes.length;
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

type Said = Turn & { readonly role: HeardTurn['role'] };

/** The system prompt, then the turns up to the user's latest. What tools say is not what anybody is asked for. */
function spoken(turns: readonly Turn[]): readonly Said[] {
  const latest = turns.findLastIndex(({ role }) => role === 'user');
  if (latest === -1)
    return turns.flatMap(({ role, text }): Said[] => (role === 'tool' ? [] : [{ role: 'user', text }]));
  // From the latest backwards: of a long conversation most turns are not looked at.
  const said: Said[] = [];
  for (let at = latest; at >= 0 && said.length <= MAX_EARLIER_TURNS; at--) {
    const { role, text } = turns[at] ?? { role: 'tool', text: '' };
    if (role === 'user' || role === 'assistant') said.push({ role, text });
  }
  const system = turns.find(({ role }) => role === 'system');
  if (system !== undefined) said.push({ role: 'system', text: system.text });
  return said.reverse();
}

function verdictOf(final: Reading, routes: readonly Route[], because: (route: number) => readonly string[]): Verdict {
  const probabilityOf = (place: number): number => final.routes[place] ?? 0;
  const ranked = routes.map((_, place) => place).sort((a, b) => probabilityOf(b) - probabilityOf(a));
  return {
    routes: ranked.map((place) => ({ route: routes[place]?.name ?? '', probability: probabilityOf(place) })),
    nothing: final.nothing,
    because: ranked[0] === undefined ? [] : because(ranked[0]),
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
