/** JSON Schemas as people write them for tools: objects of named properties, and of these any kind. */

import fc from 'fast-check';
import { anyName, anyText } from './any-text.ts';

type Schema = Readonly<Record<string, unknown>>;

const told = fc.option(anyText.map((one) => `<#>${one}`));
const leaf: fc.Arbitrary<Schema> = fc
  .tuple(
    fc.constantFrom<Schema>(
      ...[{ type: 'string' }, { type: 'string', enum: ['a', 'b'] }, { type: 'integer', minimum: 1, maximum: 9 }],
      ...[{ type: 'number', exclusiveMinimum: 0 }, { type: 'boolean' }, { type: ['string', 'null'] }],
      ...[
        { type: 'string', pattern: '^a+$' },
        { type: 'string', format: 'date-time' },
        { type: 'string', const: 'x' },
      ],
      ...[{ anyOf: [{ type: 'string' }, { type: 'null' }] }, { type: 'array', items: { type: 'string' }, maxItems: 3 }],
    ),
    told,
  )
  .map(([schema, description]) => ({ ...schema, ...(description === null ? {} : { description }) }));

const objectOf = (inner: fc.Arbitrary<Schema>): fc.Arbitrary<Schema> =>
  fc
    .tuple(
      fc.uniqueArray(fc.tuple(anyName, inner), { maxLength: 3, selector: ([name]) => name }),
      ...([fc.boolean(), fc.boolean(), told] as const),
    )
    .map(([properties, isClosed, isDemanding, description]) => ({
      type: 'object',
      ...(description === null ? {} : { description }),
      properties: Object.fromEntries(properties),
      ...(isDemanding && properties.length > 0 ? { required: [properties[0]?.[0]] } : {}),
      ...(isClosed ? { additionalProperties: false } : {}),
    }));

/** An object of things, some of them objects. */
export const anySchema: fc.Arbitrary<Schema> = objectOf(
  fc.oneof({ weight: 5, arbitrary: leaf }, { weight: 1, arbitrary: objectOf(leaf) }),
);
