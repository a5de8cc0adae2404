/** Names of tools and ids of calls that a provider refuses, on their way there and back. */

import { describe, expect, it } from 'vitest';
import type { Part } from '../../src/part.ts';
import { rowOf } from '../../src/provider/table.ts';
import type { ProviderKind } from '../../src/tenant/policy.ts';
import type { AssistantContent, Message, Prompt, Tool } from '../../src/wire/prompt.ts';
import { orderOf, targetOf } from '../support/order.ts';

const LONG = 'mcp__enterprise-database-management__synchronize-all-customer-data-across-multiple-systems';
const NAMES = [LONG, `${LONG}_2`, 'files.read', '21st_magic_builder', 'a/b', 'a.b', 'plain_name-1'];
const toolOf = (name: string): Tool => ({
  ...{ name, description: null, parameters: { type: 'object', properties: {} }, strict: null },
});
const call = (id: string, name = 'plain'): AssistantContent => ({
  ...{ kind: 'call', id, name, arguments: '{}', signature: null },
});
const said = (...content: AssistantContent[]): Message => ({ role: 'assistant', content });
const answered = (...ids: string[]): Message => ({
  role: 'tool',
  content: ids.map((callId, at) => ({
    ...{ kind: 'result', callId, name: 'plain', isError: false },
    content: [{ kind: 'text', text: `result ${at}` }],
  })),
});

const RULES: readonly (readonly [ProviderKind, RegExp])[] = [
  ['openai', /^[a-zA-Z0-9_-]{1,64}$/],
  ['mistral', /^[a-zA-Z0-9_-]{1,64}$/],
  ['anthropic', /^[a-zA-Z0-9_-]{1,64}$/],
  ['amazon-bedrock', /^[a-zA-Z0-9_-]{1,64}$/],
  ['cohere', /^[a-zA-Z0-9_-]{1,64}$/],
  ['workers-ai', /^[a-zA-Z0-9_-]{1,64}$/],
  ['google', /^[A-Za-z_][A-Za-z0-9_.:-]{0,63}$/],
];

/** `name` of everything that is a tool, a call, a result or a choice. */
function namesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'name' && typeof inner === 'string' ? [inner] : namesIn(inner),
  );
}

async function sentTo(kind: ProviderKind, prompt: Partial<Prompt>) {
  const wire = kind === 'anthropic' ? 'chat' : 'messages';
  const target = { ...targetOf(kind, { id: 'model-1' }, { region: 'us-east-1' }), secret: 'AKID:SECRETSECRET' };
  const order = orderOf({ ask: { wire }, prompt });
  const dialect = rowOf(kind)?.dialect(wire);
  if (dialect === undefined) throw new Error(`Nobody serves ${kind}.`);
  const { body } = await dialect.call(target, order);
  const json: unknown = JSON.parse(body);
  return { json, dialect, target, order };
}

describe('names of tools that a provider refuses', () => {
  for (const [kind, rule] of RULES) {
    it(`are sent to ${kind} as it takes them, and come back as the client gave them`, async () => {
      const tools = NAMES.map(toolOf);
      const messages: Message[] = [
        { role: 'user', content: [{ kind: 'text', text: 'Go.' }], name: null },
        said(...NAMES.map((name, at) => call(`c${at}`, name))),
        {
          role: 'tool',
          content: NAMES.map((name, at) => ({
            ...{ kind: 'result' as const, callId: `c${at}`, name, isError: false },
            content: [],
          })),
        },
      ];
      const toolChoice = kind === 'workers-ai' ? null : ({ kind: 'tool', name: LONG } as const);
      const { json } = await sentTo(kind, { tools, messages, toolChoice });
      const sent = namesIn(json);
      for (const name of sent) expect(name).toMatch(rule);
      expect(new Set(sent).size).toBe(NAMES.length);
      expect(sent).toContain('plain_name-1');
      expect(JSON.stringify(json)).not.toContain(LONG);
    });
  }

  it('come back whole and streamed, from whoever was told another', async () => {
    const { json, dialect, target, order } = await sentTo('openai', { tools: [toolOf(LONG), toolOf('files.read')] });
    const [long = '', dotted = ''] = namesIn(json);
    const call = (index: number, name: string) => ({
      index,
      id: `i${index}`,
      type: 'function',
      function: { name, arguments: '{}' },
    });
    const calls = [call(0, long), call(1, dotted), call(2, 'invented')];
    const whole = dialect.readWhole(
      JSON.stringify({ choices: [{ message: { tool_calls: calls }, finish_reason: 'tool_calls' }] }),
      target,
      order,
    );
    const streamed = dialect.reader(target, order).read({
      name: null,
      data: JSON.stringify({ choices: [{ delta: { tool_calls: calls } }] }),
    });
    for (const parts of [whole, streamed?.parts])
      expect(namesOf(parts ?? [])).toEqual([LONG, 'files.read', 'invented']);
  });

  it('are left alone in a body that goes out as it came', async () => {
    const body = { messages: [], tools: [{ type: 'function', function: { name: LONG } }] };
    const sent = await rowOf('openai')
      ?.dialect('chat')
      .call(targetOf('openai'), orderOf({ ask: { body } }));
    expect(sent?.body).toContain(LONG);
  });
});

describe('ids of calls', () => {
  it('are made distinct, and each result answers its own call', async () => {
    const messages: Message[] = [
      { role: 'user', content: [{ kind: 'text', text: 'Go.' }], name: null },
      said(call('call_0'), call('call_0')),
      answered('call_0', 'call_0'),
      said(call('call_0'), call('call_0_2')),
      answered('call_0', 'call_0_2'),
    ];
    for (const [kind, made, told] of [
      ['anthropic', '"type":"tool_use","id"', '"tool_use_id"'],
      ['amazon-bedrock', '"toolUse":{"toolUseId"', '"toolResult":{"toolUseId"'],
    ] as const) {
      const text = JSON.stringify((await sentTo(kind, { messages, tools: [toolOf('plain')] })).json);
      const idsOf = (before: string) =>
        text
          .split(`${before}:"`)
          .slice(1)
          .map((rest) => rest.slice(0, rest.indexOf('"')));
      const ids = idsOf(made);
      expect(new Set(ids).size).toBe(4);
      expect(idsOf(told)).toEqual(ids);
    }
  });

  it('that the conversation has already, or the answer, are given out as others', async () => {
    const messages: Message[] = [said(call('call_0')), answered('call_0')];
    const { dialect, target, order } = await sentTo('openai-compatible', { messages });
    const numbered = [0, 0].map((_, index) => ({ index, function: { name: 'plain', arguments: '{}' } }));
    const data = JSON.stringify({ choices: [{ delta: { tool_calls: numbered } }] });
    const parts = dialect.reader(target, order).read({ name: null, data })?.parts ?? [];
    expect(parts.flatMap((part) => (part.kind === 'call' ? [part.id] : []))).toEqual(['call_0_2', 'call_1']);
  });
});

const namesOf = (parts: readonly Part[]) => parts.flatMap((part) => (part.kind === 'call' ? [part.name] : []));
