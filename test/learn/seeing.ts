/** Requests to learn from, made by chance that repeats: of so many kinds, each with words of its own among others'. */

import type { Features } from '../../src/classify/features.ts';
import { type Beliefs, learn, type Outcome } from '../../src/learn/beliefs.ts';
import { believed } from '../../src/learn/believed.ts';
import type { Seen } from '../../src/learn/inputs.ts';
import type { Arm } from '../../src/route/believed.ts';

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** `Features.text` of these places with these amounts. */
const textOf = (entries: readonly (readonly [place: number, amount: number])[]): string =>
  entries
    .map(([place, amount]) => (place << 14) | (8192 + Math.round(8191 * amount)))
    .map((bits) => [18, 12, 6, 0].map((by) => BASE64[(bits >>> by) & 63]).join(''))
    .join('');

const featuresOf = (more: Partial<Features> = {}): Features => ({
  ...{ text: '', domains: [], difficulty: 0.3, inputTokens: 90, language: 'en', needs: [] },
  ...more,
});

export const seenOf = (more: Partial<Features> = {}, route = 'general'): Seen => ({
  route,
  features: featuresOf(more),
});

/** Ten words of the kind's own hundred, and ten of anybody's. */
export function seenOfKind(kind: number, chance: () => number): Seen {
  const words = Array.from({ length: 20 }, (_, at): [number, number] => {
    const place = at < 10 ? 100 * kind + Math.floor(100 * chance()) : 900 + Math.floor(124 * chance());
    return [place, 0.2 + 0.1 * chance()];
  });
  return seenOf({
    ...{ text: textOf(words), domains: [[kind, 0.8]] },
    ...{ difficulty: chance(), inputTokens: Math.floor(10 + 500 * chance()) },
  });
}

export const reward = (beliefs: Beliefs, arm: Arm, { route, features }: Seen): number =>
  believed(beliefs, 1).expect(arm, route, features).reward;

export const value = (arm: Arm, worth: number): Outcome => ({ kind: 'value', arm, value: worth });

export const learnAll = (beliefs: Beliefs, events: readonly (readonly [Outcome, Seen])[]): Beliefs =>
  events.reduce((before, [outcome, seen]) => learn(before, outcome, seen, 1), beliefs);
