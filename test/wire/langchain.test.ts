import { describe, expect, it } from 'vitest';
import type { Dialect } from '../../src/provider/contract.ts';
import { rowOf } from '../../src/provider/table.ts';
import type { ProviderKind } from '../../src/tenant/policy.ts';
import type { Ask } from '../../src/wire/ask.ts';
import { readChat } from '../../src/wire/chat/read.ts';
import { readMessages } from '../../src/wire/messages/read.ts';
import { CHAT_ANTHROPIC, CHAT_OPENAI } from '../support/langchain.ts';
import { orderOf, targetOf } from '../support/order.ts';

const HEADERS = { user: null, session: null, effort: null };
const read = (reader: typeof readChat, json: object): Ask =>
  reader({ json, bytes: JSON.stringify(json).length }, HEADERS);

async function sentTo(kind: ProviderKind, ask: Ask) {
  const dialect: Dialect | undefined = rowOf(kind)?.dialect(ask.wire);
  const target = targetOf(kind, { id: 'model-1' });
  const call = await dialect?.call(target, orderOf({ ask }));
  if (call === undefined || dialect === undefined) throw new Error(`Nobody serves ${kind}.`);
  const lacks =
    dialect.speaks === ask.wire ? [] : [...ask.prompt().unsayable, ...dialect.lacks(ask.prompt(), target.model)];
  const json: Record<string, unknown> = JSON.parse(call.body);
  return { json, dropped: call.dropped, lacks };
}

const { streamed, bound, agents, functions, structured } = CHAT_OPENAI;

describe('the requests of ChatOpenAI', () => {
  it.each(Object.entries(CHAT_OPENAI))('go on to their own kind as they came: %s', async (_, body) => {
    const { json, dropped } = await sentTo('openai-compatible', read(readChat, body));
    expect([json, dropped]).toEqual([{ ...body, model: 'model-1' }, []]);
  });

  it('are read: usage that was asked for, one answer, who asks for tools and for JSON, calls that hold a model', () => {
    expect(read(readChat, streamed)).toMatchObject({ stream: true, wantsUsage: true, choices: 1, outputLimit: 256 });
    expect(read(readChat, bound)).toMatchObject({ stream: false, needs: ['tools'] });
    expect(read(readChat, structured).needs).toEqual(['json']);
    expect(read(readChat, agents)).toMatchObject({ needs: ['tools', 'vision'], heldBy: 'tool_loop', images: 1 });
    expect(read(readChat, functions)).toMatchObject({ needs: ['tools'], heldBy: 'tool_loop' });
  });

  it('say `any` for `required`, which Anthropic is told, and Google', async () => {
    const anthropic = await sentTo('anthropic', read(readChat, bound));
    expect(anthropic.json['tool_choice']).toEqual({ type: 'any', disable_parallel_tool_use: true });
    expect(anthropic.dropped).toEqual(['tools.strict']);
    const google = await sentTo('google', read(readChat, bound));
    expect(google.json['toolConfig']).toEqual({ functionCallingConfig: { mode: 'ANY' } });
    expect(google.dropped).toEqual(['parallel_tool_calls']);
  });

  it('keep their cache marks, images, calls and results at Anthropic; the names of those who answered are told', async () => {
    const { json, dropped, lacks } = await sentTo('anthropic', read(readChat, agents));
    expect(json).toMatchObject({
      system: [{ type: 'text', text: 'You supervise.', cache_control: { type: 'ephemeral' } }],
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?', cache_control: { type: 'ephemeral' } },
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'text', text: 'I look it up.' },
            { type: 'tool_use', id: 'call_a', name: 'get_weather', input: { city: 'Rome' } },
            { type: 'tool_use', id: 'call_b', name: 'now', input: {} },
          ],
        },
        { role: 'user', content: [{ tool_use_id: 'call_a' }, { tool_use_id: 'call_b' }] },
      ],
    });
    expect([dropped, lacks]).toEqual([['messages.name'], []]);
  });

  it('have calls of old under ids of their own, though the function is the same', async () => {
    const { json, lacks } = await sentTo('anthropic', read(readChat, functions));
    expect(json).toMatchObject({
      messages: [
        { role: 'user' },
        { content: [{ type: 'tool_use', id: 'call_get_weather', input: { city: 'Rome' } }] },
        { content: [{ type: 'tool_result', tool_use_id: 'call_get_weather', content: [{ text: 'sunny' }] }] },
        { content: [{ type: 'tool_use', id: 'call_get_weather_2', input: { city: 'Oslo' } }] },
        { content: [{ type: 'tool_result', tool_use_id: 'call_get_weather_2', content: [{ text: 'snow' }] }] },
      ],
      tool_choice: { type: 'tool', name: 'get_weather' },
    });
    expect(lacks).toEqual([]);
  });

  it('that go on from a spoken answer are for whoever keeps it', () => {
    const spoken = { role: 'assistant', content: null, audio: { id: 'audio_1' } };
    const messages = [{ role: 'user', content: 'Hi' }, spoken, { role: 'user', content: 'Again?' }];
    expect(read(readChat, { messages }).prompt().unsayable).toEqual([
      'a spoken answer that its provider keeps (audio)',
    ]);
  });

  it('may allow some of their tools, and name every one that is no function', () => {
    const { tools } = bound;
    const allow = { mode: 'required', tools: [{ type: 'function', function: { name: 'now' } }] };
    const prompt = read(readChat, { ...bound, tool_choice: { type: 'allowed_tools', allowed_tools: allow } }).prompt();
    expect(prompt.tools.map(({ name }) => name)).toEqual(['now']);
    expect(prompt.toolChoice).toEqual({ kind: 'required' });
    const own = [{ type: 'custom', custom: { name: 'x' } }, { type: 'web_search' }, { type: 'custom' }];
    expect(read(readChat, { ...bound, tools: [...tools, ...own] }).prompt().unsayable).toEqual([
      'a tool of type "custom"',
      'a tool of type "web_search"',
    ]);
  });
});

describe('the requests of ChatAnthropic', () => {
  const ask = read(readMessages, CHAT_ANTHROPIC);

  it('go on to their own kind as they came', async () => {
    const { json, dropped } = await sentTo('anthropic', ask);
    expect([json, dropped]).toEqual([{ ...CHAT_ANTHROPIC, model: 'model-1' }, []]);
  });

  it('are put to a chat model in its own words', async () => {
    const { json, dropped, lacks } = await sentTo('openai', ask);
    expect(json).toMatchObject({
      messages: [
        { role: 'system' },
        { role: 'user' },
        {
          role: 'assistant',
          content: 'I look.',
          tool_calls: [{ id: 'toolu_1', function: { name: 'get_weather', arguments: '{"city":"Rome"}' } }],
        },
        { role: 'tool', tool_call_id: 'toolu_1', content: 'sunny' },
      ],
      ...{ tool_choice: 'required', parallel_tool_calls: false, temperature: 0.2, stop: ['END'] },
    });
    expect([dropped, lacks]).toEqual([['top_k', 'cache_control'], []]);
  });

  it('name every tool that Anthropic runs itself', () => {
    const own = [
      { type: 'web_search_20250305', name: 'web_search' },
      { type: 'code_execution_20250825', name: 'code_execution' },
    ];
    const prompt = read(readMessages, { ...CHAT_ANTHROPIC, tools: own }).prompt();
    expect(prompt.unsayable).toEqual([
      'a tool of type "web_search_20250305"',
      'a tool of type "code_execution_20250825"',
    ]);
  });
});
