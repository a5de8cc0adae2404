/**
 * Workers AI, by the binding AI of the deployment: no key, no URL. Requests are written from their Prompt also for clients
 * of Chat Completions: a field that a model's schema does not name is refused.
 */

import type { Part } from '../../part.ts';
import type { Call, Dialect, Order, StreamReader, Target } from '../contract.ts';
import { chatReader, readWholeChat } from '../openai-chat/reader.ts';
import { outputCapOf } from '../output-cap.ts';
import { thoughtOf, wishedInVain } from '../thought.ts';
import { asChat } from './answer.ts';
import { DEFAULT_MAX_TOKENS, takesThought, workersAiLacks, workersAiRequest } from './request.ts';

export const workersAiDialect: Dialect = {
  speaks: null,
  verbatim: false,
  framing: 'sse',
  lacks: (prompt, { id }) => workersAiLacks(prompt, id),
  call: buildCall,
  reader,
  readWhole: (body) => {
    const chat = asChat(body);
    return chat === null ? null : readWholeChat(chat);
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
  const limit = outputCapOf(target, order) ?? DEFAULT_MAX_TOKENS;
  return {
    read: ({ name, data }) => {
      if (data.trim() === '[DONE]') return told(chat.read({ name, data }), limit);
      const read = asChat(data);
      return read === null ? null : chat.read({ name, data: read });
    },
    end: () => chat.end()?.map((part) => cutAt(part, limit)) ?? null,
  };
}

type Read = ReturnType<StreamReader['read']>;

const told = (reading: Read, limit: number): Read =>
  reading === null ? null : { ...reading, parts: reading.parts.map((part) => cutAt(part, limit)) };

/** Its own models do not say that they stopped at the cap: an answer as long as that was cut. */
function cutAt(part: Part, limit: number): Part {
  if (part.kind !== 'finish' || part.reason !== 'stop') return part;
  return (part.usage?.output ?? 0) >= limit ? { ...part, reason: 'length' } : part;
}
