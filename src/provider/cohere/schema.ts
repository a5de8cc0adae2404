/**
 * JSON Schema -> as much of it as Cohere enforces. What it does not know is put into words and listed; what the meaning
 * hangs on is lacking. https://docs.cohere.com/v2/docs/structured-outputs#unsupported-schema-features
 */

import { described, inWords } from '../schema-words.ts';

type Json = Readonly<Record<string, unknown>>;

interface Fitted {
  readonly schema: Json;
  /** Keywords that are not in `schema`. */
  readonly dropped: readonly string[];
  /** Noun phrases. */
  readonly lacks: readonly string[];
}

export function cohereSchema(written: Json): Fitted {
  const dropped = new Set<string>();
  const lacks = new Set<string>();
  if (written['type'] !== 'object') lacks.add('a JSON Schema of something else than an object');
  const schema = enforced(written, dropped, lacks, 0);
  return { schema, dropped: [...dropped].sort(), lacks: [...lacks].sort() };
}

const CHOICES: ReadonlySet<string> = new Set(['anyOf', 'oneOf', 'allOf', 'not']);
const UNKNOWN: ReadonlySet<string> = new Set([
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'minItems', 'maxItems', 'minLength', 'maxLength'],
  ...['uniqueItems', 'additionalProperties'],
]);
const FORMATS: ReadonlySet<unknown> = new Set(['date-time', 'uuid', 'date', 'time']);
/** Keywords whose values are schemas by name. */
const NAMED: ReadonlySet<string> = new Set(['properties', '$defs', 'definitions']);
const MAX_DEPTH = 64;

function enforced(written: Json, dropped: Set<string>, lacks: Set<string>, depth: number): Json {
  if (depth > MAX_DEPTH) {
    lacks.add('a JSON Schema so deep');
    return {};
  }
  const said: string[] = [];
  const fitted: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(written)) {
    if (CHOICES.has(keyword)) lacks.add(`a JSON Schema with ${keyword}`);
    else if (NAMED.has(keyword) && isJson(value)) {
      fitted[keyword] = Object.fromEntries(
        Object.entries(value).map(([name, one]) => [
          name,
          isJson(one) ? enforced(one, dropped, lacks, depth + 1) : one,
        ]),
      );
    } else if (keyword === 'items' && isJson(value)) fitted[keyword] = enforced(value, dropped, lacks, depth + 1);
    // A property that is not described is never written, whatever the schema says.
    else if (keyword === 'additionalProperties' && value === false) continue;
    else if (UNKNOWN.has(keyword) || (keyword === 'format' && !FORMATS.has(value))) {
      dropped.add(keyword);
      const words = inWords(keyword, value);
      if (words !== null) said.push(words);
    } else if (keyword === 'pattern' && !isPattern(value)) {
      dropped.add(keyword);
      said.push(inWords(keyword, value) ?? '');
    } else fitted[keyword] = value;
  }
  const { properties, required } = written;
  if (isJson(properties) && !(Array.isArray(required) && required.length > 0)) {
    lacks.add('a JSON Schema with an object that requires nothing');
  }
  return described(fitted, said);
}

/** Anchors and looking ahead are what its regular expressions do not know. */
const isPattern = (value: unknown): boolean => typeof value === 'string' && !/[\^$]|\?[=!]/.test(value);

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
