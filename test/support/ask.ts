/** A request of which nothing matters but what a test says of it. */

import type { Ask } from '../../src/wire/ask.ts';
import type { Prompt } from '../../src/wire/prompt.ts';

export function askOf(text: string, more: Partial<Ask> = {}): Ask {
  return {
    wire: 'chat',
    model: { kind: 'auto', effort: null },
    effort: null,
    stream: false,
    wantsUsage: false,
    turns: [{ role: 'user', text }],
    needs: [],
    modality: ['text'],
    images: 0,
    inputBytes: text.length,
    outputLimit: null,
    choices: 1,
    heldBy: null,
    user: null,
    body: {},
    prompt: () => promptOf(text),
    forwarded: {},
    ...more,
  };
}

/** A prompt that is one user's message; `more` is laid over it. */
export function promptOf(text: string, more: Partial<Prompt> = {}): Prompt {
  return {
    instructions: [],
    messages: [{ role: 'user', content: [{ kind: 'text', text }], name: null }],
    tools: [],
    toolChoice: null,
    parallelCalls: null,
    format: { kind: 'text' },
    sampling: {
      ...{ temperature: null, topP: null, topK: null, frequencyPenalty: null, presencePenalty: null, seed: null },
      stop: [],
    },
    thought: null,
    unsaid: [],
    unsayable: [],
    ...more,
  };
}
