/** Any JSON, as those send it who mean harm or know no better; and JSON of a known shape of which something is wrong. */

import fc from 'fast-check';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const KEYS = ['__proto__', 'constructor', 'prototype', 'toString', 'type', 'text', 'content', 'role', '', 'polluted'];
const odd = fc.constantFrom<Json>(
  ...[null, '', 0, -1, 1e308, 0.5, [], {}, [[]], [null], 'text', 'user', true, '\u0000'],
  JSON.parse('{"__proto__":{"polluted":true}}'),
  JSON.parse('{"constructor":{"prototype":{"polluted":true}}}'),
);

/** Of any depth; with keys that a careless copy would write to every object. */
export const anyJson: fc.Arbitrary<unknown> = fc
  .oneof(
    odd,
    fc.jsonValue({ maxDepth: 3 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...KEYS), fc.string({ maxLength: 5 })), fc.oneof(odd, fc.jsonValue())),
  )
  // As it comes over the line: an own key of that name, and no prototype.
  .map((value): unknown => JSON.parse(JSON.stringify(value)));

interface Change {
  readonly place: number;
  readonly how: 'replaced' | 'removed' | 'wrapped' | 'beside';
  readonly by: unknown;
}

const change: fc.Arbitrary<Change> = fc.record({
  place: fc.nat(10_000),
  how: fc.constantFrom('replaced', 'replaced', 'removed', 'wrapped', 'beside'),
  by: anyJson,
});

/** `value` with up to three of its places changed. */
export function mutated(value: unknown): fc.Arbitrary<unknown> {
  return fc
    .array(change, { minLength: 1, maxLength: 3 })
    .map((changes) => changes.reduce(changed, JSON.parse(JSON.stringify(value)) as unknown));
}

function changed(value: unknown, { place, how, by }: Change): unknown {
  const places = placesIn(value);
  const target = places[place % places.length] ?? [];
  const within = (one: unknown, path: readonly string[]): unknown => {
    const [key, ...rest] = path;
    if (key === undefined) return how === 'wrapped' ? [one] : by;
    if (Array.isArray(one)) {
      const at = Number(key);
      if (rest.length === 0 && how === 'removed') return one.toSpliced(at, 1);
      return one.with(at, within(one[at], rest));
    }
    const entries = Object.entries(Object(one));
    if (rest.length === 0 && how === 'removed') return asObject(entries.filter(([name]) => name !== key));
    if (rest.length === 0 && how === 'beside') return asObject([...entries, ['__proto__', by]]);
    return asObject(entries.map(([name, inner]) => [name, name === key ? within(inner, rest) : inner]));
  };
  return within(value, target);
}

/** With `__proto__` as a key like any other, as JSON.parse makes it. */
const asObject = (entries: readonly (readonly [string, unknown])[]): unknown => Object.fromEntries(entries);

function placesIn(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  const inner = Array.isArray(value)
    ? value.flatMap((one, at) => placesIn(one, [...path, String(at)]))
    : typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, one]) => placesIn(one, [...path, key]))
      : [];
  return [path, ...inner];
}
