/** Calls to Anthropic, as a test wants to look at them. */

import { anthropicDialect } from '../../../src/provider/anthropic/dialect.ts';
import { orderOf, targetOf } from '../../support/order.ts';

type Ordered = NonNullable<Parameters<typeof orderOf>[0]>;

export async function callOf(id: string, ordered: Ordered = {}, more: Parameters<typeof targetOf>[1] = {}) {
  const call = await anthropicDialect.call(targetOf('anthropic', { id, ...more }), orderOf(ordered));
  return { ...call, json: JSON.parse(call.body) as Record<string, unknown> };
}

/** A model that reasons, as its policy has it where it says nothing more. */
export const REASONS: Parameters<typeof targetOf>[1] = {
  thought: { thinking: { level: 'high' }, instant: { level: 'low' }, mini: { level: 'low' } },
};

/** A body of a client that speaks this wire itself. */
export const own = (body: object, ask: object = {}): Ordered => ({
  ask: { wire: 'messages', body: { max_tokens: 32_000, messages: [{ role: 'user', content: 'hi' }], ...body }, ...ask },
});
