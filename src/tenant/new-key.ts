/** The making of a key: 256 bits of the platform's own randomness, so that nobody can guess one and no hash need be salted. */

const SECRET_BYTES = 32;

/** As much of a key as lists show: `sb_` and 30 of its 256 bits. */
export const PREFIX_CHARACTERS = 8;

/** `sb_` and 43 characters of base64url, which fit a header, a shell and a URL as they stand. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(SECRET_BYTES));
  const base64 = btoa(String.fromCharCode(...bytes));
  return `sb_${base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`;
}

export const prefixOf = (key: string): string => key.slice(0, PREFIX_CHARACTERS);

/** Whether a text is a key of this making: somebody may write one where its id belongs, and it must not be said again. */
export const isKey = (text: string): boolean => /^sb_[A-Za-z0-9_-]{43}$/.test(text);
