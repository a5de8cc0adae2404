/** What the router sees of an answer by itself: weak signs that it did not serve. Pure. */

import type { FinishReason } from '../part.ts';
import type { Observed } from '../quota/lesson.ts';
import type { Prompt } from '../wire/prompt.ts';
import { fitsSchema } from './fits-schema.ts';

/** An answer that has ended. */
export interface Answered {
  readonly reason: FinishReason | null;
  readonly isRefused: boolean;
  /** Null: more than was kept of it. */
  readonly said: Written | null;
}

/** Of its first choice, the text and the calls. */
interface Written {
  readonly text: string;
  readonly calls: readonly { readonly name: string; readonly json: string }[];
}

/** `asked` is what it had to keep to; null: nothing that could be missed. */
export function observed(answer: Answered, asked: Pick<Prompt, 'tools' | 'format'> | null): Observed {
  if (answer.isRefused) return { refused: true };
  const { said, reason } = answer;
  // What a cap cut off was the cap's fault.
  const isWhole = reason === 'stop' || reason === 'tool_calls';
  return asked !== null && said !== null && isWhole && misses(said, asked) ? { invalid: true } : {};
}

function misses({ text, calls }: Written, { tools, format }: Pick<Prompt, 'tools' | 'format'>): boolean {
  for (const { name, json } of calls) {
    const tool = tools.find((each) => each.name === name);
    // Of a tool that is its provider's own nothing is known.
    if (tool !== undefined && !fitsJson(json === '' ? '{}' : json, tool.parameters)) return true;
  }
  if (calls.length > 0 || format.kind === 'text') return false;
  return !fitsJson(text, format.kind === 'schema' ? format.schema : { type: 'object' });
}

function fitsJson(json: string, schema: Readonly<Record<string, unknown>>): boolean {
  const read = readJson(json);
  return read !== null && fitsSchema(schema, read.value);
}

function readJson(json: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(json) };
  } catch {
    return null;
  }
}
