/** `allOf` as one schema: what all of several ask for. Gemini knows no `allOf`. */

import { isJson, type Json, listOf } from './json.ts';

/** `clash` is told when two schemas cannot be one: the first is then kept. */
export function merged(schemas: readonly Json[], clash: () => void): Json {
  return schemas.reduce((left, right) => both(left, right, clash), {});
}

/** The larger of two is the stricter. */
const LEAST: ReadonlySet<string> = new Set(['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties']);
const MOST: ReadonlySet<string> = new Set(['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties']);
/** What two schemas may say differently without asking for different things. */
const WORDS: ReadonlySet<string> = new Set([
  'title',
  'description',
  '$comment',
  '$schema',
  '$id',
  'default',
  'examples',
]);

function both(left: Json, right: Json, clash: () => void): Json {
  const one: Record<string, unknown> = { ...left };
  for (const [keyword, value] of Object.entries(right)) {
    const there = one[keyword];
    if (there === undefined) one[keyword] = value;
    else if (!same(there, value)) one[keyword] = agreed(keyword, there, value, clash);
  }
  return one;
}

function agreed(keyword: string, left: unknown, right: unknown, clash: () => void): unknown {
  switch (keyword) {
    case 'properties':
      return properties(left, right);
    case '$defs':
    case 'definitions':
      return { ...Object(right), ...Object(left) };
    case 'required':
      return [...new Set([...listOf(left), ...listOf(right)])];
    case 'enum':
      return listOf(left).filter((value) => listOf(right).some((other) => same(value, other)));
    case 'items':
      return isJson(left) && isJson(right) ? { allOf: [left, right] } : left;
    case 'additionalProperties':
      if (left === false || right === false) return false;
      return isJson(left) && isJson(right) ? { allOf: [left, right] } : isJson(left) ? left : right;
    case 'type':
      return types(left, right, clash);
    case 'allOf':
      return [...listOf(left), ...listOf(right)];
    default:
      if (typeof left === 'number' && typeof right === 'number') {
        if (LEAST.has(keyword)) return Math.max(left, right);
        if (MOST.has(keyword)) return Math.min(left, right);
      }
      if (!WORDS.has(keyword)) clash();
      return left;
  }
}

function properties(left: unknown, right: unknown): Json {
  const all: Record<string, unknown> = { ...Object(left) };
  for (const [name, schema] of Object.entries(Object(right))) {
    all[name] = Object.hasOwn(all, name) && !same(all[name], schema) ? { allOf: [all[name], schema] } : schema;
  }
  return all;
}

function types(left: unknown, right: unknown, clash: () => void): unknown {
  const allowed = new Set(Array.isArray(right) ? right : [right]);
  const common = (Array.isArray(left) ? left : [left]).filter(
    (type) => allowed.has(type) || (type === 'integer' && allowed.has('number')),
  );
  if (common.length === 0) {
    // `integer` and `number` agree on integers, whichever comes first.
    if (allowed.has('integer') && (left === 'number' || listOf(left).includes('number'))) return 'integer';
    clash();
    return left;
  }
  return common.length === 1 ? common[0] : common;
}

const same = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right);
