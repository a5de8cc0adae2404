/** What a provider says of a failure, made fit to be repeated: its key taken out, on one line, and short. */

const MAX_CHARACTERS = 500;

/** `secret` is the key the provider was called with; some providers repeat it. */
export function providersWords(text: string, secret: string | null): string {
  const safe = secret === null ? text : text.replaceAll(secret, '[secret]');
  const plain = safe
    .slice(0, 4 * MAX_CHARACTERS)
    .replaceAll(/\s+/g, ' ')
    .trim();
  return plain.length > MAX_CHARACTERS ? `${plain.slice(0, MAX_CHARACTERS)}…` : plain;
}

/** The `message` of a JSON error in any of the usual shapes, else the text itself. The JSON may be cut short. */
export function messageIn(body: string): string {
  const quoted = /"message"\s*:\s*("(?:[^"\\]|\\.)*")/.exec(body)?.[1];
  if (quoted === undefined) return body;
  try {
    return String(JSON.parse(quoted));
  } catch {
    // A control character within the string: not JSON to the letter, and readable all the same.
    return quoted.slice(1, -1);
  }
}
