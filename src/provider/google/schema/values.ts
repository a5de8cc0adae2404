/** The values of an `enum` or `const` -> schemas that Gemini understands: it knows lists of texts and of numbers. */

import type { Json } from './json.ts';

interface Groups {
  /** One of these. */
  readonly choices: readonly Json[];
  /** Values that no schema of Gemini's can name. */
  readonly unsaid: readonly unknown[];
}

/** `type` as the schema has it, if it has one. */
export function groupsOf(values: readonly unknown[], type: unknown, nullable: boolean): Groups {
  const texts = values.filter((value) => typeof value === 'string');
  const numbers = values.filter((value) => typeof value === 'number');
  const flags = new Set(values.filter((value) => typeof value === 'boolean'));
  const others = values.filter((value) => typeof value === 'object' && value !== null);
  const whole = numbers.every(Number.isInteger) && type !== 'number';
  const choices: Json[] = [
    ...(texts.length > 0 ? [{ type: 'string', enum: texts }] : []),
    ...(numbers.length > 0 ? [{ type: whole ? 'integer' : 'number', enum: numbers }] : []),
    ...(flags.size > 0 ? [{ type: 'boolean' }] : []),
    ...(others.some((value) => !Array.isArray(value)) ? [{ type: 'object' }] : []),
    ...(others.some((value) => Array.isArray(value)) ? [{ type: 'array' }] : []),
    ...(nullable || values.includes(null) ? [{ type: 'null' }] : []),
  ];
  return { choices, unsaid: [...(flags.size === 1 ? flags : []), ...others] };
}
