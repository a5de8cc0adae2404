/** Any text, and the same in pieces that end anywhere. */

import fc from 'fast-check';

/** Of any script, and what framing, JSON or our own marks could take for their own. Half a surrogate pair is in none. */
export const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
  fc.constantFrom(
    ...['\n\ndata: [DONE]\n\n', '\r\n', '\r', '\u2028', '"}\\', ': ping', 'event: error\n', '[DONE]', '{"error":{}}'],
    ...['👩‍👩‍👧', 'Grüezi, 世界', '\u0000', '\ufeff', ' ', 'signalbox:', '__proto__', '<think>', '\\u0041'],
  ),
);

/** What an API takes for a name. */
export const anyName = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_-]{0,11}$/);

/** Opaque, as base64 is; a colon is in none, but may be one day. */
export const anySecretText = fc.stringMatching(/^[A-Za-z0-9+/=:]{1,16}$/);

/** `text` in pieces: cut within a character of two code units too, as some providers do. Empty pieces are among them. */
export function cutAt(text: string, places: readonly number[]): readonly string[] {
  const ends = [...places.map((place) => place % (text.length + 1)), text.length].sort((one, other) => one - other);
  return ends.map((end, at) => text.slice(ends[at - 1] ?? 0, end));
}
