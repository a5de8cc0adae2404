/**
 * Workers AI, by the binding AI of the deployment: no key, no URL. Requests are written from their Prompt also for clients
 * of Chat Completions: a field that a model's schema does not name is refused.
 */

import type { Part } from '../../part.ts';
import type { Call, Dialect, Order, StreamReader, Target } from '../contract.ts';
import { chatReader, wholeChatOf } from '../openai-chat/reader.ts';
import { outputCapOf } from '../output-cap.ts';
import { thoughtOf, wishedInVain } from '../thought.ts';
import { asChat } from './answer.ts';
import { cutLength, takesThought, workersAiLacks, workersAiRequest } from './request.ts';

export const workersAiDialect: Dialect = {
  speaks: null,
  verbatim: false,
  framing: 'sse',
  lacks: (prompt, { id }) => workersAiLacks(prompt, id),
  call: buildCall,
  reader,
  readWhole: (body, target, order) => {
    const chat = asChat(body);
    return chat === null ? null : cutAt(wholeChatOf(chat), target, order);
  },
};

function buildCall(target: Target, order: Order): Call {
  const { id } = target.model;
  const prompt = order.ask.prompt();
  const limit = outputCapOf(target, order);
  const { body, dropped } = workersAiRequest(prompt, id, limit, thoughtOf(target, order, prompt));
  return {
    url: id,
    headers: {},
    body: JSON.stringify({ ...body, ...(order.ask.stream ? { stream: true } : {}) }),
    dropped: [...dropped, ...wishedInVain(target, order, prompt, takesThought(id))],
  };
}

function reader(target: Target, order: Order): StreamReader {
  const chat = chatReader(1);
  return {
    read: (event) => {
      const isEnd = event.data.trim() === '[DONE]';
      const reading = isEnd ? chat.read(event) : chat.readJson(asChat(event.data));
      const parts = cutAt(reading?.parts ?? null, target, order);
      return reading === null || parts === null ? null : { ...reading, parts };
    },
    end: () => cutAt(chat.end(), target, order),
  };
}

/**
 * Its own models do not say that they stopped at the cap, and an answer as long as that is taken for one that was cut.
 * One may have come to its end there by itself; but who asks for more of an answer that is whole loses a call, and who
 * takes a cut one for whole loses the answer.
 */
function cutAt(parts: readonly Part[] | null, target: Target, order: Order): readonly Part[] | null {
  const length = cutLength(target.model.id, outputCapOf(target, order));
  if (parts === null || length === null) return parts;
  return parts.map((part) =>
    part.kind === 'finish' && part.reason === 'stop' && (part.usage?.output ?? 0) >= length
      ? { ...part, reason: 'length' }
      : part,
  );
}
