/**
 * What a client speaks: a pure pair of functions, body -> Ask and Parts -> that wire. Beside this file stands a folder for
 * each.
 */

import type { Why } from '../error.ts';
import type { Part } from '../part.ts';
import type { Ask } from './ask.ts';
import type { Body } from './body.ts';
import type { AskHeaders } from './headers.ts';

/** How an answer introduces itself to its client. */
export interface AnswerHead {
  /** Ours, unique: the wire puts its own prefix before it. */
  readonly id: string;
  /** What the model is called where its provider does not say (`start`). */
  readonly model: string;
  readonly createdSeconds: number;
  readonly ask: Ask;
}

/** Writes one streamed answer, part by part. It remembers what it has opened, and is of no use for a second answer. */
export interface Encoder {
  /** The events that tell of this part, as they go over the line; empty when it tells of nothing yet. */
  readonly write: (part: Part) => string;
  /** The last events, after `finish`. */
  readonly end: () => string;
  /**
   * The failure of an answer that has begun: the stream's last event, and no end mark after it. `after` is the number of
   * the last event that went out as it came, where the provider counts its events.
   */
  readonly fail: (why: Why, after?: number) => string;
}

export interface Wire {
  /** Throws Refusal `invalid_request` with the first field that cannot be meant. */
  readonly read: (body: Body, headers: AskHeaders) => Ask;
  readonly encoder: (head: AnswerHead) => Encoder;
  /** A whole answer, to be written as JSON. */
  readonly whole: (parts: readonly Part[], head: AnswerHead) => object;
}
