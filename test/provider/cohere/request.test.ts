import { describe, expect, it } from 'vitest';
import { cohereDialect } from '../../../src/provider/cohere/dialect.ts';
import type { Model, Thought } from '../../../src/tenant/policy.ts';
import { tokens } from '../../../src/unit.ts';
import type { AssistantContent, Message, Prompt, Tool, UserContent } from '../../../src/wire/prompt.ts';
import { orderOf, targetOf } from '../../support/order.ts';

type Ordered = NonNullable<Parameters<typeof orderOf>[0]>;

async function callOf(ordered: Ordered = {}, model: Partial<Model> = {}, provider: object = {}) {
  const call = await cohereDialect.call(targetOf('cohere', { id: 'command-a', ...model }, provider), orderOf(ordered));
  const json: Record<string, unknown> = JSON.parse(call.body);
  return { ...call, json };
}
const messagesOf = async (messages: readonly Message[]) => (await callOf({ prompt: { messages } })).json['messages'];
const user = (...content: readonly UserContent[]): Message => ({ role: 'user', content, name: null });
const model = (...content: readonly AssistantContent[]): Message => ({ role: 'assistant', content });
const text = (words: string) => ({ kind: 'text' as const, text: words });
const image = (url: string, detail: string | null = null) => ({
  ...{ kind: 'image' as const, source: { kind: 'url' as const, url }, detail },
});

const PARAMETERS = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const tool = (more: Partial<Tool> = {}): Tool => ({
  ...{ name: 'look', description: 'Looks out', parameters: PARAMETERS, strict: null, ...more },
});
const sent = (name = 'look') => ({
  type: 'function',
  function: { name, description: 'Looks out', parameters: PARAMETERS },
});

describe('a call to Cohere', () => {
  it('goes to its address with its key in the header alone', async () => {
    const { url, headers, body } = await callOf();
    expect(url).toBe('https://api.cohere.com/v2/chat');
    expect(headers).toEqual({
      ...{ 'content-type': 'application/json', accept: 'application/json', authorization: 'Bearer sk-secret' },
    });
    expect(url + body).not.toContain('sk-secret');
    expect((await callOf({}, {}, { baseUrl: 'https://mirror.example/v2' })).url).toBe('https://mirror.example/v2/chat');
  });

  it('names the model, and says whether it is to be streamed', async () => {
    expect((await callOf()).json).toEqual({ model: 'command-a', messages: [{ role: 'user', content: 'Hi' }] });
    const { json, headers } = await callOf({ ask: { stream: true } });
    expect(json['stream']).toBe(true);
    expect(headers['accept']).toBe('text/event-stream');
  });

  it('says how to sample, within the bounds that Cohere has', async () => {
    const sampling: Prompt['sampling'] = {
      ...{ temperature: 0.5, topP: 1, topK: 900, frequencyPenalty: 0.5, presencePenalty: null, seed: 7, stop: ['END'] },
    };
    const { json, dropped } = await callOf({ prompt: { sampling } });
    expect(json).toMatchObject({
      ...{ temperature: 0.5, p: 0.99, k: 500, frequency_penalty: 0.5, seed: 7, stop_sequences: ['END'] },
    });
    expect(dropped).toEqual([]);
    const odd = { ...sampling, topP: 0, frequencyPenalty: -1, presencePenalty: 2, seed: -1 };
    const second = await callOf({ prompt: { sampling: odd } });
    expect(second.json).toEqual({
      ...{ model: 'command-a', messages: [{ role: 'user', content: 'Hi' }] },
      ...{ temperature: 0.5, p: 0.01, k: 500, stop_sequences: ['END'] },
    });
    expect(second.dropped).toEqual(['frequency_penalty', 'presence_penalty', 'seed']);
  });

  it('has one penalty, since both at once are refused', async () => {
    const none = orderOf().ask.prompt().sampling;
    const sampling = { ...none, frequencyPenalty: 0.5, presencePenalty: 0.5 };
    const { json, dropped } = await callOf({ prompt: { sampling } });
    expect(json).toMatchObject({ frequency_penalty: 0.5 });
    expect(json).not.toHaveProperty('presence_penalty');
    expect(dropped).toEqual(['presence_penalty']);
    const alone = await callOf({ prompt: { sampling: { ...none, presencePenalty: 0.5 } } });
    expect(alone.json).toMatchObject({ presence_penalty: 0.5 });
  });

  it('caps the answer by the ledger, else by the client', async () => {
    expect((await callOf({ outputCap: 500, ask: { outputLimit: tokens(900) } })).json['max_tokens']).toBe(500);
    expect((await callOf({ ask: { outputLimit: tokens(900) } })).json['max_tokens']).toBe(900);
    expect((await callOf({ outputCap: 500 }, { context: tokens(110) })).json['max_tokens']).toBe(100);
  });

  it.each([
    [{ level: 'low' }, { type: 'enabled', token_budget: 2048 }],
    [{ budget: tokens(300) }, { type: 'enabled', token_budget: 300 }],
    [{ level: 'none' }, { type: 'disabled' }],
    [{ budget: tokens(0) }, { type: 'disabled' }],
  ] as const)('tells a model that thinks %j: %j', async (thought: Thought, thinking) => {
    const all = { thinking: thought, instant: thought, mini: thought };
    expect((await callOf({}, { thought: all })).json['thinking']).toEqual(thinking);
  });

  it.each([
    [{ kind: 'auto' }, undefined, ['look', 'listen']],
    [{ kind: 'none' }, 'NONE', ['look', 'listen']],
    [{ kind: 'required' }, 'REQUIRED', ['look', 'listen']],
    [{ kind: 'tool', name: 'listen' }, 'REQUIRED', ['listen']],
  ] as const)('says of tools %j: %s of %j', async (toolChoice, word, names) => {
    const { json } = await callOf({ prompt: { tools: [tool(), tool({ name: 'listen' })], toolChoice } });
    expect(json['tool_choice']).toBe(word);
    expect(json['tools']).toEqual(names.map(sent));
  });

  it('is strict where all tools are and can be, and else says that it is not', async () => {
    const strict = (...tools: Tool[]) => callOf({ prompt: { tools, parallelCalls: false } });
    const held = await strict(tool({ strict: true }));
    expect(held.json['strict_tools']).toBe(true);
    expect(held.dropped).toEqual(['parallel_tool_calls']);
    const free = tool({ strict: true, parameters: { type: 'object', properties: {} } });
    for (const tools of [[tool({ strict: true }), tool()], [free]]) {
      const { json, dropped } = await strict(...tools);
      expect(json).not.toHaveProperty('strict_tools');
      expect(dropped).toEqual(['parallel_tool_calls', 'tools.strict']);
    }
  });

  it('asks for JSON, with as much of a schema as Cohere enforces', async () => {
    expect((await callOf({ prompt: { format: { kind: 'json' } } })).json['response_format']).toEqual({
      type: 'json_object',
    });
    const schema = {
      type: 'object',
      properties: {
        n: { type: 'integer', minimum: 1, description: 'How many' },
        at: { type: 'string', format: 'date' },
        to: { type: 'string', format: 'email' },
        id: { type: 'string', pattern: '^a+$' },
        so: { type: 'string', pattern: 'a+' },
      },
      required: ['n'],
      additionalProperties: false,
    };
    const { json, dropped } = await callOf({
      prompt: { format: { kind: 'schema', name: 'n', description: null, schema, strict: true } },
    });
    expect(json['response_format']).toEqual({
      type: 'json_object',
      json_schema: {
        type: 'object',
        properties: {
          n: { type: 'integer', description: 'How many (at least 1)' },
          at: { type: 'string', format: 'date' },
          to: { type: 'string', description: '(format: email)' },
          id: { type: 'string', description: '(matches the regular expression ^a+$)' },
          so: { type: 'string', pattern: 'a+' },
        },
        required: ['n'],
      },
    });
    expect(dropped).toEqual([
      ...['response_format.schema.format', 'response_format.schema.minimum', 'response_format.schema.pattern'],
    ]);
  });
});

describe('messages to Cohere', () => {
  it('begin with the instructions, and have no others', async () => {
    const messages: Message[] = [user(text('a')), { role: 'system', content: [text('b')] }, user()];
    const { json } = await callOf({ prompt: { instructions: [text('x'), text('y')], messages } });
    expect(json['messages']).toEqual([
      { role: 'system', content: 'x\n\ny' },
      { role: 'user', content: 'a' },
      { role: 'user', content: 'b' },
    ]);
  });

  it('hold images beside words', async () => {
    const data: UserContent = {
      kind: 'image',
      source: { kind: 'base64', mediaType: 'image/png', data: 'AA' },
      detail: null,
    };
    expect(await messagesOf([user(text('a'), data, image('https://example.com/a.png', 'low'))])).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'a' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AA' } },
          { type: 'image_url', image_url: { url: 'https://example.com/a.png', detail: 'low' } },
        ],
      },
    ]);
  });

  it('hold calls with the plan that led to them, and their results', async () => {
    const call = (id: string): AssistantContent => ({
      ...{ kind: 'call', id, name: 'look', arguments: '{"x":1}', signature: null },
    });
    const result = (callId: string, ...content: readonly (ReturnType<typeof text> | ReturnType<typeof image>)[]) => ({
      ...{ kind: 'result' as const, callId, name: 'look', content, isError: callId === '2' },
    });
    const thought: AssistantContent = { kind: 'reasoning', text: 'Hm', signature: null };
    const foreign: AssistantContent = { ...thought, text: 'No', signature: { issuer: 'google', value: 's' } };
    const messages: Message[] = [
      model(thought, foreign, text('I will look.'), call('1'), call('2')),
      {
        role: 'tool',
        content: [result('1', text('rain'), image('https://example.com/a.png')), result('2', text('no'))],
      },
      model(thought, text('It rains.')),
      model(thought),
    ];
    const called = (id: string) => ({ id, type: 'function', function: { name: 'look', arguments: '{"x":1}' } });
    expect(await messagesOf(messages)).toEqual([
      { role: 'assistant', tool_calls: [called('1'), called('2')], tool_plan: 'Hm\nI will look.' },
      { role: 'tool', tool_call_id: '1', content: 'rain' },
      { role: 'tool', tool_call_id: '2', content: '{"error":"no"}' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What the tool call 1 showed:' },
          { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
        ],
      },
      { role: 'assistant', content: 'It rains.' },
    ]);
  });
});

describe('Cohere lacks', () => {
  const none = orderOf().ask.prompt().sampling;
  const format = (schema: Record<string, unknown>): Partial<Prompt> => ({
    format: { kind: 'schema', name: 'n', description: null, schema, strict: null },
  });
  const cases: readonly [Partial<Prompt>, readonly string[]][] = [
    [{ messages: [user({ kind: 'audio', format: 'wav', data: 'AA' })] }, ['sound in a message']],
    [
      { messages: [user({ kind: 'file', source: { kind: 'url', url: 'https://example.com/a.pdf' }, name: null })] },
      ['a file in a message'],
    ],
    [
      { messages: [user({ kind: 'image', source: { kind: 'id', id: 'f', issuer: 'openai' }, detail: null })] },
      ['a file that another provider keeps'],
    ],
    [{ sampling: { ...none, stop: ['1', '2', '3', '4', '5', '6'] } }, ['more than 5 stop sequences']],
    [{ format: { kind: 'json' }, tools: [tool()] }, ['JSON output beside tools']],
    [format(PARAMETERS), []],
    [format({ type: 'array' }), ['a JSON Schema of something else than an object']],
    [format({ type: 'object', properties: {} }), ['a JSON Schema with an object that requires nothing']],
    [format({ ...PARAMETERS, properties: { city: { anyOf: [{}] } } }), ['a JSON Schema with anyOf']],
  ];
  it.each(cases)('of %j: %j', (prompt, lacks) => {
    const { model: of } = targetOf('cohere');
    expect(cohereDialect.lacks(orderOf({ prompt }).ask.prompt(), of)).toEqual(lacks);
  });
});
