/** The tools of a chat completion and the choice among them, as they are now and as they were before (`functions`). */

import * as z from 'zod';
import { once } from '../../once.ts';
import type { Tool, ToolChoice } from '../prompt.ts';

const anyRecord = once(() => z.record(z.string(), z.unknown()));
const namedSchema = once(() => z.object({ name: z.string() }));

const toolSchema = once(() =>
  z.looseObject({
    type: z.string(),
    function: z
      .object({
        name: z.string(),
        description: z.string().nullish(),
        parameters: anyRecord().nullish(),
        strict: z.boolean().nullish(),
      })
      .optional(),
    cache_control: z.object({ ttl: z.string().nullish() }).nullish(),
  }),
);

/** The fields of a body that say which tools there are. */
export const toolFields = once(() => ({
  tools: z.array(toolSchema()).nullish(),
  functions: z
    .array(z.object({ name: z.string(), description: z.string().nullish(), parameters: anyRecord().nullish() }))
    .nullish(),
  tool_choice: z
    .union([
      z.string(),
      z.object({
        type: z.string(),
        function: namedSchema().optional(),
        allowed_tools: z
          .object({ mode: z.string().nullish(), tools: z.array(z.object({ function: namedSchema().optional() })) })
          .optional(),
      }),
    ])
    .nullish(),
  function_call: z.union([z.string(), namedSchema()]).nullish(),
}));
const fieldsSchema = once(() => z.object(toolFields()));
type Fields = z.infer<ReturnType<typeof fieldsSchema>>;

const NO_PARAMETERS = { type: 'object', properties: {} };

/** The choice may allow some of them only. */
export function toolsOf({ tools, functions, tool_choice: choice }: Fields): readonly Tool[] {
  const allowed = typeof choice === 'object' ? choice?.allowed_tools?.tools : undefined;
  const names = allowed === undefined ? null : new Set(allowed.map(({ function: fn }) => fn?.name));
  const legacy = (functions ?? []).map((fn) => ({ type: 'function', function: fn, cache_control: undefined }));
  return [...(tools ?? []), ...legacy].flatMap(({ function: fn, cache_control: mark }) => {
    if (fn === undefined || (names !== null && !names.has(fn.name))) return [];
    const strict = 'strict' in fn ? (fn.strict ?? null) : null;
    return [
      {
        ...{ name: fn.name, description: fn.description ?? null, parameters: fn.parameters ?? NO_PARAMETERS, strict },
        ...(mark == null ? {} : { cache: { ttl: mark.ttl ?? null } }),
      },
    ];
  });
}

/** `any` is Mistral's and LangChain's word for `required`. */
export function toolChoiceOf(fields: Fields): ToolChoice | null {
  const wish = fields.tool_choice ?? fields.function_call ?? null;
  if (wish === null) return null;
  const isAllowing = typeof wish === 'object' && 'allowed_tools' in wish && wish.allowed_tools !== undefined;
  const word = isAllowing ? (wish.allowed_tools?.mode ?? 'auto') : wish;
  if (typeof word === 'object') {
    const name = 'name' in word ? word.name : word.function?.name;
    return name === undefined ? null : { kind: 'tool', name };
  }
  if (word === 'none') return { kind: 'none' };
  return { kind: word === 'required' || word === 'any' ? 'required' : 'auto' };
}

/** Noun phrases for what is no function. */
export function foreignTools({ tools }: Fields): readonly string[] {
  const types = (tools ?? []).filter(({ function: fn }) => fn === undefined).map(({ type }) => type);
  return [...new Set(types)].map((type) => `a tool of type "${type}"`);
}
