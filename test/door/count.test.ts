import { expect, it } from 'vitest';
import { givenTenant } from '../support/tenant.ts';

const said = (content: unknown, role = 'user') => ({ role, content });
const HELLO = said('hello there');
const LONG = 'The striker scored twice before half time. '.repeat(20);
const TOOL = { name: 'look', description: LONG, input_schema: { type: 'object' } };
const call = (input: object) => said([{ type: 'tool_use', id: 't1', name: 'look', input }], 'assistant');
const result = (content: unknown) => said([{ type: 'tool_result', tool_use_id: 't1', content }]);
const document = (source: object, more: object = {}) => said([{ type: 'document', source, ...more }]);
const pdf = (characters: number) =>
  document({ type: 'base64', media_type: 'application/pdf', data: 'A'.repeat(characters) });
const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'A'.repeat(4000) } };
const thought = { type: 'thinking', thinking: LONG, signature: 's' };
const use = { type: 'tool_use', id: 't1', name: 'look', input: {} };

/** What is asked, and about how many tokens more than `HELLO` alone that is. */
const LONGER: Readonly<Record<string, readonly [object, number]>> = {
  'a system prompt': [{ system: LONG, messages: [HELLO] }, 180],
  'a system prompt in blocks': [{ system: [{ type: 'text', text: LONG }], messages: [HELLO] }, 180],
  tools: [{ tools: [TOOL], messages: [HELLO] }, 180],
  'a schema': [
    { output_config: { format: { type: 'json_schema', schema: { description: LONG } } }, messages: [HELLO] },
    180,
  ],
  'the arguments of a call': [{ messages: [HELLO, call({ text: LONG }), result('ok')] }, 180],
  'what a tool answered': [{ messages: [HELLO, call({}), result([{ type: 'text', text: LONG }])] }, 180],
  'an image': [{ messages: [said([image, { type: 'text', text: 'hello there' }])] }, 1000],
  'an image that a tool showed': [{ messages: [HELLO, call({}), result([image])] }, 1000],
  'a document as text': [{ messages: [HELLO, document({ type: 'text', media_type: 'text/plain', data: LONG })] }, 180],
  'a document in blocks': [
    { messages: [HELLO, document({ type: 'content', content: [{ type: 'text', text: LONG }] }, { title: 'a' })] },
    180,
  ],
  'a search result': [
    {
      messages: [
        said([{ type: 'search_result', source: 'https://x', title: 'X', content: [{ type: 'text', text: LONG }] }]),
        HELLO,
      ],
    },
    180,
  ],
  'a short PDF': [{ messages: [pdf(4000), HELLO] }, 2000],
  'a long PDF': [{ messages: [pdf(2_000_000), HELLO] }, 6000],
  'a thought of the turn under way': [{ messages: [HELLO, said([thought, use], 'assistant'), result('ok')] }, 180],
};

it('tokens that nobody counts are estimated from all that the model reads, and said to be an estimate', async () => {
  const tenant = await givenTenant({
    instant: ['ok'],
    model: { can: ['tools', 'json', 'vision'] },
    policy: { providers: { mock: { kind: 'google', key: 'OPENAI_API_KEY' } } },
  });
  const count = async (body: object) => {
    const response = await tenant.fetch('/v1/messages/count_tokens', {
      method: 'POST',
      headers: { 'anthropic-version': '2023-06-01', 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'ok', ...body }),
    });
    expect(response.headers.get('x-signalbox-estimated')).toBe('input_tokens');
    const { input_tokens: tokens, ...rest } = await response.json<{ input_tokens: number }>();
    expect(rest).toEqual({});
    return tokens;
  };
  const least = await count({ messages: [HELLO] });
  for (const [what, [body, more]] of Object.entries(LONGER)) {
    const longer = (await count(body)) - least;
    expect(longer, what).toBeGreaterThanOrEqual(more * 0.8);
    expect(longer, what).toBeLessThan(more * 1.4 + 40);
  }
  // The thoughts of earlier turns are taken off, as Anthropic does, and a wish for thought has no length.
  const earlier = { messages: [HELLO, said([thought, { type: 'text', text: 'Hi.' }], 'assistant'), HELLO] };
  const without = { messages: [HELLO, said([{ type: 'text', text: 'Hi.' }], 'assistant'), HELLO] };
  expect(await count(earlier)).toBe(await count(without));
  const thinking = { thinking: { type: 'enabled', budget_tokens: 30_000 }, tool_choice: { type: 'auto' } };
  expect(await count({ ...thinking, messages: [HELLO] })).toBe(least);
});

it('is refused in the words of Anthropic, without a message to count', async () => {
  const tenant = await givenTenant({ instant: ['ok'] });
  const response = await tenant.fetch('/v1/messages/count_tokens', { method: 'POST', body: '{"model":"ok"}' });
  expect([response.status, await response.json()]).toEqual([
    400,
    { type: 'error', error: { type: 'invalid_request_error', message: expect.stringContaining('messages') } },
  ]);
});
