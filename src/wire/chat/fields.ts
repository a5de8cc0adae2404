/** What a chat stream and a whole chat answer say in the same words. */

import type { FinishReason, Part, Signature } from '../../part.ts';

/** A refusal ends as the provider's own filter would end it: clients know no other word. */
export function chatFinish(reason: FinishReason, refused: boolean): string {
  if (refused && reason === 'stop') return 'content_filter';
  return reason === 'other' ? 'stop' : reason;
}

/** `format` names the issuer, so that the thought goes back to nobody else. */
export function signedDetail({ issuer, value }: Signature, index: number, text?: string) {
  return { type: 'reasoning.text', index, format: issuer, ...(text === undefined ? {} : { text }), signature: value };
}

export function sealedDetail({ signature, id }: Extract<Part, { kind: 'sealed' }>, index: number) {
  const named = id === undefined ? {} : { id };
  return { type: 'reasoning.encrypted', index, format: signature.issuer, ...named, data: signature.value };
}

/** The form of Gemini's OpenAI endpoint, whichever provider signed: only `google` is ever seen here. */
export function callSignature(signature: Signature | undefined) {
  return signature === undefined
    ? {}
    : { extra_content: { [signature.issuer]: { thought_signature: signature.value } } };
}

/** `at`: where in the text the citation stands. Which words rest on the source is not known, so it spans none. */
export function annotationOf({ url, title, cited }: Extract<Part, { kind: 'source' }>, at: number) {
  const place = { start_index: at, end_index: at, url, title: title ?? url };
  return { type: 'url_citation', url_citation: { ...place, ...(cited === undefined ? {} : { content: cited }) } };
}
