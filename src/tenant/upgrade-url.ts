/** Where a plan sends users for a larger one. A browser opens it, and nobody here calls it: any https address will do. */

import { SIZES } from './defaults.ts';

/**
 * What is wrong with the URL, as a sentence; null: nothing. A URL parser writes every URL in visible ASCII, so that a header
 * can bear it, but what it escapes grows: it is measured as it is written.
 */
export function faultOfUpgradeUrl(text: string): string | null {
  const url = /\s/.test(text) ? null : URL.parse(text);
  if (url === null) return 'This must be a whole URL, such as https://example.com/plans.';
  if (url.protocol !== 'https:') return 'This must be https: users are sent there to pay.';
  if (url.username !== '' || url.password !== '') return 'A URL that every user is shown must not hold credentials.';
  if (url.href.length > SIZES.urlCharacters)
    return `This must have at most ${SIZES.urlCharacters} characters, escaped.`;
  return null;
}
