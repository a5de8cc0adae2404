/**
 * What the secret of a provider of this kind holds: a key pair of AWS, `ACCESS_KEY_ID:SECRET[:SESSION]`, or an API key of
 * Bedrock's. None of these has a colon in it. https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html
 */

export type Credentials =
  | { readonly kind: 'pair'; readonly keyId: string; readonly secret: string; readonly session: string | null }
  | { readonly kind: 'api-key'; readonly key: string };

/** Null: it is neither. The secret itself is shown nowhere. */
export function readCredentials(text: string): Credentials | null {
  if (!/^[\x21-\x7e]+$/.test(text)) return null;
  const parts = text.split(':');
  const [first = '', secret = '', session = null] = parts;
  if (parts.length === 1) return { kind: 'api-key', key: first };
  // A key id is put into a header beside other fields, so it has to be a word.
  if (parts.length > 3 || !/^\w+$/.test(first) || secret === '' || session === '') return null;
  return { kind: 'pair', keyId: first, secret, session };
}
