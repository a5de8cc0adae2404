/**
 * Thoughts that others signed, in a conversation that goes on with a provider of this family. Our own wire handed them out,
 * under the plain names of their issuers (`wire/chat/fields.ts`); whoever is sent one either refuses the message for a field
 * that it does not know, or the signature. OpenRouter's own are named otherwise (`anthropic-claude-v1`) and stay.
 */

import type { Issuer } from '../../part.ts';
import type { Written } from './request.ts';

const OURS: ReadonlySet<unknown> = new Set<Issuer>(['anthropic', 'google', 'openai', 'bedrock']);

/** A body without any is the very same object. */
export function withoutForeignThoughts(body: Readonly<Record<string, unknown>>): Written {
  const { messages } = body;
  if (!Array.isArray(messages)) return { body, dropped: [] };
  const dropped: string[] = [];
  const kept = messages.map((message: unknown, at) => {
    const path = `messages.${at}`;
    return isRecord(message) ? cleaned(message, (field) => dropped.push(`${path}.${field}`)) : message;
  });
  return dropped.length === 0 ? { body, dropped } : { body: { ...body, messages: kept }, dropped };
}

function cleaned(message: Readonly<Record<string, unknown>>, drop: (field: string) => void): unknown {
  const { reasoning_details: details, tool_calls: calls } = message;
  const cleaned: Record<string, unknown> = { ...message };
  if (Array.isArray(details) && details.some(isForeign)) {
    drop('reasoning_details');
    const own = details.filter((detail) => !isForeign(detail));
    if (own.length > 0) cleaned['reasoning_details'] = own;
    else delete cleaned['reasoning_details'];
  }
  if (Array.isArray(calls) && calls.some(isSigned)) {
    drop('tool_calls.extra_content');
    cleaned['tool_calls'] = calls.map((call: unknown) => {
      if (!isSigned(call)) return call;
      const { extra_content: _signed, ...rest } = call;
      return rest;
    });
  }
  return cleaned;
}

const isForeign = (detail: unknown): boolean => isRecord(detail) && OURS.has(detail['format']);

const isSigned = (call: unknown): call is Readonly<Record<string, unknown>> =>
  isRecord(call) &&
  Reflect.get(Object(Reflect.get(Object(call['extra_content']), 'google')), 'thought_signature') != null;

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
