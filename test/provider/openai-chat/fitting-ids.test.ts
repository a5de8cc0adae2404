import { describe, expect, it } from 'vitest';
import { withFittingIds } from '../../../src/provider/openai-chat/fitting-ids.ts';
import { MISTRAL } from '../../../src/provider/openai-chat/rows.ts';
import type { ProviderKind } from '../../../src/tenant/policy.ts';
import { callOf, other, sent } from './calling.ts';

const LONG = 'ws_689e2d4880a0819d98acca37694989b00b15d90494fc6b87';
const looped = (...ids: string[]) => [
  { role: 'user', content: 'Go.' },
  {
    ...{ role: 'assistant', content: null },
    tool_calls: ids.map((id) => ({ id, type: 'function', function: { name: 'look', arguments: '{}' } })),
  },
  ...ids.map((id) => ({ role: 'tool', tool_call_id: id, content: 'sun' })),
];

/** The calls' ids, and those that the results name. */
async function idsAt(kind: ProviderKind, ...ids: string[]) {
  const { json } = await callOf(kind, sent({ messages: looped(...ids) }));
  const [, said, ...results] = json['messages'] as Record<string, unknown>[];
  const calls = said?.['tool_calls'] as { id: string }[];
  return { made: calls.map(({ id }) => id), told: results.map((result) => result['tool_call_id']) };
}

describe('ids that another model gave its calls, in a chat that goes on as it came', () => {
  it('are of nine letters or digits for Mistral, the same for a call and its result', async () => {
    const { made, told } = await idsAt('mistral', 'toolu_01QE1WLsSVp5', 'call_abc', 'abcdef123');
    for (const id of made) expect(id).toMatch(/^[A-Za-z0-9]{9}$/);
    expect(new Set(made).size).toBe(3);
    expect(made[2]).toBe('abcdef123');
    expect(told).toEqual(made);
  });

  it.each(['openai', 'azure-openai'] as const)('have at most forty characters for %s', async (kind) => {
    const forty = 'c'.repeat(40);
    const { made, told } = await idsAt(kind, LONG, forty);
    expect(made[0]).toMatch(/^call_\w{13}$/);
    expect(made[1]).toBe(forty);
    expect(told).toEqual(made);
  });

  it('are as long in a request of another wire', async () => {
    const content = [{ kind: 'call' as const, id: LONG, name: 'look', arguments: '{}', signature: null }];
    const { json } = await callOf('openai', other({ messages: [{ role: 'assistant', content }] }));
    expect(JSON.stringify(json)).not.toContain(LONG);
  });

  it('are left as they are elsewhere, and a body that needs nothing is the very same', async () => {
    expect((await idsAt('groq', LONG)).made).toEqual([LONG]);
    const body = { messages: looped('abcdef123', '') };
    expect(withFittingIds(body, MISTRAL)).toBe(body);
    const odd = { messages: [null, { role: 'tool' }] };
    expect(withFittingIds(odd, MISTRAL)).toBe(odd);
  });
});
