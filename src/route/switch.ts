/**
 * What it is worth to change the model of a conversation, in whole micro-dollars. A provider reads the part of a prompt
 * that it has read minutes ago from its cache, at a fraction of the price; another model reads all of it anew. So a
 * switch throws the cache away once, saves or costs the difference of two prices with every answer, and is paid for by
 * an answer that suits the intent better. Pure.
 *
 * What is assumed, because nobody knows it before the answer:
 *  - a cache lives for five minutes after the answer, and holds nothing of a prompt under 1,024 tokens;
 *  - it holds the tokens that the last prompt had, or those of this one if they are fewer;
 *  - an answer is as long as `EXPECTED_OUTPUT`, or as the client's own cap;
 *  - the conversation goes on for `ANSWERS_AHEAD` answers of this size, each of which finds the prompt in the cache;
 *  - a policy that names no `cachedInput` has a provider that gives no discount, so there is no cache to lose;
 *  - a model without a price cannot be weighed: the trade is null, and the caller decides without money.
 */

import type { Price } from '../tenant/policy.ts';
import { type MicroDollars, type Milliseconds, microDollars, milliseconds, type UnixMs } from '../unit.ts';
import { answersOf, type Binding } from './binding.ts';
import type { Candidate } from './decision.ts';
import { expectedPrice } from './expected-price.ts';
import type { Resumption } from './resumption.ts';

/** The shortest life that a large provider gives an unused cache. */
export const WARM_MS: Milliseconds = milliseconds(5 * 60 * 1000);

/**
 * Over a single answer a warm cache nearly always beats a cheaper model, and an escalation would never end. Few, because
 * no conversation is known to go on at all.
 */
const ANSWERS_AHEAD = 3;

const MICRO_DOLLARS_PER_DOLLAR = 1_000_000;

/** One model in another's place. */
export interface Trade {
  /** What the cache of the model that is left takes off this request's price. */
  readonly lost: MicroDollars;
  /** How much less the next answers cost with the other model, which may have a cache too; negative: how much more. */
  readonly saved: MicroDollars;
  /** The price of this one answer by the other model, without any cache. */
  readonly price: MicroDollars;
}

/** Null when one of the two has no price. */
export function weigh(
  [from, to]: readonly [Candidate, Candidate],
  binding: Binding,
  request: Resumption,
  now: UnixMs,
): Trade | null {
  if (from.price === null || to.price === null) return null;
  const all = request.input.estimate;
  const uncached = priceOf(from.price, request, 0);
  const first = uncached - priceOf(to.price, request, cachedBy(to.model, binding, request, now));
  const later = priceOf(from.price, request, all) - priceOf(to.price, request, all);
  return {
    lost: microDollars(uncached - priceOf(from.price, request, cachedBy(from.model, binding, request, now))),
    saved: microDollars(first + (ANSWERS_AHEAD - 1) * later),
    price: priceOf(to.price, request, 0),
  };
}

/** Whether the other model is cheaper in the end: reason enough where both suit the intent. */
export function isCheaper({ lost, saved }: Trade): boolean {
  return saved > lost;
}

/**
 * The gain of following a new intent. `certainty` is how much likelier it is than the old one, 0 to 1.
 *
 * Before anything is learned, the order of models in the policy is the only evidence of quality: whoever puts a model
 * first on a route holds its answer to be worth its price. So the gain is that price, as far as the intent is certain,
 * and what is saved on top of it. A dearer model's extra price is not held against it: the policy has accepted that.
 */
export function gain({ price, saved }: Trade, certainty: number): MicroDollars {
  return microDollars(Math.round(certainty * price) + Math.max(0, saved));
}

/** The trade for people: `would save $0.10 over the next 3 answers and lose a cache worth $0.11`. */
export function tell({ lost, saved }: Trade, mood: 'would' | 'does'): string {
  const verb = (plain: string): string => (mood === 'does' ? `${plain}s` : plain);
  const over = `over the next ${ANSWERS_AHEAD} answers`;
  const parts = [
    saved > 0 ? [`${verb('save')} ${dollars(saved)} ${over}`] : [],
    saved < 0 ? [`${verb('cost')} ${dollars(-saved)} more ${over}`] : [],
    lost > 0 ? [`${verb('lose')} a cache worth ${dollars(lost)}`] : [],
  ].flat();
  const said = parts.length === 0 ? `${verb('change')} no price` : parts.join(' and ');
  return mood === 'would' ? `would ${said}` : said;
}

/** Two digits that count: `$0.11`, `$0.000023`. */
export function dollars(money: number): string {
  return money === 0 ? '$0' : `$${(money / MICRO_DOLLARS_PER_DOLLAR).toPrecision(2)}`;
}

/** What the answer to this request costs when so many tokens of its prompt are read from a cache. */
function priceOf(price: Price, { proposal, input, output }: Resumption, cached: number): MicroDollars {
  const size = { inputTokens: input.estimate, outputLimit: output.limit, choices: output.choices };
  return expectedPrice(price, proposal.rungs[0].effort, size, cached);
}

/** How much of this prompt a model has read and not yet forgotten. */
function cachedBy(model: string, binding: Binding, { input }: Resumption, now: UnixMs): number {
  const read = answersOf(binding).find((answered) => answered.model === model);
  return read === undefined || now - read.at >= WARM_MS ? 0 : Math.min(input.estimate, read.tokens);
}
