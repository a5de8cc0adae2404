/** What a streamed message and a whole one say in the same words. */

import type { FinishReason, Part } from '../../part.ts';
import { FOREIGN_SOURCE } from './carried.ts';

interface Said {
  readonly refused: boolean;
  readonly called: boolean;
  readonly stopSequence: string | undefined;
}

/** Clients act on `tool_use`, and some providers end an answer that calls a tool with a plain stop. */
export function stopReason(reason: FinishReason, { refused, called, stopSequence }: Said): string {
  switch (reason) {
    case 'length':
      return 'max_tokens';
    case 'content_filter':
      return 'refusal';
    case 'tool_calls':
      return 'tool_use';
    default:
      if (called) return 'tool_use';
      if (refused) return 'refusal';
      return stopSequence === undefined ? 'end_turn' : 'stop_sequence';
  }
}

export function citationOf({ url, title, cited }: Extract<Part, { kind: 'source' }>) {
  return {
    ...{ type: 'web_search_result_location', url, title: title ?? null },
    ...{ cited_text: cited ?? '', encrypted_index: FOREIGN_SOURCE },
  };
}

/** `input` is an object on this wire. Arguments that are no JSON, as of a call cut short, go under Anthropic's own name for them. */
export function inputOf(json: string): unknown {
  try {
    const input: unknown = JSON.parse(json === '' ? '{}' : json);
    if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input;
  } catch {
    // Told to the client below.
  }
  return { INVALID_JSON: json };
}
