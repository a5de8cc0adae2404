import { describe, expect, it } from 'vitest';
import { callOf, own, REASONS } from './calling.ts';

const BUDGET = 'claude-sonnet-4-5';
const ADAPTIVE = 'claude-opus-4-6';
const XHIGH = 'claude-opus-4-7';
const UNASKED = 'claude-opus-5';
const ALWAYS = 'claude-fable-5';

/** What is said of thought to each model. */
async function said(...args: Parameters<typeof callOf>) {
  const { thinking, output_config } = (await callOf(...args)).json;
  return { thinking, effort: Reflect.get(Object(output_config), 'effort') };
}

describe('the effort that was decided, in the words of each model', () => {
  const table: [string, 'thinking' | 'instant', unknown, string | undefined][] = [
    [BUDGET, 'thinking', { type: 'enabled', budget_tokens: 12_288 }, undefined],
    [BUDGET, 'instant', undefined, undefined],
    [ADAPTIVE, 'thinking', { type: 'adaptive' }, 'high'],
    [ADAPTIVE, 'instant', undefined, undefined],
    [UNASKED, 'instant', { type: 'disabled' }, undefined],
    [ALWAYS, 'instant', undefined, 'low'],
    ['another-model', 'thinking', { type: 'enabled', budget_tokens: 12_288 }, undefined],
  ];
  for (const [id, effort, thinking, level] of table) {
    it(`${id}, ${effort}`, async () =>
      expect(await said(id, { effort }, REASONS)).toEqual({ thinking, effort: level }));
  }

  it('is not told to a model of which the policy does not say that it reasons', async () =>
    expect(await said(BUDGET, { effort: 'thinking' })).toEqual({ thinking: undefined, effort: undefined }));
});

describe('a wish of another wire', () => {
  const thought = (level: string | null, budget: number | null = null) => ({
    prompt: { thought: { level, budget: budget as never } },
  });
  const table: [string, ReturnType<typeof thought>, unknown, string | undefined][] = [
    [BUDGET, thought('low'), { type: 'enabled', budget_tokens: 2048 }, undefined],
    [BUDGET, thought(null, 5000), { type: 'enabled', budget_tokens: 5000 }, undefined],
    [BUDGET, thought('none'), undefined, undefined],
    [ADAPTIVE, thought('xhigh'), { type: 'adaptive' }, 'high'],
    [XHIGH, thought('xhigh'), { type: 'adaptive' }, 'xhigh'],
    [ADAPTIVE, thought(null, 5000), { type: 'adaptive' }, 'medium'],
  ];
  for (const [id, wish, thinking, effort] of table) {
    it(`${id}: ${JSON.stringify(wish.prompt.thought)}`, async () =>
      expect(await said(id, wish, REASONS)).toEqual({ thinking, effort }));
  }

  it('leaves room for the words, and is forgotten where the cap has no room for Anthropic’s least', async () => {
    const capped = (outputCap: number) => said(BUDGET, { ...thought('high'), outputCap }, REASONS);
    expect(await capped(4000)).toEqual({ thinking: { type: 'enabled', budget_tokens: 3000 }, effort: undefined });
    expect(await capped(1300)).toEqual({ thinking: undefined, effort: undefined });
  });

  it('is no budget in a tool loop that began without a signed thought', async () => {
    const loop = (issuer: 'anthropic' | 'google') => ({
      prompt: {
        ...thought('high').prompt,
        messages: [
          { role: 'user' as const, content: [{ kind: 'text' as const, text: 'a' }], name: null },
          {
            role: 'assistant' as const,
            content: [
              { kind: 'reasoning' as const, text: 'b', signature: { issuer, value: 's' } },
              { kind: 'call' as const, id: '1', name: 'f', arguments: '{}', signature: null },
            ],
          },
          {
            role: 'tool' as const,
            content: [{ kind: 'result' as const, callId: '1', name: 'f', content: [], isError: false }],
          },
        ],
      },
    });
    expect((await said(BUDGET, loop('google'), REASONS)).thinking).toBeUndefined();
    expect((await said(BUDGET, loop('anthropic'), REASONS)).thinking).toMatchObject({ type: 'enabled' });
  });
});

describe('a body of the same wire', () => {
  it('goes out as it came, but for the model and a lower cap', async () => {
    const body = { z: 1, thinking: { type: 'adaptive' }, model: 'auto' };
    const call = await callOf(BUDGET, { ...own(body), effort: 'thinking', pinned: true }, REASONS);
    expect(call.body).toBe(
      JSON.stringify({ max_tokens: 32_000, messages: [{ role: 'user', content: 'hi' }], ...body, model: BUDGET }),
    );
    expect((await callOf(BUDGET, { ...own({}), outputCap: 90 })).json['max_tokens']).toBe(90);
    expect((await callOf(BUDGET, { ...own({}), outputCap: 90_000 })).json['max_tokens']).toBe(32_000);
  });

  it('is told to think as decided, where it says nothing of thought itself', async () => {
    const on = await said(BUDGET, { ...own({}), effort: 'thinking' }, REASONS);
    expect(on.thinking).toEqual({ type: 'enabled', budget_tokens: 16_384 });
    const header = { effort: { wish: 'thinking', by: 'header' } };
    const off = own({ thinking: { type: 'disabled' } }, header);
    expect((await said(ADAPTIVE, { ...off, effort: 'thinking' }, REASONS)).thinking).toEqual({ type: 'adaptive' });
  });

  const bound: [string, object][] = [
    ['a temperature', { temperature: 0.2 }],
    ['top_k', { top_k: 5 }],
    ['a forced tool', { tool_choice: { type: 'any' } }],
    [
      'an answer that is begun',
      {
        messages: [
          { role: 'user', content: 'a' },
          { role: 'assistant', content: '{' },
        ],
      },
    ],
    [
      'a tool loop without thought',
      { messages: [{ role: 'user', content: [{ type: 'tool_result', tool_use_id: '1' }] }] },
    ],
    ['a small cap', { max_tokens: 1000 }],
  ];
  for (const [what, body] of bound) {
    it(`is not told to think with ${what}, which Anthropic would refuse`, async () =>
      expect((await said(BUDGET, { ...own(body), effort: 'thinking' }, REASONS)).thinking).toBeUndefined());
  }

  it('takes its own headers along, and nobody else’s', async () => {
    const forwarded = { 'anthropic-beta': 'b-1', 'anthropic-version': '2024-01-01' };
    expect((await callOf(BUDGET, own({}, { forwarded }))).headers).toMatchObject(forwarded);
    const other = await callOf(BUDGET, { ask: { wire: 'chat', forwarded } });
    expect(other.headers).not.toHaveProperty('anthropic-beta');
    expect(other.headers['anthropic-version']).toBe('2023-06-01');
  });
});
