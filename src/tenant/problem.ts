/**
 * What is wrong with a document, said to the person who wrote it: where, what, and how to mend it. zod finds most of
 * it; this file turns zod's issues into those sentences.
 */

import * as z from 'zod';
import { didYouMean } from './nearest.ts';

export interface Problem {
  /** Where in the document: `routes[2].models.instant[0]`; empty for the document as a whole. */
  readonly path: string;
  /** Whole sentences: what is wrong and how to mend it. */
  readonly message: string;
}

/** `pathOf('routes', 2, 'name')` is `routes[2].name`. A key that is no plain word is quoted: `models["my model"]`. */
export function pathOf(...steps: readonly PropertyKey[]): string {
  return steps.reduce<string>((path, step) => {
    if (typeof step === 'number') return `${path}[${step}]`;
    const key = String(step);
    if (!/^[A-Za-z0-9_$-]+$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
    return path === '' ? key : `${path}.${key}`;
  }, '');
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'an object',
  record: 'an object',
};

function typeOf(input: unknown): string {
  if (input === null) return 'empty (null)';
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'number') return Number.isFinite(input) ? `${input}` : 'a number without an end';
  return TYPES[typeof input] ?? typeof input;
}

/** What a list or a text holds too many or too few of, by the origin zod gives. */
const PARTS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  array: ['entry', 'entries'],
  string: ['character', 'characters'],
};

function oneOf(values: readonly unknown[], input: unknown): string {
  const words = values.map(String);
  return `This must be ${words.length === 1 ? '' : 'one of '}${words.join(', ')}.${typeof input === 'string' ? didYouMean(input, words) : ''}`;
}

/** One line for each unknown key, in order: zod reports all the keys of an object as one issue. */
function unknownKeys(keys: readonly string[], schema: unknown): string {
  const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  return keys
    .map((key) => {
      const meant = didYouMean(key, known);
      return `The key ${JSON.stringify(key)} is not known here.${meant === '' ? ` Known are: ${known.join(', ')}.` : meant}`;
    })
    .join('\n');
}

/** zod's own code for what is wrong, as a sentence. Schemas with a message of their own never get here. Repeats no text of the document. */
function sentence(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type': {
      if (issue.input !== undefined) {
        return `This must be ${TYPES[issue.expected] ?? issue.expected}, and is ${typeOf(issue.input)}.`;
      }
      const meaning = issue.schema && z.globalRegistry.get(issue.schema)?.description;
      return `This is required${meaning === undefined ? '' : `: ${meaning}`}.`;
    }
    case 'invalid_value':
      return oneOf(issue.values, issue.input);
    case 'invalid_union': {
      const kind: unknown =
        issue.discriminator === undefined ? undefined : Reflect.get(Object(issue.input), issue.discriminator);
      return oneOf(Array.isArray(issue.options) ? issue.options : [], kind);
    }
    case 'unrecognized_keys':
      return unknownKeys(issue.keys, issue.inst);
    case 'invalid_key':
      return issue.issues[0]?.message;
    case 'too_big':
    case 'too_small': {
      const limit = Number(issue.code === 'too_big' ? issue.maximum : issue.minimum);
      const closed = issue.code === 'too_big' ? 'at most' : 'at least';
      const open = issue.code === 'too_big' ? 'less than' : 'more than';
      const bound = `${issue.inclusive === false ? open : closed} ${limit}`;
      const parts = PARTS[issue.origin];
      if (parts === undefined) return `This must be ${bound}.`;
      return `This must have ${bound} ${parts[limit === 1 ? 0 : 1]}, and has ${Reflect.get(Object(issue.input), 'length')}.`;
    }
    default:
      return undefined;
  }
}

/** Parses, and answers the problems in the words of this file. */
export function parseWith<Output>(
  schema: z.ZodType<Output>,
  input: unknown,
): { readonly ok: true; readonly value: Output } | { readonly ok: false; readonly problems: readonly Problem[] } {
  const result = schema.safeParse(input, { error: sentence });
  if (result.success) return { ok: true, value: result.data };
  return { ok: false, problems: result.error.issues.flatMap(problemsOf) };
}

function problemsOf(issue: z.core.$ZodIssue): Problem[] {
  if (issue.code !== 'unrecognized_keys') return [{ path: pathOf(...issue.path), message: issue.message }];
  const lines = issue.message.split('\n');
  return issue.keys.map((key, index) => ({ path: pathOf(...issue.path, key), message: lines[index] ?? issue.message }));
}
