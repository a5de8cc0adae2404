/** What a provider says of a failure, made fit to be repeated: its key taken out, on one line, and short. */

const MAX_CHARACTERS = 500;

/** `secret` is the key the provider was called with; some providers repeat it. */
export function providersWords(text: string, secret: string | null): string {
  const safe = secretsOf(secret).reduce((left, part) => left.replaceAll(part, '[secret]'), text);
  const plain = safe
    .slice(0, 4 * MAX_CHARACTERS)
    .replaceAll(/\s+/g, ' ')
    .trim();
  return plain.length > MAX_CHARACTERS ? `${plain.slice(0, MAX_CHARACTERS)}…` : plain;
}

/** Shorter ones are no secret, and would be found in any text. */
const MIN_SECRET_CHARACTERS = 8;

/** A secret, the parts of one that holds several (`ACCESS_KEY_ID:SECRET:SESSION`), and both as a URL would hold them. */
function secretsOf(secret: string | null): readonly string[] {
  if (secret === null) return [];
  const parts = [secret, ...secret.split(':').filter((part) => part.length >= MIN_SECRET_CHARACTERS)];
  return [...new Set([...parts, ...parts.map(encodeURIComponent)])];
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
