/** Why Gemini stopped. https://ai.google.dev/api/generate-content#FinishReason */

import type { FinishReason } from '../../part.ts';

/** `failed`: there is no answer, and another model may give one. */
const REASONS: Readonly<Record<string, FinishReason | 'failed'>> = {
  STOP: 'stop',
  MAX_TOKENS: 'length',
  // The cap of one request was reached before that of the answer: what is there is cut short.
  CONTINUATION: 'length',
  SAFETY: 'content_filter',
  RECITATION: 'content_filter',
  BLOCKLIST: 'content_filter',
  PROHIBITED_CONTENT: 'content_filter',
  SPII: 'content_filter',
  IMAGE_SAFETY: 'content_filter',
  IMAGE_PROHIBITED_CONTENT: 'content_filter',
  IMAGE_RECITATION: 'content_filter',
  MODEL_ARMOR: 'content_filter',
  ESCALATION: 'content_filter',
  LANGUAGE: 'other',
  OTHER: 'other',
  TOO_MANY_TOOL_CALLS: 'other',
  // It meant to call, and what it wrote is no call: a client that waits for one would take the answer for whole.
  MALFORMED_FUNCTION_CALL: 'failed',
  UNEXPECTED_TOOL_CALL: 'failed',
  MALFORMED_RESPONSE: 'failed',
  MISSING_THOUGHT_SIGNATURE: 'failed',
};

/** Null: it has not stopped. A reason that no row knows is `other`. */
export function finishOf(reason: string | null): FinishReason | 'failed' | null {
  if (reason === null || reason === '' || reason === 'FINISH_REASON_UNSPECIFIED') return null;
  return Object.hasOwn(REASONS, reason) ? (REASONS[reason] ?? 'other') : 'other';
}
