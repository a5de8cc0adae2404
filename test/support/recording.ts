/** A recorded stream, framed as its provider frames it. */

import { inject } from 'vitest';

/** The data of each event, in order. Null where `../shared/fixtures/streams` is absent: its tests are then skipped. */
export function recording(name: string): readonly string[] | null {
  const lines = inject('recordings')[name];
  return lines === undefined ? null : lines.split('\n').filter((line) => line !== '');
}

/** As Gemini frames its events: data alone, and lines that end in CRLF. */
export function geminiStream(events: readonly string[], lineEnd: '\n' | '\r\n' = '\r\n'): string {
  return events.map((data) => `data: ${data}${lineEnd}${lineEnd}`).join('');
}

/** As Anthropic, Cohere and OpenAI's Responses frame theirs: under the name that stands in their `type`. */
export function namedStream(events: readonly string[], lineEnd: '\n' | '\r\n' = '\n'): string {
  return events.map((data) => `event: ${JSON.parse(data).type}${lineEnd}data: ${data}${lineEnd}${lineEnd}`).join('');
}

/** As Chat Completions and all who follow it. */
export function chatStream(events: readonly string[], lineEnd: '\n' | '\r\n' = '\n'): string {
  return [...events, '[DONE]'].map((data) => `data: ${data}${lineEnd}${lineEnd}`).join('');
}
