/** Calls to providers that follow Chat Completions, as a test wants to look at them. */

import type { Call } from '../../../src/provider/contract.ts';
import { rowOf } from '../../../src/provider/table.ts';
import type { ProviderKind } from '../../../src/tenant/policy.ts';
import { askOf } from '../../support/ask.ts';
import { orderOf, targetOf } from '../../support/order.ts';

type Ordered = NonNullable<Parameters<typeof orderOf>[0]>;

export async function callOf(kind: ProviderKind, ordered: Ordered = {}, more: Parameters<typeof targetOf>[1] = {}) {
  const call = await rowOf(kind)?.dialect('chat').call(targetOf(kind, more), orderOf(ordered));
  if (call === undefined) throw new Error(`Nobody serves ${kind}.`);
  return { ...call, json: bodyOf(call) };
}

const bodyOf = ({ body }: Call): Record<string, unknown> => JSON.parse(body);
/** A body that is sent on as it came. */
export const sent = (body: Record<string, unknown>, stream = false): Ordered => ({
  ask: askOf('Hi', { body, stream }),
});
/** A request of another wire. */
export const other = (prompt: Ordered['prompt'] = {}, ask: object = {}): Ordered => ({
  prompt,
  ask: { wire: 'messages', ...ask },
});
