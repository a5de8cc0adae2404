/** What the providers' answers of the table hold, the same for all, so that it is known again wherever it arrives. */

import type { AnswerName } from './answer-cells.ts';
import type { Row } from './rows.ts';

export const TEXT = 'Héllo, wörld';
export const THOUGHT = 'It rains where it rains.';
export const SIGNATURE = 'T1dOLVNJR05BVFVSRQ==';
export const SOURCE = { url: 'https://weather.example/oslo', title: 'Oslo today' };
export const REFUSAL = 'I cannot help with that.';
/** All that was read, of which so much came from the cache; all that was written, of which so much was thought. */
export const USED = { input: 120, cached: 70, output: 50, reasoning: 30 };

/** An answer as its provider sends it: the bytes of a stream, and the JSON of a whole. */
export interface Given {
  readonly stream: Uint8Array<ArrayBuffer>;
  readonly whole: string;
}

export type Give = (feature: AnswerName, row: Row) => Given;

export const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(new TextEncoder().encode(text));
export const dataOf = (event: unknown): string => `data: ${JSON.stringify(event)}\n\n`;
/** With its type as the event's name. */
export const namedOf = (type: string, fields: object = {}): string => `event: ${type}\n${dataOf({ type, ...fields })}`;
