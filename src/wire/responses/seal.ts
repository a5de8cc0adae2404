/**
 * Signed and sealed thoughts in `encrypted_content`, the one place of this wire that clients hand back unread. What OpenAI
 * sealed stands there as it is; of another issuer it is marked, so that it goes back to its issuer and to nobody else:
 *
 *   signalbox:signed:<issuer>:<signature>            signs the thought in the item's summary
 *   signalbox:sealed:<issuer>:<thought>              a thought that was never shown
 *   signalbox:call:<issuer>:<call id>:<signature>    signs the call with that id, which has no field for it
 */

import type { Issuer, Signature } from '../../part.ts';

export type Seal =
  | { readonly kind: 'signed' | 'sealed'; readonly signature: Signature }
  | { readonly kind: 'call'; readonly signature: Signature; readonly callId: string };

const MARK = 'signalbox:';

export function writeSeal(seal: Seal): string {
  const { issuer, value } = seal.signature;
  if (seal.kind === 'sealed' && issuer === 'openai') return value;
  const of = seal.kind === 'call' ? `${encodeURIComponent(seal.callId)}:` : '';
  return `${MARK}${seal.kind}:${issuer}:${of}${value}`;
}

export function readSeal(text: string): Seal {
  if (!text.startsWith(MARK)) return { kind: 'sealed', signature: { issuer: 'openai', value: text } };
  const [kind, issuer, ...rest] = text.slice(MARK.length).split(':');
  if (!isIssuer(issuer)) return { kind: 'sealed', signature: { issuer: 'openrouter', value: text } };
  if (kind === 'call') {
    const [callId = '', ...value] = rest;
    return { kind, callId: decoded(callId), signature: { issuer, value: value.join(':') } };
  }
  return { kind: kind === 'signed' ? 'signed' : 'sealed', signature: { issuer, value: rest.join(':') } };
}

const ISSUERS: readonly Issuer[] = ['anthropic', 'google', 'openai', 'openrouter', 'bedrock'];
const isIssuer = (issuer: string | undefined): issuer is Issuer => ISSUERS.some((one) => one === issuer);

/** A client that made the mark up itself gets the text back as it wrote it. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
