/**
 * `POST /messages/count_tokens`: how long a prompt is, counted by Anthropic itself. It costs nothing.
 * https://platform.claude.com/docs/en/api/messages-count-tokens
 */

import * as z from 'zod';
import { once } from '../../once.ts';
import type { Ask } from '../../wire/ask.ts';
import type { Call, Target } from '../contract.ts';
import { addressed } from './call.ts';

/** `ask` came by this very wire: its body goes out as it is, but for the model's name. */
export function countCall(target: Target, { body, forwarded }: Ask): Call {
  return {
    ...addressed(target, 'messages/count_tokens', false, forwarded),
    body: JSON.stringify({ ...body, model: target.model.id }),
    dropped: [],
  };
}

const countSchema = once(() => z.object({ input_tokens: z.int().nonnegative() }));

/** Null: it is no count. */
export function readCount(json: unknown): number | null {
  const read = countSchema().safeParse(json);
  return read.success ? read.data.input_tokens : null;
}
