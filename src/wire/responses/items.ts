/**
 * The items of a Responses request, as far as the router reads them: strict about what it needs, silent about the rest.
 * https://platform.openai.com/docs/api-reference/responses/create#responses-create-input
 */

import * as z from 'zod';
import { once } from '../../once.ts';

const partSchema = once(() =>
  z.looseObject({ type: z.string(), text: z.string().optional(), refusal: z.string().optional() }),
);
const contentSchema = once(() => z.union([z.string(), z.array(partSchema())]));

export const itemSchema = once(() =>
  z.looseObject({
    /** A message may leave it out. */
    type: z.string().optional(),
    role: z.enum(['user', 'assistant', 'system', 'developer']).optional(),
    id: z.string().nullish(),
    content: contentSchema().nullish(),
    call_id: z.string().nullish(),
    encrypted_content: z.string().nullish(),
  }),
);
export type Item = z.infer<ReturnType<typeof itemSchema>>;
export type Part = z.infer<ReturnType<typeof partSchema>>;

export const isMessage = ({ type, role }: Item): boolean => type === 'message' || (type === undefined && role != null);

/** A call that the client has to answer. Calls of built-in tools are answered by the provider itself. */
export function isCall({ type }: Item): boolean {
  return type !== undefined && CALLS.has(type);
}

const CALLS: ReadonlySet<string> = new Set([
  ...['function_call', 'custom_tool_call', 'computer_call', 'local_shell_call', 'shell_call', 'apply_patch_call'],
]);

/** What the client answers a call, or a question about one, with. */
export function isResult({ type }: Item): boolean {
  return type !== undefined && (type.endsWith('_call_output') || type === 'mcp_approval_response');
}

/** The parts in an item: of a message's content, or of a tool's output. */
export function partsOf(item: Item): readonly Part[] {
  const { content } = item;
  const output = outputSchema().safeParse(item['output']);
  const said = typeof content === 'string' || content == null ? [] : content;
  return output.success ? [...said, ...output.data] : said;
}

const outputSchema = once(() =>
  z.union([
    z.array(partSchema()),
    // A screenshot of a computer.
    partSchema().transform((part) => [part]),
  ]),
);

/** The words in an item; those of an `output` that is a text too. */
export function textOf(item: Item): string {
  if (typeof item.content === 'string') return item.content;
  if (typeof item['output'] === 'string') return item['output'];
  return partsOf(item)
    .flatMap(({ text, refusal }) => text ?? refusal ?? [])
    .join('\n');
}
