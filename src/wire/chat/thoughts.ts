/**
 * An assistant message of a chat -> what the model said: thoughts with their signatures, words, calls. The signatures come
 * back in the fields in which `encoder.ts` wrote them, or in those of other gateways (see `held-by.ts`).
 */

import * as z from 'zod';
import { once } from '../../once.ts';
import type { Issuer, Signature } from '../../part.ts';
import type { AssistantContent } from '../prompt.ts';
import { userContent } from './content.ts';
import type { LegacyCalls } from './legacy-calls.ts';

const detailSchema = once(() =>
  z.object({
    type: z.string(),
    text: z.string().nullish(),
    summary: z.string().nullish(),
    signature: z.string().nullish(),
    data: z.string().nullish(),
    format: z.string().nullish(),
    id: z.string().nullish(),
  }),
);

const blockSchema = once(() =>
  z.object({
    type: z.string(),
    thinking: z.string().nullish(),
    signature: z.string().nullish(),
    data: z.string().nullish(),
  }),
);

const callSchema = once(() =>
  z.object({
    id: z.string().nullish(),
    function: z.object({ name: z.string(), arguments: z.string().nullish() }),
    extra_content: z
      .object({ google: z.object({ thought_signature: z.string() }).optional() })
      .nullish()
      .catch(null),
  }),
);

const assistantSchema = once(() =>
  z.object({
    reasoning_content: z.string().nullish().catch(null),
    reasoning: z.string().nullish().catch(null),
    reasoning_details: z.array(detailSchema()).nullish().catch(null),
    thinking_blocks: z.array(blockSchema()).nullish().catch(null),
    tool_calls: z.array(callSchema()).nullish().catch(null),
    function_call: z.object({ name: z.string(), arguments: z.string().nullish() }).nullish().catch(null),
  }),
);
type Assistant = z.infer<ReturnType<typeof assistantSchema>>;

/** In the order in which models speak: thoughts, words, calls. `at` is the message's place. */
export function assistantContent(
  message: Readonly<Record<string, unknown>>,
  at: number,
  legacy: LegacyCalls,
): readonly AssistantContent[] {
  const read = assistantSchema().safeParse(message);
  const fields: Assistant = read.success ? read.data : {};
  const words = userContent(message['content'], `messages.${at}.content`);
  return [
    ...thoughtsOf(fields),
    ...words.flatMap((part) => (part.kind === 'text' ? [part] : [])),
    ...callsOf(fields, at, legacy),
  ];
}

function thoughtsOf(fields: Assistant): AssistantContent[] {
  const details = (fields.reasoning_details ?? []).flatMap(detailed);
  const blocks = (fields.thinking_blocks ?? []).flatMap(blocked);
  const signed = [...details, ...blocks];
  const shown = fields.reasoning_content ?? fields.reasoning ?? '';
  // What is signed says it all again: the shown text alone would be the same thought twice.
  if (signed.length > 0)
    return signed.some((one) => one.kind === 'reasoning' && one.text !== '') || shown === ''
      ? signed
      : withText(signed, shown);
  return shown === '' ? [] : [{ kind: 'reasoning', text: shown, signature: null }];
}

/** A stream gives a signature without repeating the text that it signs. */
function withText(signed: readonly AssistantContent[], text: string): AssistantContent[] {
  const at = signed.findIndex(({ kind }) => kind === 'reasoning');
  if (at === -1) return [{ kind: 'reasoning', text, signature: null }, ...signed];
  return signed.map((one, index) => (index === at && one.kind === 'reasoning' ? { ...one, text } : one));
}

function detailed({
  type,
  text,
  summary,
  signature,
  data,
  format,
  id,
}: z.infer<ReturnType<typeof detailSchema>>): AssistantContent[] {
  const issuer = issuerOf(format ?? null);
  if (type === 'reasoning.encrypted') {
    return data == null ? [] : [{ kind: 'sealed', signature: { issuer, value: data }, id: id ?? null }];
  }
  const signed: Signature | null = signature == null ? null : { issuer, value: signature };
  return [{ kind: 'reasoning', text: text ?? summary ?? '', signature: signed }];
}

function blocked({ type, thinking, signature, data }: z.infer<ReturnType<typeof blockSchema>>): AssistantContent[] {
  if (type === 'redacted_thinking') {
    return data == null ? [] : [{ kind: 'sealed', signature: { issuer: 'anthropic', value: data }, id: null }];
  }
  const signed: Signature | null = signature == null ? null : { issuer: 'anthropic', value: signature };
  return [{ kind: 'reasoning', text: thinking ?? '', signature: signed }];
}

/** `format` as we write it, or as OpenRouter does: `anthropic-claude-v1`, `google-gemini-v1`, `openai-responses-v1`. */
function issuerOf(format: string | null): Issuer {
  for (const issuer of ['anthropic', 'google', 'openai', 'bedrock'] as const)
    if (format?.startsWith(issuer)) return issuer;
  return 'openrouter';
}

function callsOf(
  { tool_calls: calls, function_call: old }: Assistant,
  at: number,
  legacy: LegacyCalls,
): AssistantContent[] {
  if (old != null && (calls ?? []).length === 0) {
    const { name, arguments: json } = old;
    return [{ kind: 'call', id: legacy.made(name), name, arguments: json || '{}', signature: null }];
  }
  return (calls ?? []).map(({ id, function: fn, extra_content: extra }, index) => {
    const value = extra?.google?.thought_signature;
    return {
      kind: 'call',
      id: id || `call_${at}_${index}`,
      name: fn.name,
      arguments: fn.arguments || '{}',
      signature: value === undefined ? null : { issuer: 'google', value },
    };
  });
}
