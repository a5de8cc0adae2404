/**
 * The tools of a Responses request -> functions. A custom tool, which takes a text, becomes a function whose one argument
 * is that text; tools of OpenAI's own have no equivalent and are named.
 */

import * as z from 'zod';
import { once } from '../../once.ts';
import type { Tool, ToolChoice } from '../prompt.ts';

const anyRecord = once(() => z.record(z.string(), z.unknown()));

export const toolSchema = once(() =>
  z.looseObject({
    type: z.string(),
    name: z.string().optional(),
    description: z.string().nullish(),
    parameters: anyRecord().nullish(),
    strict: z.boolean().nullish(),
    /** Of a custom tool. */
    format: z.looseObject({ type: z.string() }).nullish(),
  }),
);
type WireTool = z.infer<ReturnType<typeof toolSchema>>;

export const choiceSchema = once(() =>
  z.union([
    z.string(),
    z.looseObject({
      type: z.string(),
      name: z.string().optional(),
      mode: z.string().optional(),
      tools: z.array(z.looseObject({ type: z.string(), name: z.string().optional() })).optional(),
    }),
  ]),
);
type WireChoice = z.infer<ReturnType<typeof choiceSchema>>;

const NO_PARAMETERS = { type: 'object', properties: {} };

const TEXT_PARAMETERS = {
  type: 'object',
  properties: { input: { type: 'string' } },
  required: ['input'],
  additionalProperties: false,
};

/** `choice` may allow some of them only. */
export function toolsOf(tools: readonly WireTool[], choice: WireChoice | null): readonly Tool[] {
  const allowed = typeof choice === 'object' && choice?.type === 'allowed_tools' ? (choice.tools ?? []) : null;
  const names = allowed === null ? null : new Set(allowed.map(({ name }) => name));
  return tools.flatMap((tool) => {
    const { type, name, description, parameters, strict } = tool;
    if (name === undefined || (names !== null && !names.has(name))) return [];
    if (type === 'custom') {
      return [{ name, description: description ?? null, parameters: TEXT_PARAMETERS, strict: null }];
    }
    if (type !== 'function') return [];
    return [
      { name, description: description ?? null, parameters: parameters ?? NO_PARAMETERS, strict: strict ?? null },
    ];
  });
}

export function choiceOf(choice: WireChoice | null): ToolChoice | null {
  if (choice === null) return null;
  const wish = typeof choice === 'string' ? choice : choice.type === 'allowed_tools' ? (choice.mode ?? 'auto') : null;
  if (wish !== null) return wish === 'none' || wish === 'required' ? { kind: wish } : { kind: 'auto' };
  const name = typeof choice === 'string' ? undefined : choice.name;
  return name === undefined ? null : { kind: 'tool', name };
}

/** Noun phrases for what no function can stand for. */
export function foreignTools(tools: readonly WireTool[]): readonly string[] {
  const foreign = tools.flatMap(({ type, format }) => {
    // A grammar binds the text; as an argument of a function it would be free.
    if (type === 'custom') return format?.type === 'grammar' ? ['a custom tool with a grammar'] : [];
    return type === 'function' ? [] : [`a tool of type "${type}", which is OpenAI's own`];
  });
  return [...new Set(foreign)];
}
