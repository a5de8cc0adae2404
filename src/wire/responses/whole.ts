/** OpenAI Responses, answer side: the Parts of a whole answer -> one Response object. */

import type { Part } from '../../part.ts';
import type { AnswerHead } from '../wire.ts';
import { ResponsesEncoder } from './encoder.ts';

/** What a stream of the same Parts would add up to. */
export function wholeResponses(parts: readonly Part[], head: AnswerHead): object {
  const encoder = new ResponsesEncoder(head);
  for (const part of parts) encoder.write(part);
  encoder.end();
  return encoder.response();
}
