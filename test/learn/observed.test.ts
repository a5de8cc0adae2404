import { describe, expect, it } from 'vitest';
import { fingerprint } from '../../src/learn/fingerprint.ts';
import { fitsSchema } from '../../src/learn/fits-schema.ts';
import { observed } from '../../src/learn/observed.ts';
import type { Part } from '../../src/part.ts';
import { Meter } from '../../src/stream/meter.ts';
import type { Turn } from '../../src/wire/ask.ts';
import type { Prompt } from '../../src/wire/prompt.ts';

const PERSON = {
  type: 'object',
  properties: {
    name: { type: 'string' },
    age: { type: ['integer', 'null'], minimum: 0 },
    tags: { type: 'array', items: { $ref: '#/$defs/tag' }, maxItems: 2 },
  },
  required: ['name'],
  additionalProperties: false,
  $defs: { tag: { enum: ['a', 'b'] } },
};

describe('a value', () => {
  it.each([{ name: 'Ann' }, { name: 'Ann', age: null, tags: ['a', 'b'] }, { name: 'Ann', age: 0, tags: [] }])(
    'fits: %j',
    (value) => {
      expect(fitsSchema(PERSON, value)).toBe(true);
    },
  );

  it.each([
    ...[null, [], 'Ann', {}, { age: 1 }, { name: 7 }, { name: 'Ann', age: 1.5 }, { name: 'Ann', age: -1 }],
    ...[
      { name: 'Ann', other: 1 },
      { name: 'Ann', tags: ['c'] },
      { name: 'Ann', tags: ['a', 'a', 'b'] },
    ],
  ])('does not: %j', (value) => {
    expect(fitsSchema(PERSON, value)).toBe(false);
  });

  it.each<[object, unknown, boolean]>([
    [{ anyOf: [{ type: 'string' }, { type: 'number' }] }, true, false],
    [{ oneOf: [{ type: 'string' }, { type: 'number' }] }, 7, true],
    [{ allOf: [{ type: 'object', required: ['a'] }, { required: ['b'] }] }, { a: 1 }, false],
    [{ const: { a: [1] } }, { a: [1] }, true],
    [{ prefixItems: [{ type: 'string' }], items: { type: 'number' } }, ['a', 1], true],
    [{ prefixItems: [{ type: 'string' }], items: false }, ['a', 1], false],
    [{ additionalProperties: { type: 'number' } }, { a: 'b' }, false],
    // What is not known is not held against it.
    [{ type: 'decimal', format: 'email', pattern: '^x$', unevaluatedProperties: false }, 'y', true],
    [{ $ref: 'https://elsewhere.example/schema' }, 7, true],
    [{ patternProperties: { '^x': {} }, additionalProperties: false }, { y: 1 }, true],
  ])('under %j, %j: %s', (schema, value, fits) => {
    expect(fitsSchema({ ...schema }, value)).toBe(fits);
  });

  it('is not looked at for ever', () => {
    const endless = { $ref: '#', anyOf: [{ $ref: '#' }, { $ref: '#' }] };
    const wide = { items: { anyOf: Array.from({ length: 1000 }, () => ({ const: 1 })) } };
    expect(
      fitsSchema(
        wide,
        Array.from({ length: 10_000 }, () => 2),
      ),
    ).toBe(false);
    expect(fitsSchema({ properties: { a: { $ref: '#' } } }, { a: { a: { a: {} } } })).toBe(true);
    expect(fitsSchema(endless, 1)).toBe(true);
  });
});

const asked = (parts: Partial<Pick<Prompt, 'tools' | 'format'>>) => ({
  ...{ tools: [], format: { kind: 'text' as const }, ...parts },
});
const schema = asked({ format: { kind: 'schema', name: 'n', description: null, schema: PERSON, strict: null } });
const tool = asked({ tools: [{ name: 'find', description: null, parameters: PERSON, strict: null }] });

function seen(parts: readonly Part[], to: ReturnType<typeof asked> | null) {
  const meter = new Meter();
  for (const part of parts) meter.add(part);
  return observed(meter, to);
}

const text = (...pieces: readonly string[]): Part[] => pieces.map((piece) => ({ kind: 'text', text: piece }));
const stop = (reason: 'stop' | 'length' | 'tool_calls' | 'content_filter' = 'stop'): Part => ({
  ...{ kind: 'finish', reason, usage: undefined },
});
const call = (number: number, ...pieces: readonly string[]): Part[] => [
  { kind: 'call', call: number, id: `c${number}`, name: 'find' },
  ...pieces.map((json): Part => ({ kind: 'arguments', call: number, json })),
];

describe('an answer', () => {
  it.each<[string, readonly Part[], ReturnType<typeof asked> | null, object]>([
    [
      'fits, in pieces, beside reasoning',
      [{ kind: 'reasoning', text: 'Hm.' }, ...text('{"na', 'me":"A"}'), stop()],
      schema,
      {},
    ],
    ['does not fit', [...text('{"nam":"A"}'), stop()], schema, { invalid: true }],
    ['is no JSON', [...text('Sure! {"name":"A"}'), stop()], schema, { invalid: true }],
    ['is empty', [stop()], schema, { invalid: true }],
    ['was cut off by its cap', [...text('{"na'), stop('length')], schema, {}],
    ['has not ended', text('{"na'), schema, {}],
    ['had nothing to keep to', [...text('no'), stop()], null, {}],
    ['is any object', [...text('{}'), stop()], asked({ format: { kind: 'json' } }), {}],
    [
      'is a list where an object was asked for',
      [...text('[]'), stop()],
      asked({ format: { kind: 'json' } }),
      { invalid: true },
    ],
    ['calls as it should', [...call(0, '{"name"', ':"A"}'), stop('tool_calls')], tool, {}],
    [
      'calls twice, and once amiss',
      [...call(0, '{"name":"A"}'), ...call(1, '{}'), stop('tool_calls')],
      tool,
      { invalid: true },
    ],
    ['calls without arguments', [...call(0), stop('tool_calls')], tool, { invalid: true }],
    ['calls a tool of its provider’s own', [...call(0, '{'), stop('tool_calls')], asked({}), {}],
    ['was refused', [...text('I can'), stop('content_filter')], schema, { refused: true }],
    ['refuses', [{ kind: 'refusal', text: 'No.' }, stop()], null, { refused: true }],
    [
      'of another choice does not fit',
      [...text('{"name":"A"}'), { kind: 'text', text: 'x', choice: 1 }, stop()],
      schema,
      {},
    ],
  ])('%s', (_, parts, to, expected) => {
    expect(seen(parts, to)).toEqual(expected);
  });
});

describe('a fingerprint', () => {
  const of = (turns: readonly Turn[], user = 'user:ann', tenant = 'shop') => fingerprint(turns, { tenant, user });
  const user = (words: string): Turn => ({ role: 'user', text: words });
  const said = (words: string): Turn => ({ role: 'assistant', text: words });
  const LONG = 'How do I cross a river with a wolf?';

  it('is that of the latest words of the user, whatever came before and however they are spaced', async () => {
    const one = await of([user(LONG)]);
    expect(one).toMatch(/^[0-9a-f]{24}$/);
    expect(await of([user('hello'), said('Hello!'), user(`  ${LONG.replace('a river', 'a\n river')} `)])).toBe(one);
    expect(await of([user(`${LONG}?`)])).not.toBe(one);
    expect(await of([user(LONG)], 'user:bob')).not.toBe(one);
    expect(await of([user(LONG)], 'user:ann', 'other')).not.toBe(one);
  });

  it('of a word or two is the same only after the same answer', async () => {
    const one = await of([said('Shall I go on?'), user('yes')]);
    expect(await of([said('Shall I go on?'), user('yes')])).toBe(one);
    expect(await of([said('Is it red?'), user('yes')])).not.toBe(one);
  });

  it('is empty where the last turn is no question', async () => {
    expect(await of([user(LONG), { role: 'tool', text: '7' }])).toBe('');
    expect(await of([user(LONG), said('It is')])).toBe('');
    expect(await of([user('  ')])).toBe('');
    expect(await of([])).toBe('');
  });
});
