/** Conversations for the tests of this room: routes with models of a few prices, an answer that was given, a request. */

import type { Answered, Binding } from '../../src/route/binding.ts';
import type { Candidate, Proposal, Rung } from '../../src/route/decision.ts';
import type { Conversation, Resumption } from '../../src/route/resumption.ts';
import type { Price } from '../../src/tenant/policy.ts';
import { isNonEmpty, microDollars, milliseconds, tokens, unixMs } from '../../src/unit.ts';
import type { Effort } from '../../src/wire/ask.ts';

export const NOW = unixMs(1_900_000_000_000);
export const MINUTE = 60_000;

/** USD per million tokens: of the input, of the same from the cache, of the output. */
const PRICES: Readonly<Record<string, readonly [number, number, number]>> = {
  deep: [1.25, 0.125, 10],
  backup: [1, 0.1, 5],
  fast: [0.25, 0.025, 2],
  swift: [0.25, 0.025, 2],
  small: [0.05, 0.005, 0.4],
  free: [0, 0, 0],
  gratis: [0, 0, 0],
};

type Lists = Readonly<Record<Effort, string>>;

/** Which models answer a route at an effort, best first; `pen` and `brush` have no price. */
const ROUTES: Readonly<Record<string, Lists>> = {
  code: { thinking: 'deep backup', instant: 'fast backup', mini: 'small' },
  math: { thinking: 'deep fast', instant: 'fast deep', mini: 'small' },
  law: { thinking: 'deep', instant: 'deep fast', mini: 'small' },
  news: { thinking: 'swift', instant: 'fast swift', mini: 'small' },
  travel: { thinking: 'deep', instant: 'swift', mini: 'small' },
  talk: { thinking: 'deep', instant: 'fast', mini: 'small' },
  home: { thinking: 'free', instant: 'free', mini: 'free' },
  garden: { thinking: 'gratis', instant: 'gratis', mini: 'gratis' },
  art: { thinking: 'brush pen', instant: 'pen brush', mini: 'pen' },
};

const LADDER: readonly Effort[] = ['thinking', 'instant', 'mini'];

function priceOf(model: string): Price | null {
  const price = PRICES[model];
  if (price === undefined) return null;
  const [inputPerMillion, cachedInputPerMillion, outputPerMillion] = price;
  return {
    inputPerMillion: microDollars(inputPerMillion * 1_000_000),
    cachedInputPerMillion: microDollars(cachedInputPerMillion * 1_000_000),
    outputPerMillion: microDollars(outputPerMillion * 1_000_000),
    cacheWritePerMillion: null,
    cacheWrite1hPerMillion: null,
    audioInputPerMillion: null,
    audioOutputPerMillion: null,
    reasoningPerMillion: null,
  };
}

export const candidate = (model: string): Candidate => ({ model, price: priceOf(model), context: tokens(200_000) });

function rung(effort: Effort, models: string): Rung {
  const candidates = models.split(' ').map(candidate);
  if (!isNonEmpty(candidates)) throw new Error('a rung needs a candidate');
  return { effort, candidates };
}

const listsOf = (route: string): Lists => {
  const lists = ROUTES[route];
  if (lists === undefined) throw new Error(`no route ${route}`);
  return lists;
};

function effortOf(word: string | undefined): Effort {
  const effort = LADDER.find((one) => one === word);
  if (effort === undefined) throw new Error(`no effort "${word}"`);
  return effort;
}

export interface Given {
  readonly minutesAgo?: number;
  readonly tokens?: number;
  readonly needs?: Answered['needs'];
}

/** An answer: `code instant fast`. A minute ago and of 50,000 tokens, unless it says otherwise. */
function answered(said: string, { minutesAgo = 1, tokens: read = 50_000, needs = [] }: Given = {}): Answered {
  const [route = '', effort, model = ''] = said.split(' ');
  const models = listsOf(route)[effortOf(effort)];
  return {
    route,
    rung: rung(effortOf(effort), models.split(' ').includes(model) ? models : model),
    model,
    at: unixMs(NOW - minutesAgo * MINUTE),
    tokens: tokens(read),
    needs,
  };
}

/** What a conversation is bound to: its last answer, and those before it, newest first. */
export function was(last: string, given: Given = {}, ...earlier: readonly [said: string, given?: Given][]): Binding {
  return { ...answered(last, given), earlier: earlier.map(([said, parts]) => answered(said, parts)), revision: 'r1' };
}

interface Asked extends Partial<Omit<Proposal, 'alternatives'>>, Partial<Conversation> {
  /** How likely the other routes are. */
  readonly others?: Readonly<Record<string, number>>;
  readonly tokens?: number;
  readonly outputLimit?: number;
}

/** A request that is proposed a route and an effort: `code instant`. */
export function asks(said: string, parts: Asked = {}): Resumption {
  const [route = '', wished] = said.split(' ');
  const efforts = LADDER.slice(LADDER.indexOf(effortOf(wished)));
  const rungs = efforts.map((effort) => rung(effort, listsOf(route)[effort]));
  if (!isNonEmpty(rungs)) throw new Error('a proposal needs a rung');
  const { sticky = true, idleMs = milliseconds(10 * MINUTE), heldBy = null, routeNamed = false, ...more } = parts;
  const { revision = 'r1', standing = [], ...rest } = more;
  const { others = {}, tokens: size = 50_000, outputLimit, ...proposal } = rest;
  const alternatives = Object.entries(others).map(([name, confidence]) => ({ route: name, confidence }));
  return {
    proposal: {
      ...{ id: 'dec_1', route, matched: true, confidence: 0.9, alternatives, reason: 'difficulty', why: [], rungs },
      ...{ pinned: false, automatic: true, gain: 0.5, needs: [] },
      ...proposal,
    },
    session: { sticky, idleMs, heldBy, routeNamed, revision, standing },
    input: { estimate: tokens(size) },
    output: { limit: outputLimit === undefined ? null : tokens(outputLimit), choices: 1 },
  };
}
