/**
 * Thoughts of other issuers on Anthropic's wire. Its clients hand every thinking block back as it came, so what another
 * provider wants returned travels in a block's signature (or sealed data), tagged with whose it is:
 *
 *   signalbox:<issuer>:<id>:<value>
 *
 * `id` is percent-encoded and may be empty: the name of a sealed item, or the call that the signature belongs to. Anthropic's
 * own signatures are base64, which has no colon, and stay as they are.
 */

import type { Issuer, Signature } from '../../part.ts';

const TAG = 'signalbox:';
const TAGGED = /^signalbox:(anthropic|google|openai|openrouter|bedrock):([^:]*):([\s\S]*)$/;

export interface Carried {
  readonly signature: Signature;
  /** Null: it names no item and no call. */
  readonly id: string | null;
}

/** As a client of this wire is given it. */
export function carry({ issuer, value }: Signature, id: string | null = null): string {
  if (issuer === 'anthropic' && id === null) return value;
  return `${TAG}${issuer}:${encodeURIComponent(id ?? '')}:${value}`;
}

/** What a client handed back. Whatever bears no tag of ours is Anthropic's. */
export function uncarry(text: string): Carried {
  const [, issuer, id = '', value = ''] = TAGGED.exec(text) ?? [];
  if (issuer === undefined) return { signature: { issuer: 'anthropic', value: text }, id: null };
  return { signature: { issuer: issuer as Issuer, value }, id: id === '' ? null : named(id) };
}

/** What a citation that Anthropic did not make has in the place of Anthropic's index. */
export const FOREIGN_SOURCE = `${TAG}source`;

/** Ours and no provider's: nobody but this router may be sent it. */
export const isCarried = (text: unknown): boolean => typeof text === 'string' && text.startsWith(TAG);

function named(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    // A client that changed it: as an id it is then wrong either way.
    return id;
  }
}
