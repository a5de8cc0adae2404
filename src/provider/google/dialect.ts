/**
 * Gemini's generateContent and streamGenerateContent. No client speaks it: every request is written from its Prompt.
 * https://ai.google.dev/api/generate-content
 */

import type { Call, Dialect, Order, Target } from '../contract.ts';
import { outputCapOf } from '../output-cap.ts';
import { thoughtOf, wishedInVain } from '../thought.ts';
import { googleAddress, nameOf } from './address.ts';
import { familyOf, thinkingConfig } from './family.ts';
import { googleLacks } from './lacks.ts';
import { googleReader, readWholeGoogle } from './reader.ts';
import { googleRequest } from './request.ts';

export const googleDialect: Dialect = {
  speaks: null,
  verbatim: false,
  framing: 'sse',
  lacks: (prompt, model) => googleLacks(prompt, familyOf(nameOf(model.id))),
  call: buildCall,
  reader: googleReader,
  readWhole: readWholeGoogle,
};

function buildCall(target: Target, order: Order): Call {
  const { ask } = order;
  const name = nameOf(target.model.id);
  const family = familyOf(name);
  const prompt = ask.prompt();
  const thought = thoughtOf(target, order, prompt);
  const cap = outputCapOf(target, order);
  const { body, dropped } = googleRequest(prompt, family, {
    // Nobody was going to get more of this model, and the ledger's cap knows nothing of it.
    maxOutputTokens: cap === null ? null : Math.min(cap, family.mostOutput),
    thinkingConfig: thought === null ? null : thinkingConfig(thought, family),
  });
  return {
    ...googleAddress(target, ask.stream ? 'streamGenerateContent?alt=sse' : 'generateContent'),
    body: JSON.stringify(body),
    dropped: [...dropped, ...wishedInVain(target, order, prompt, family.thinking.by !== 'nothing')],
  };
}
