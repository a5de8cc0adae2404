/** Answers of Converse: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html */

import { bedrockStream } from '../support/event-stream.ts';
import type { AnswerName } from './answer-cells.ts';
import { type Given, SIGNATURE, SOURCE, TEXT, THOUGHT, USED } from './given.ts';
import { OSLO, ROME } from './said.ts';

const usage = {
  ...{ inputTokens: USED.input - USED.cached, cacheReadInputTokens: USED.cached, cacheWriteInputTokens: 0 },
  ...{ outputTokens: USED.output, totalTokens: USED.input + USED.output },
};

interface Said {
  readonly content: readonly object[];
  /** The same in a stream: what begins each block, and what follows. */
  readonly pieces: readonly { readonly start?: object; readonly deltas: readonly object[] }[];
  readonly reason?: string;
}

export function converseGiven(feature: AnswerName): Given {
  const { content, pieces, reason: stopReason = 'end_turn' } = saidOf(feature);
  const blocks = pieces.flatMap(({ start, deltas }, contentBlockIndex) => [
    ...(start === undefined ? [] : [{ contentBlockStart: { start, contentBlockIndex } }]),
    ...deltas.map((delta) => ({ contentBlockDelta: { delta, contentBlockIndex } })),
    { contentBlockStop: { contentBlockIndex } },
  ]);
  const events = [
    { messageStart: { role: 'assistant' } },
    ...blocks,
    { messageStop: { stopReason } },
    { metadata: { usage } },
  ];
  const whole = { output: { message: { role: 'assistant', content } }, stopReason, usage };
  return { stream: new Uint8Array(bedrockStream(events)), whole: JSON.stringify(whole) };
}

function saidOf(feature: AnswerName): Said {
  const text = { text: TEXT };
  const words = { deltas: [text] };
  switch (feature) {
    case 'tool calls': {
      const uses = [OSLO, ROME].map(({ id: toolUseId }) => ({ toolUseId, name: 'look' }));
      return {
        content: uses.map((use, at) => ({ toolUse: { ...use, input: { city: [OSLO, ROME][at]?.city } } })),
        pieces: uses.map((toolUse, at) => ({
          ...{ start: { toolUse }, deltas: [{ toolUse: { input: [OSLO, ROME][at]?.json } }] },
        })),
        reason: 'tool_use',
      };
    }
    case 'reasoning':
    case 'signed thoughts, and back': {
      const reasoningText = { text: THOUGHT, signature: SIGNATURE };
      const deltas = [{ reasoningContent: { text: THOUGHT } }, { reasoningContent: { signature: SIGNATURE } }];
      return { content: [{ reasoningContent: { reasoningText } }, text], pieces: [{ deltas }, words] };
    }
    case 'sources': {
      const { url, title } = SOURCE;
      const citation = { title, location: { web: { url, domain: 'weather.example' } } };
      const citationsContent = { content: [text], citations: [citation] };
      return { content: [{ citationsContent }], pieces: [{ deltas: [text, { citation }] }] };
    }
    case 'refusal':
      return { content: [text], pieces: [words], reason: 'content_filtered' };
    default:
      return { content: [text], pieces: [words] };
  }
}
