/**
 * A provider whose every answer is another's length, and that counts what it gives. The prompt says how much is wanted: its
 * last message holds `Order` as JSON. One write is one event, and one piece one token by its own count, so that the log of an
 * exchange says how many tokens were really given, also of an answer that was cut or that nobody waited for.
 */

import type { Exchange } from './exchange.ts';
import { chunk, DONE, usageChunk } from './openai-wire.ts';

export interface Order {
  /** Whose request it is, and which: back to the test that sent it. */
  readonly user: string;
  readonly nth: number;
  /** What is read by the provider's count, and what it would write. */
  readonly input: number;
  readonly output: number;
  /** It breaks off half way. */
  readonly cut: boolean;
  /** Between one piece and the next. */
  readonly everyMs: number;
}

/** As a tokenizer has it, one token. */
const PIECE = ' word';

export async function measured(to: Exchange, order: Order, most: number): Promise<void> {
  to.head(200, 'text/event-stream; charset=utf-8', { 'cache-control': 'no-cache' });
  await to.write(chunk(to.model, { role: 'assistant', content: '' }, null, { usage: null }));
  const output = outputOf(order, most);
  for (let given = 0; given < output; given++) {
    if (order.cut && given * 2 >= output) return to.cut();
    await to.write(chunk(to.model, { content: PIECE }, null, { usage: null }));
    await new Promise((resolve) => setTimeout(resolve, order.everyMs));
  }
  await to.write(chunk(to.model, {}, 'stop', { usage: null }));
  const none = { cached_tokens: 0, audio_tokens: 0 };
  const usage = {
    ...{ prompt_tokens: order.input, completion_tokens: output, total_tokens: order.input + output },
    ...{ prompt_tokens_details: none, completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 } },
  };
  await to.write(usageChunk(to.model, usage));
  await to.write(DONE);
  to.end();
}

/** It obeys its cap. */
export const outputOf = ({ output }: Order, most: number): number => Math.min(output, most);
