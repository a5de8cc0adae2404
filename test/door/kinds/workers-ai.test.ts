import { describe, expect, it } from 'vitest';
import { givenTenant } from '../../support/tenant.ts';

const MODEL = '@cf/meta/llama-3.3-70b-instruct-fp8-fast';
const POLICY = {
  providers: { mock: { kind: 'workers-ai' } },
  models: { llama: { provider: 'mock', id: MODEL, can: ['tools'], price: { input: 1, output: 4 } } },
  routes: [{ name: 'general', description: 'anything', models: { instant: ['llama'] } }],
};
const LIMITS = [{ id: 'day', of: 'cost', max: 1, per: '1d', then: 'refuse' }];
const given = () => givenTenant({ policy: POLICY, limits: LIMITS });
const TEXT = `This is the local stand-in for Workers AI: ${MODEL} was not called. It was to be asked: hello there`;

describe('Workers AI behind the chat wire, with the stand-in of npm start', () => {
  it('answers whole, and is charged', async () => {
    const tenant = await given();
    const answer = await tenant.client.chat.completions.create({
      model: 'auto',
      messages: [{ role: 'user', content: 'hello there' }],
    });
    expect(answer).toMatchObject({
      model: MODEL,
      choices: [{ message: { content: TEXT }, finish_reason: 'stop' }],
      usage: { completion_tokens: TEXT.split(' ').length },
    });
    const { prompt_tokens: read = 0, completion_tokens: written = 0 } = answer.usage ?? {};
    await expect
      .poll(async () => (await (await tenant.fetch('/v1/usage')).json<{ limits: object[] }>()).limits[0])
      .toMatchObject({ used: (read + 4 * written) / 1e6, held: 0 });
  });

  it('answers in a stream, and says when it was cut at the cap', async () => {
    const { client } = await given();
    const chunks = await client.chat.completions.create({
      ...{ model: 'auto', messages: [{ role: 'user', content: 'hello there' }], stream: true, max_tokens: 5 },
      stream_options: { include_usage: true },
    });
    let text = '';
    const ends: unknown[] = [];
    for await (const { choices, usage } of chunks) {
      text += choices[0]?.delta.content ?? '';
      if (choices[0]?.finish_reason != null) ends.push(choices[0].finish_reason);
      if (usage != null) ends.push(usage.completion_tokens);
    }
    expect({ text, ends }).toEqual({ text: 'This is the local stand-in ', ends: ['length', 5] });
  });
});
