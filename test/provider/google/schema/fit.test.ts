import { describe, expect, it } from 'vitest';
import { fitSchema } from '../../../../src/provider/google/schema/fit.ts';

type Case = readonly [keyword: string, written: Record<string, unknown>, fitted: object, dropped?: readonly string[]];

/** Each keyword that Gemini refuses or does not know (Portkey-AI/gateway#1473), and what becomes of it. */
const CASES: readonly Case[] = [
  ['$schema', { $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object' }, { type: 'object' }],
  ['$comment', { type: 'string', $comment: 'x' }, { type: 'string' }],
  [
    'additionalProperties: false',
    { type: 'object', additionalProperties: false },
    { type: 'object', additionalProperties: false },
  ],
  [
    'additionalProperties with a schema',
    { type: 'object', additionalProperties: { const: 1 } },
    { type: 'object', additionalProperties: { type: 'integer', enum: [1] } },
  ],
  [
    '$ref and $defs',
    { $defs: { A: { const: 'a' } }, type: 'object', properties: { a: { $ref: '#/$defs/A' } } },
    { $defs: { A: { type: 'string', enum: ['a'] } }, type: 'object', properties: { a: { $ref: '#/$defs/A' } } },
  ],
  [
    'definitions, as they were called',
    { definitions: { A: { type: 'string' } }, properties: { a: { $ref: '#/definitions/A' } } },
    { $defs: { A: { type: 'string' } }, type: 'object', properties: { a: { $ref: '#/$defs/A' } } },
  ],
  [
    'words beside a $ref',
    { $defs: { A: { type: 'string' } }, properties: { a: { $ref: '#/$defs/A', description: 'first' } } },
    {
      $defs: { A: { type: 'string' } },
      type: 'object',
      properties: { a: { description: 'first', anyOf: [{ $ref: '#/$defs/A' }] } },
    },
  ],
  [
    'a demand beside a $ref',
    { $defs: { A: { type: 'array' } }, properties: { a: { $ref: '#/$defs/A', minItems: 2 } } },
    { $defs: { A: { type: 'array' } }, type: 'object', properties: { a: { type: 'array', minItems: 2 } } },
  ],
  [
    'a $ref to elsewhere in the schema',
    { properties: { a: { type: 'string' }, b: { $ref: '#/properties/a' } } },
    { type: 'object', properties: { a: { type: 'string' }, b: { type: 'string' } } },
  ],
  [
    'a $ref by a name that has to be escaped',
    { properties: { 'a/b~c %': { type: 'string' }, d: { $ref: '#/properties/a~1b~0c%20%' } } },
    { type: 'object', properties: { 'a/b~c %': { type: 'string' }, d: {} } },
    ['$ref'],
  ],
  [
    'a $ref by a name that has been escaped',
    { properties: { 'a/b~c': { type: 'string' }, d: { $ref: '#/properties/a~1b~0c' } } },
    { type: 'object', properties: { 'a/b~c': { type: 'string' }, d: { type: 'string' } } },
  ],
  ['a $ref to nowhere', { $ref: 'https://example.com/a.json' }, {}, ['$ref']],
  [
    'oneOf',
    { oneOf: [{ type: 'string' }, { const: 2 }] },
    { oneOf: [{ type: 'string' }, { type: 'integer', enum: [2] }] },
  ],
  ['anyOf beside oneOf', { anyOf: [{}], oneOf: [{ type: 'null' }] }, { anyOf: [{}], oneOf: [{ type: 'null' }] }],
  [
    'allOf',
    {
      $defs: { Base: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] } },
      allOf: [{ $ref: '#/$defs/Base' }, { properties: { n: { type: 'number', minimum: 1 } }, required: ['n'] }],
      properties: { n: { minimum: 3 } },
    },
    {
      $defs: { Base: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] } },
      type: 'object',
      properties: { n: { minimum: 3, type: 'number' }, id: { type: 'string' } },
      required: ['id', 'n'],
    },
  ],
  ['allOf that cannot be', { allOf: [{ type: 'string' }, { type: 'number' }] }, { type: 'string' }, ['allOf']],
  ['const', { const: 'a' }, { type: 'string', enum: ['a'] }],
  ['const of a flag', { const: true }, { type: 'boolean', description: '(one of [true])' }, ['enum']],
  [
    'enum with null',
    { type: ['string', 'null'], enum: ['a', 'b', null] },
    { anyOf: [{ type: 'string', enum: ['a', 'b'] }, { type: 'null' }] },
  ],
  ['enum of numbers', { type: 'number', enum: [1, 2] }, { type: 'number', enum: [1, 2] }],
  ['enum of objects', { enum: [{ a: 1 }] }, { type: 'object', description: '(one of [{"a":1}])' }, ['enum']],
  ['enum that is empty', { type: 'string', enum: [] }, { type: 'string' }],
  [
    'patternProperties where others are free',
    { type: 'object', patternProperties: { '^x': { type: 'string' } } },
    { type: 'object', description: '(properties whose names match a pattern: {"^x":{"type":"string"}})' },
    ['patternProperties'],
  ],
  [
    'patternProperties where others are not',
    { type: 'object', additionalProperties: false, patternProperties: { '^x': { type: 'string' } } },
    {
      type: 'object',
      additionalProperties: { type: 'string' },
      description: '(properties whose names match a pattern: {"^x":{"type":"string"}})',
    },
    ['patternProperties'],
  ],
  ['exclusiveMinimum of integers', { type: 'integer', exclusiveMinimum: 0 }, { type: 'integer', minimum: 1 }],
  ['exclusiveMaximum of integers', { type: 'integer', exclusiveMaximum: 9.5 }, { type: 'integer', maximum: 9 }],
  [
    'exclusiveMinimum of numbers',
    { type: 'number', exclusiveMinimum: 0 },
    { type: 'number', minimum: 0, description: '(greater than 0)' },
    ['exclusiveMinimum'],
  ],
  [
    'exclusiveMinimum as a flag',
    { type: 'integer', minimum: 4, exclusiveMinimum: true },
    { type: 'integer', minimum: 5 },
  ],
  ['default', { type: 'integer', default: 10 }, { type: 'integer', description: '(default: 10)' }, ['default']],
  ['a format that it knows', { type: 'string', format: 'date-time' }, { type: 'string', format: 'date-time' }],
  [
    'a format that it does not',
    { type: 'string', format: 'uri', description: 'Where' },
    { type: 'string', description: 'Where (format: uri)' },
    ['format'],
  ],
  [
    'pattern and lengths',
    { type: 'string', minLength: 1, maxLength: 9, pattern: '^a' },
    {
      type: 'string',
      description: '(at least 1 characters; at most 9 characters; matches the regular expression ^a)',
    },
    ['maxLength', 'minLength', 'pattern'],
  ],
  ['a type or null', { type: ['string', 'null'] }, { type: ['string', 'null'] }],
  ['several types', { type: ['string', 'number'] }, { anyOf: [{ type: 'string' }, { type: 'number' }] }],
  ['nullable', { type: 'string', nullable: true }, { type: ['string', 'null'] }],
  [
    'nullable beside a choice',
    { anyOf: [{ type: 'string' }], nullable: true },
    { anyOf: [{ type: 'string' }, { type: 'null' }] },
  ],
  [
    'nullable beside a $ref',
    { $defs: { A: {} }, properties: { a: { $ref: '#/$defs/A', nullable: true } } },
    { $defs: { A: {} }, type: 'object', properties: { a: { anyOf: [{ $ref: '#/$defs/A' }, { type: 'null' }] } } },
  ],
  [
    'a tuple, as it was written',
    { type: 'array', items: [{ type: 'string' }, { const: 1 }] },
    { type: 'array', prefixItems: [{ type: 'string' }, { type: 'integer', enum: [1] }] },
  ],
  [
    'a tuple and nothing after it',
    { type: 'array', prefixItems: [{}], items: false },
    { type: 'array', prefixItems: [{}], maxItems: 1 },
  ],
  [
    'required without a description of it',
    { type: 'object', properties: {}, required: ['a'] },
    { type: 'object', properties: { a: {} }, required: ['a'] },
  ],
  ['properties without a type', { properties: {} }, { type: 'object', properties: {} }],
  ['true for any', { type: 'array', items: true }, { type: 'array', items: {} }],
  ['not', { not: { type: 'null' } }, { description: '(not {"type":"null"})' }, ['not']],
  ['if and then', { type: 'object', if: {}, then: {} }, { type: 'object' }, ['if', 'then']],
  [
    'uniqueItems',
    { type: 'array', uniqueItems: true },
    { type: 'array', description: '(no item twice)' },
    ['uniqueItems'],
  ],
  ['a keyword of the client’s own', { 'x-ü\n': 1, 'x-order': 1 }, {}, ['(unknown)', 'x-order']],
];

describe('a JSON Schema for Gemini, where it has', () => {
  for (const [keyword, written, schema, dropped = []] of CASES) {
    it(keyword, () => expect(fitSchema(written)).toEqual({ schema, dropped }));
  }

  it('a keyword’s name for a property, keeps the property', () => {
    const schema = { type: 'object', properties: { default: { type: 'string' }, pattern: { type: 'string' } } };
    expect(fitSchema(schema)).toEqual({ schema, dropped: [] });
  });

  it('references in a ring, comes to an end', () => {
    const node = { type: 'object', properties: { next: { $ref: '#/$defs/Node' } } };
    const schema = { $defs: { Node: node }, ...node };
    expect(fitSchema(schema)).toEqual({ schema, dropped: [] });
    expect(fitSchema({ $defs: { A: { allOf: [{ $ref: '#/$defs/A' }] } }, $ref: '#/$defs/A' }).dropped).toEqual([
      'allOf',
    ]);
    expect(fitSchema({ properties: { a: { $ref: '#/properties/a' } } }).dropped).toEqual(['(too deep or too large)']);
  });

  it('references that double at every step, comes to an end soon', () => {
    const $defs: Record<string, object> = { A0: { type: 'string' } };
    for (let n = 1; n <= 40; n++)
      $defs[`A${n}`] = { allOf: [{ $ref: `#/$defs/A${n - 1}` }, { $ref: `#/$defs/A${n - 1}` }] };
    expect(fitSchema({ $defs, $ref: '#/$defs/A40' }).dropped).toContain('allOf');
  });
});
