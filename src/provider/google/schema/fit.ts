/**
 * JSON Schema -> as much of it as Gemini understands (`parametersJsonSchema`, `responseJsonSchema`), without changing
 * what is meant: a keyword is rewritten where others say the same, put into words where they do not, and always listed
 * where the provider is not sent it. What is understood:
 * https://ai.google.dev/api/generate-content#FIELDS.response_json_schema, Portkey-AI/gateway#1473
 */

import { described, inWords } from '../../schema-words.ts';
import { isJson, type Json, listOf, pointed } from './json.ts';
import { merged } from './merge.ts';
import { groupsOf } from './values.ts';

export interface Fitted {
  readonly schema: Json;
  /** Keywords that are not in `schema`, and have no equal there. */
  readonly dropped: readonly string[];
}

export function fitSchema(schema: Json): Fitted {
  const fitter = new Fitter(schema);
  return { schema: fitter.fit(schema, 0), dropped: [...fitter.dropped].sort() };
}

/** Gone without a word: they say nothing of values. */
const SILENT: ReadonlySet<string> = new Set(['$schema', '$comment', '$vocabulary', 'id']);
const AS_IS: ReadonlySet<string> = new Set([
  ...['$id', '$anchor', 'title', 'description', 'required', 'propertyOrdering'],
  ...['minItems', 'maxItems', 'minimum', 'maximum'],
]);
/** Handled together with `type`, or before the others. */
const APART: ReadonlySet<string> = new Set([
  ...['type', 'enum', 'const', 'nullable', 'allOf', '$ref', 'definitions', 'exclusiveMinimum', 'exclusiveMaximum'],
  ...['patternProperties', 'additionalItems'],
]);
const CHOICES: ReadonlySet<string> = new Set(['anyOf', 'oneOf']);
/** What may stand around a reference: it says nothing that the reference could contradict. */
const AROUND: ReadonlySet<string> = new Set([
  ...['title', 'description', 'default', 'examples', 'nullable', 'deprecated', 'readOnly', 'writeOnly'],
  ...['$comment', '$schema', '$id', '$defs', 'definitions'],
]);
/** Others may be refused. https://ai.google.dev/gemini-api/docs/structured-output */
const FORMATS: ReadonlySet<unknown> = new Set([...['date-time', 'date', 'time', 'float', 'double', 'int32', 'int64']]);

/** No schema that a person wrote is deeper, or larger with its references written out: others are cut, and say so. */
const MAX_DEPTH = 64;
const MAX_NODES = 20_000;

class Fitter {
  readonly dropped = new Set<string>();
  readonly #root: Json;
  #nodes = 0;

  constructor(root: Json) {
    this.#root = root;
  }

  fit(written: unknown, depth: number): Json {
    if (++this.#nodes > MAX_NODES || depth > MAX_DEPTH) {
      this.dropped.add('(too deep or too large)');
      return {};
    }
    if (written === false) this.dropped.add('false');
    if (!isJson(written)) return {};
    const schema = this.#one(written, depth);
    const { $ref: ref, ...beside } = schema;
    if (ref !== undefined) return this.#reference(ref, beside, depth);
    const said: string[] = [];
    const typed = this.#typed(schema, said, depth);
    const fitted: Record<string, unknown> = { ...typed };
    for (const [keyword, value] of Object.entries(schema)) {
      if (SILENT.has(keyword) || APART.has(keyword)) continue;
      // Where `type` or `nullable` has made a choice of it, the choices written are in it.
      if (typed['anyOf'] !== undefined && CHOICES.has(keyword)) continue;
      if (AS_IS.has(keyword)) fitted[keyword] = value;
      else this.#keyword(fitted, keyword, value, said, depth);
    }
    this.#bounds(fitted, schema, said);
    this.#patterns(fitted, schema, said, depth);
    if (isJson(schema['definitions'])) {
      fitted['$defs'] = { ...this.#each(schema['definitions'], depth), ...Object(fitted['$defs']) };
    }
    // A required property that nobody describes may be anything; Gemini wants to hear of it all the same.
    for (const name of listOf(fitted['required'])) {
      if (typeof name !== 'string' || !isJson(fitted['properties'])) continue;
      if (!Object.hasOwn(fitted['properties'], name)) fitted['properties'] = { ...fitted['properties'], [name]: {} };
    }
    return described(fitted, said);
  }

  /** `allOf` and what stands beside it as one schema; references within are written out, but for those in a ring. */
  #one(schema: Json, depth: number, ring: readonly unknown[] = []): Json {
    if (schema['allOf'] === undefined) return schema;
    const { allOf, ...beside } = schema;
    if (++this.#nodes > MAX_NODES || depth + ring.length > MAX_DEPTH) {
      this.dropped.add('allOf');
      return beside;
    }
    const parts = listOf(allOf).flatMap((part): Json[] => {
      if (!isJson(part)) return [];
      const { $ref: ref, ...rest } = part;
      if (ref === undefined) return [this.#one(part, depth + 1, ring)];
      const target = pointed(this.#root, ref);
      if (!isJson(target) || ring.includes(ref)) {
        this.dropped.add('allOf');
        return [rest];
      }
      return [merged([rest, this.#one(target, depth + 1, [...ring, ref])], () => this.dropped.add('allOf'))];
    });
    return merged([beside, ...parts], () => this.dropped.add('allOf'));
  }

  /** Beside `$ref` Gemini allows nothing: words go around it, and what asks for more is made one schema with it. */
  #reference(ref: unknown, beside: Json, depth: number): Json {
    if (Object.keys(beside).some((keyword) => !AROUND.has(keyword)) && isJson(pointed(this.#root, ref))) {
      return this.fit({ ...beside, allOf: [{ $ref: ref }] }, depth + 1);
    }
    const inDefinitions = typeof ref === 'string' && /^#\/(\$defs|definitions)\/[^/]+$/.test(ref);
    const target = inDefinitions ? { $ref: ref.replace('#/definitions/', '#/$defs/') } : this.#writtenOut(ref, depth);
    const around = this.fit(beside, depth + 1);
    if (Object.keys(around).length === 0) return target;
    const { anyOf, ...rest } = around;
    // `nullable` beside a reference has become a choice of its own.
    return { ...rest, anyOf: [target, ...listOf(anyOf)] };
  }

  /** A reference to elsewhere than the definitions: written out, if it leads anywhere and not back. */
  #writtenOut(ref: unknown, depth: number): Json {
    if (ref === '#') return { $ref: '#' };
    const target = pointed(this.#root, ref);
    if (isJson(target)) return this.fit(target, depth + 1);
    this.dropped.add('$ref');
    return {};
  }

  /** `type`, `enum`, `const` and `nullable`, which say together which kinds of values there are. */
  #typed(schema: Json, said: string[], depth: number): Json {
    const nullable = schema['nullable'] === true;
    const chosen = schema['anyOf'] !== undefined || schema['oneOf'] !== undefined;
    const values = 'const' in schema ? [schema['const']] : listOf(schema['enum']);
    if (values.length > 0) {
      const { choices, unsaid } = groupsOf(values, schema['type'], nullable);
      if (unsaid.length > 0) this.#words('enum', unsaid, said);
      const [only] = choices;
      if (choices.length === 1 && only !== undefined) return only;
      if (!chosen) return { anyOf: choices };
      this.#words('enum', values, said);
      return {};
    }
    const written = schema['type'] ?? (isJson(schema['properties']) ? 'object' : undefined);
    const types = [...(Array.isArray(written) ? written : written === undefined ? [] : [written])];
    if (nullable && types.length > 0 && !types.includes('null')) types.push('null');
    const kinds = types.filter((type) => type !== 'null');
    if (kinds.length > 1 && !chosen) return { anyOf: types.map((type) => ({ type })) };
    if (kinds.length > 1) {
      this.dropped.add('type');
      return {};
    }
    if (types.length === 0) return nullable ? this.#orNull(schema, depth) : {};
    return { type: types.length === 1 ? types[0] : types };
  }

  /** `nullable` beside a choice is one choice more; beside a reference too (see `#reference`). */
  #orNull(schema: Json, depth: number): Json {
    const choices = [...listOf(schema['anyOf']), ...listOf(schema['oneOf'])];
    return { anyOf: [...choices.map((choice) => this.fit(choice, depth + 1)), { type: 'null' }] };
  }

  #keyword(fitted: Record<string, unknown>, keyword: string, value: unknown, said: string[], depth: number): void {
    switch (keyword) {
      case 'properties':
      case '$defs':
        fitted[keyword] = this.#each(value, depth);
        return;
      case 'items':
        if (Array.isArray(value)) fitted['prefixItems'] = value.map((one) => this.fit(one, depth + 1));
        else if (value === false) fitted['maxItems'] ??= listOf(fitted['prefixItems']).length;
        else fitted['items'] = this.fit(value, depth + 1);
        return;
      case 'prefixItems':
        fitted['prefixItems'] = listOf(value).map((one) => this.fit(one, depth + 1));
        return;
      case 'additionalProperties':
        fitted[keyword] = typeof value === 'boolean' ? value : this.fit(value, depth + 1);
        return;
      case 'anyOf':
      case 'oneOf':
        fitted[keyword] = listOf(value).map((one) => this.fit(one, depth + 1));
        return;
      case 'format':
        if (FORMATS.has(value)) fitted[keyword] = value;
        else this.#words(keyword, value, said);
        return;
      default:
        this.#words(keyword, value, said);
    }
  }

  /** An exclusive bound of integers is the next integer; of other numbers it is a bound and a word. */
  #bounds(fitted: Record<string, unknown>, schema: Json, said: string[]): void {
    for (const [keyword, bound, step] of [
      ['exclusiveMinimum', 'minimum', 1],
      ['exclusiveMaximum', 'maximum', -1],
    ] as const) {
      const written = schema[keyword];
      // In drafts before the sixth it is a flag of the bound itself.
      const limit = written === true ? schema[bound] : written;
      if (typeof limit !== 'number') continue;
      const inside = step === 1 ? Math.floor(limit) + 1 : Math.ceil(limit) - 1;
      const whole = schema['type'] === 'integer';
      const own = whole ? inside : limit;
      const there = fitted[bound];
      fitted[bound] = typeof there !== 'number' ? own : step === 1 ? Math.max(own, there) : Math.min(own, there);
      if (!whole) this.#words(keyword, limit, said);
    }
  }

  /** Where nothing but the patterns is allowed, what they allow must stay allowed. */
  #patterns(fitted: Record<string, unknown>, schema: Json, said: string[], depth: number): void {
    const patterns = schema['patternProperties'];
    if (!isJson(patterns) || Object.keys(patterns).length === 0) return;
    this.#words('patternProperties', patterns, said);
    if (fitted['additionalProperties'] !== false) return;
    const [first, ...more] = Object.values(patterns).map((one) => this.fit(one, depth + 1));
    fitted['additionalProperties'] = more.length === 0 ? first : { anyOf: [first, ...more] };
  }

  #each(schemas: unknown, depth: number): Json {
    return Object.fromEntries(
      Object.entries(Object(schemas)).map(([name, schema]) => [name, this.fit(schema, depth + 1)]),
    );
  }

  #words(keyword: string, value: unknown, said: string[]): void {
    // The client chose the name, and the list goes into a header.
    this.dropped.add(/^[$\w-]{1,40}$/.test(keyword) ? keyword : '(unknown)');
    const words = inWords(keyword, value);
    if (words !== null) said.push(words);
  }
}
